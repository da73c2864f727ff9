// The fast tests: pure code and components under Pulumi's mocks. `npm run test:unit` runs these, and `npx mocha FILE` one
// file of them. Which files there are is said in package.json: mocha adds a list in here to whatever it is given.
module.exports = {
  require: ["./sandbox/register.cjs"],
  ignore: ["tests/sandbox/**", "tests/browser/**"],
  reporter: "tests/reporter.cjs",
  timeout: 20_000,
};

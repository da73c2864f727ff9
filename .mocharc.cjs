// The fast tests: pure code and components under Pulumi's mocks. `npm run test:unit` runs these.
module.exports = {
  require: ["./sandbox/register.cjs"],
  spec: ["tests/**/*.test.ts"],
  ignore: ["tests/sandbox/**"],
  reporter: "tests/reporter.cjs",
  timeout: 20_000,
};

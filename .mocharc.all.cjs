// Every test, the end-to-end suite on the sandbox and those in a browser included. `npm test` runs these, and one file of them is run with
// `npx mocha --config .mocharc.all.cjs FILE`.
module.exports = {
  ...require("./.mocharc.cjs"),
  ignore: [],
  timeout: 180_000,
};

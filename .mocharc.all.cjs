// Every test, the end-to-end suite on the sandbox included. `npm test` runs these.
module.exports = {
  ...require("./.mocharc.cjs"),
  ignore: [],
  timeout: 180_000,
};

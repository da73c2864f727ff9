/**
 * No code reads a sentence that this project made: reasons, problems and findings are values, and are worded where they are
 * printed. What is called so is taken for such a sentence.
 */
const sentences = "message|problem|reason|refusal|remedy|why|warning|requirement|expected|sentence|said";
const search = "startsWith|endsWith|includes|match|matchAll|search|split|indexOf|lastIndexOf|replace|replaceAll";

/** @param names of properties and variables, as alternatives of a regular expression */
function unread(names) {
  const name = `/^(?:${names})s?$/`;
  const calls = [
    `CallExpression[callee.property.name=/^(?:${search})$/]`,
    "CallExpression[callee.property.name=/^(?:test|exec)$/]",
  ];
  const message =
    "A sentence is not read: pass on the value that it was made from. What AWS or another tool says is read " +
    "in the files that eslint.config.mjs names.";
  return [
    `${calls[0]}[callee.object.property.name=${name}]`,
    `${calls[0]}[callee.object.name=${name}]`,
    `${calls[1]} > MemberExpression.arguments[property.name=${name}]`,
    `${calls[1]} > Identifier.arguments[name=${name}]`,
  ].map((selector) => ({ selector, message }));
}

module.exports = { sentences, unread };

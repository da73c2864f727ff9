/**
 * Account ids that stand for others in examples: AWS never gives out the first, and its documentation uses the others.
 * IAM refuses accounts that do not exist only after the provider has tried for two minutes. `111111111111` and
 * `222222222222` are not among them: they are the accounts of the sandbox.
 */
export const placeholders = ["000000000000", "123456789012", "111122223333", "444455556666", "777788889999"];

/**
 * Reads that hand out secrets or the data itself, and what they hand out. Reviewed by hand. Not among them:
 * what can only be allowed on all resources and gives nothing by itself. BatchGetSecretValue needs
 * GetSecretValue for each secret; redshift-data:GetStatementResult gives results of one's own statements.
 */
export const SENSITIVE_READS: ReadonlyMap<string, string> = new Map([
  ["secretsmanager:GetSecretValue", "secrets"],
  ["ssm:GetParameter", "parameters"],
  ["ssm:GetParameters", "parameters"],
  ["ssm:GetParametersByPath", "parameters"],
  ["ssm:GetParameterHistory", "parameters"],
  ["s3:GetObject", "object data"],
  ["s3:GetObjectVersion", "object data"],
  ["s3:GetObjectTorrent", "object data"],
  ["s3express:CreateSession", "object data"],
  ["s3-object-lambda:GetObject", "object data"],
  ["s3-object-lambda:GetObjectVersion", "object data"],
  ["s3-outposts:GetObject", "object data"],
  ["dynamodb:GetItem", "table data"],
  ["dynamodb:BatchGetItem", "table data"],
  ["dynamodb:Query", "table data"],
  ["dynamodb:Scan", "table data"],
  ["dynamodb:PartiQLSelect", "table data"],
  ["dynamodb:GetRecords", "table data"],
  ["dynamodb:ExportTableToPointInTime", "table data"],
  ["cassandra:Select", "table data"],
  ["timestream:Select", "table data"],
  ["rds-data:ExecuteStatement", "table data"],
  ["rds-data:BatchExecuteStatement", "table data"],
  ["redshift-data:ExecuteStatement", "table data"],
  ["athena:GetQueryResults", "table data"],
  ["s3tables:GetTableData", "table data"],
  ["qldb:PartiQLSelect", "table data"],
  ["sdb:Select", "table data"],
  ["kms:Decrypt", "decryption"],
  ["kms:ReEncryptFrom", "decryption"],
]);

/**
 * Write actions that do little harm even on all resources, each with the reason: they add telemetry, connect an
 * instance's own agent, or only have an effect together with another action. Reviewed by hand.
 */
export const LOW_IMPACT_WRITES: ReadonlyMap<string, string> = new Map([
  ["logs:PutLogEvents", "adds log events; cannot read, change or delete any"],
  ["logs:CreateLogStream", "adds an empty log stream"],
  ["logs:CreateLogGroup", "adds an empty log group"],
  ["xray:PutTraceSegments", "adds traces"],
  ["xray:PutTelemetryRecords", "adds traces"],
  ["xray:PutSpans", "adds traces"],
  ["xray:PutSpansForIndexing", "adds traces"],
  ["cloudwatch:PutMetricData", "adds metrics"],
  ["aps:RemoteWrite", "adds metrics"],
  ["rum:PutRumEvents", "adds telemetry of web pages"],
  ["mobileanalytics:PutEvents", "adds telemetry of apps"],
  ["ssm:UpdateInstanceInformation", "reports an instance's agent"],
  ["ssm:PutInventory", "reports an instance's inventory"],
  ["ssm:PutComplianceItems", "reports an instance's compliance"],
  ["ssm:UpdateInstanceAssociationStatus", "reports an association's progress"],
  ["ssmmessages:CreateControlChannel", "connects an instance's own agent"],
  ["ssmmessages:CreateDataChannel", "connects an instance's own agent"],
  ["ssmmessages:OpenControlChannel", "connects an instance's own agent"],
  ["ssmmessages:OpenDataChannel", "connects an instance's own agent"],
  ["ec2messages:AcknowledgeMessage", "connects an instance's own agent"],
  ["ec2messages:DeleteMessage", "connects an instance's own agent"],
  ["ec2messages:FailMessage", "connects an instance's own agent"],
  ["ec2messages:SendReply", "connects an instance's own agent"],
  ["iam:CreateVirtualMFADevice", "makes a device that belongs to nobody until it is enabled for a user"],
  ["iam:DeleteVirtualMFADevice", "deletes only a device that is enabled for nobody"],
  ["sts:TagSession", "does nothing without sts:AssumeRole, which is judged by itself"],
  ["sts:SetSourceIdentity", "does nothing without sts:AssumeRole, which is judged by itself"],
]);

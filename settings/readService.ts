/**
 * The actions that read how a service is set up, and nothing that is stored in it. The lists are reviewed by hand; each
 * action has the access level Read or List. A pattern such as `Describe*` is used only when all present and future
 * actions under it can be expected to read set-up alone.
 *
 * Left out on purpose: code and environment of functions, user data and passwords of instances, values of parameters and
 * secrets, contents of logs, queues, tables, buckets and repositories.
 */
const services = {
  autoscaling: ["autoscaling:Describe*"],
  cloudformation: [
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResource*",
    "cloudformation:DescribeStacks",
    "cloudformation:ListChangeSets",
    "cloudformation:ListExports",
    "cloudformation:ListStack*",
  ],
  cloudfront: [
    "cloudfront:GetDistribution",
    "cloudfront:GetDistributionConfig",
    "cloudfront:GetInvalidation",
    "cloudfront:List*",
  ],
  cloudwatch: ["cloudwatch:Describe*", "cloudwatch:GetDashboard", "cloudwatch:GetMetric*", "cloudwatch:List*"],
  dynamodb: [
    "dynamodb:Describe*",
    "dynamodb:ListBackups",
    "dynamodb:ListGlobalTables",
    "dynamodb:ListTables",
    "dynamodb:ListTagsOfResource",
  ],
  ec2: [
    "ec2:DescribeAddresses",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeInstances",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroup*",
    "ec2:DescribeSnapshots",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
    "ec2:DescribeVolumes",
    "ec2:DescribeVpc*",
  ],
  ecr: [
    "ecr:DescribeImages",
    "ecr:DescribeRegistry",
    "ecr:DescribeRepositories",
    "ecr:GetLifecyclePolicy",
    "ecr:GetRepositoryPolicy",
    "ecr:ListImages",
    "ecr:ListTagsForResource",
  ],
  ecs: [
    "ecs:DescribeClusters",
    "ecs:DescribeContainerInstances",
    "ecs:DescribeServices",
    "ecs:DescribeTasks",
    "ecs:List*",
  ],
  elasticloadbalancing: ["elasticloadbalancing:Describe*"],
  iam: [
    "iam:GetAccountSummary",
    "iam:GetGroup*",
    "iam:GetPolicy*",
    "iam:GetRole*",
    "iam:GetUser*",
    "iam:ListAttached*",
    "iam:ListGroup*",
    "iam:ListPolicies",
    "iam:ListRole*",
    "iam:ListUser*",
  ],
  lambda: ["lambda:GetAccountSettings", "lambda:ListAliases", "lambda:ListEventSourceMappings", "lambda:ListTags"],
  logs: [
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:DescribeMetricFilters",
    "logs:DescribeSubscriptionFilters",
    "logs:ListTagsForResource",
  ],
  rds: ["rds:Describe*", "rds:ListTagsForResource"],
  route53: [
    "route53:GetChange",
    "route53:GetHealthCheck*",
    "route53:GetHostedZone",
    "route53:ListHealthChecks",
    "route53:ListHostedZones*",
    "route53:ListResourceRecordSets",
    "route53:ListTagsForResource*",
  ],
  s3: ["s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:ListAllMyBuckets"],
  sns: ["sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:List*"],
  sqs: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:List*"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A service for which there is a preset that reads its set-up. */
export type ReadableService = keyof typeof services;

/** The services, in alphabetical order. */
export const readableServices = Object.keys(services) as [ReadableService, ...ReadableService[]];

/** The actions that read how a service is set up. */
export function readServiceActions(service: ReadableService): readonly string[] {
  return services[service];
}

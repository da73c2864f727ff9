/** Cases on names that own others, and on what names one thing. Verdicts were written before the analysis saw them. */
import { allow, type Case, deny } from "./case";
import { A, ADMIN, B, is, ROLE, rows } from "./short";

const FN = "arn:aws:lambda:eu-west-1:111111111111:function:";
const RUNNER = "arn:aws:apprunner:eu-west-1:111111111111:service/web/0123456789abcdef";
const SCHEDULE = "arn:aws:scheduler:eu-west-1:111111111111:schedule/default/nightly";
const BOUNDARY = "arn:aws:iam::111111111111:policy/limits";
const EC2 = "arn:aws:ec2:eu-west-1:111111111111:";
const ECS = "arn:aws:ecs:eu-west-1:111111111111:";

/** See the top of the file. */
export const OWNERS: Readonly<Record<string, readonly Case[]>> = {
  "names that own others": rows([
    ["the newest version of all functions", allow("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:*:$LATEST"), B],
    ["one alias of all functions", allow("lambda:InvokeFunction", `${FN}*:live`), B],
    [
      "one alias of all functions, the type cut short",
      allow("lambda:InvokeFunction", "arn:aws:lambda:*:*:fun*:live"),
      B,
    ],
    ["one alias of one function", allow("lambda:InvokeFunction", `${FN}web:live`), A],
    ["all aliases of one function", allow("lambda:InvokeFunction", `${FN}web:*`), A],
    ["functions by the end of the name", allow("lambda:InvokeFunction", `${FN}*-web`), A],
    ["functions by the end of the name, one alias", allow("lambda:InvokeFunction", `${FN}*-web:live`), A],
    ["one alias of all state machines", allow("states:StartExecution", "arn:aws:states:*:*:stateMachine:*:live"), B],
    ["one alias of one state machine", allow("states:StartExecution", "arn:aws:states:*:*:stateMachine:pay:live"), A],
    ["tasks of all clusters", allow("ecs:StopTask", `${ECS}task/*/a*`), B],
    ["tasks of all clusters by a part of the id", allow("ecs:StopTask", `${ECS}task/*/abcd*`), B],
    ["tasks of one cluster", allow("ecs:StopTask", `${ECS}task/prod/*`), A],
    ["one revision of all task definitions", allow("ecs:RunTask", `${ECS}task-definition/*:10`), B],
    ["all revisions of one task definition", allow("ecs:RunTask", `${ECS}task-definition/web:*`), A],
    ["one index of all tables", allow("dynamodb:Query", "arn:aws:dynamodb:*:*:table/*/index/by-date"), B],
    ["all indexes of one table", allow("dynamodb:Query", "arn:aws:dynamodb:*:*:table/orders/index/*"), A],
    ["one user of all databases", allow("rds-db:connect", "arn:aws:rds-db:*:*:dbuser:*/admin"), B],
    ["one user of one database", allow("rds-db:connect", "arn:aws:rds-db:*:*:dbuser:db-ABCDEFGHIJKL/admin"), A],
    ["one branch of all apps", allow("amplify:DeleteBranch", "arn:aws:amplify:*:*:apps/*/branches/main"), B],
    ["branches of one app", allow("amplify:DeleteBranch", "arn:aws:amplify:*:*:apps/d123abc/branches/*"), A],
    [
      "a group for scaling, whose generated id comes before its name",
      allow(
        "autoscaling:UpdateAutoScalingGroup",
        "arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/web-*",
      ),
      A,
    ],
    [
      "all groups for scaling",
      allow("autoscaling:UpdateAutoScalingGroup", "arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/*"),
      B,
    ],
    [
      "schedules by name in all groups",
      allow("scheduler:DeleteSchedule", "arn:aws:scheduler:*:*:schedule/*/nightly-*"),
      A,
    ],
    ["all schedules", allow("scheduler:DeleteSchedule", "arn:aws:scheduler:*:*:schedule/*/*"), B],
    ["an access list by name, whatever its scope", allow("wafv2:DeleteWebACL", "arn:aws:wafv2:*:*:*/webacl/shop/*"), A],
    ["all access lists of one scope", allow("wafv2:DeleteWebACL", "arn:aws:wafv2:*:*:regional/webacl/*/*"), B],
    ["objects by key in buckets by the end of the name", allow("s3:PutObject", "arn:aws:s3:::*-shop/in/*"), A],
    ["objects by key in all buckets", allow("s3:PutObject", "arn:aws:s3:::*/in/*"), B],
    [
      "all permission sets of the one instance",
      allow(
        "sso:DeletePermissionSet",
        "arn:aws:sso:::instance/* arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/*",
      ),
      B,
    ],
  ]),
  "what names one thing": rows([
    [
      "a command in all tasks of a cluster",
      allow("ecs:ExecuteCommand", `${ECS}task/prod/* ${ECS}cluster/prod`),
      B,
      "privilege-escalation",
    ],
    ["a command in one task", allow("ecs:ExecuteCommand", `${ECS}task/prod/0123456789abcdef ${ECS}cluster/prod`), A],
    [
      "a service that is named, its id left open",
      allow("apprunner:UpdateService", "arn:aws:apprunner:*:*:service/web/*"),
      A,
    ],
    [
      "services by a pattern",
      allow("apprunner:UpdateService", "arn:aws:apprunner:*:*:service/web-*/*"),
      B,
      "privilege-escalation",
    ],
    [
      "sign-in as each profile of a domain",
      allow("sagemaker:CreatePresignedDomainUrl", "arn:aws:sagemaker:*:*:user-profile/d-123/*"),
      B,
      "privilege-escalation",
    ],
    [
      "sign-in as one profile",
      allow("sagemaker:CreatePresignedDomainUrl", "arn:aws:sagemaker:*:*:user-profile/d-123/ada"),
      A,
    ],
    [
      "a function is created and its version invoked",
      [
        allow("iam:PassRole", `${ROLE}*`),
        allow("lambda:CreateFunction", `${FN}web`),
        allow("lambda:InvokeFunction", `${FN}web:*`),
      ],
      B,
      "privilege-escalation",
    ],
    [
      "a function is created and its first version invoked",
      [
        allow("iam:PassRole", `${ROLE}*`),
        allow("lambda:CreateFunction", `${FN}web`),
        allow("lambda:InvokeFunction", `${FN}web:1`),
      ],
      B,
      "privilege-escalation",
    ],
    [
      "a function is created and its version invoked, with a Deny on the function without version",
      [
        allow("iam:PassRole", `${ROLE}*`),
        allow("lambda:CreateFunction", `${FN}web`),
        allow("lambda:InvokeFunction", `${FN}web*`),
        deny("lambda:InvokeFunction", `${FN}web`),
      ],
      B,
      "privilege-escalation",
    ],
    [
      "one function's code is changed and its alias called",
      [allow("lambda:UpdateFunctionCode", `${FN}web`), allow("lambda:InvokeFunction", `${FN}web:live`)],
      A,
    ],
  ]),
  "roles passed by a pattern": rows([
    [
      "to App Runner, one service changed",
      [
        allow("iam:PassRole", "*", is("iam:PassedToService", "tasks.apprunner.amazonaws.com")),
        allow("apprunner:UpdateService", RUNNER),
      ],
      B,
      "privilege-escalation",
    ],
    [
      "to App Runner, nothing changed",
      [
        allow("iam:PassRole", `${ROLE}app-*`, is("iam:PassedToService", "tasks.apprunner.amazonaws.com")),
        allow("apprunner:DescribeService", RUNNER),
      ],
      A,
    ],
    [
      "to App Runner, while another service is changed",
      [
        allow("iam:PassRole", `${ROLE}app-*`, is("iam:PassedToService", "tasks.apprunner.amazonaws.com")),
        allow("scheduler:UpdateSchedule", SCHEDULE),
      ],
      A,
    ],
    [
      "to the scheduler, one schedule changed",
      [
        allow("iam:PassRole", `${ROLE}app-*`, is("iam:PassedToService", "scheduler.amazonaws.com")),
        allow("scheduler:UpdateSchedule", SCHEDULE),
      ],
      B,
      "privilege-escalation",
    ],
    [
      "one role to the scheduler, one schedule changed",
      [
        allow("iam:PassRole", `${ROLE}app`, is("iam:PassedToService", "scheduler.amazonaws.com")),
        allow("scheduler:UpdateSchedule", SCHEDULE),
      ],
      A,
    ],
    [
      "to any service, one function called",
      [allow("iam:PassRole", `${ROLE}app-*`), allow("lambda:InvokeFunction", `${FN}web`)],
      A,
    ],
    [
      "to any service, objects of one bucket written",
      [allow("iam:PassRole", `${ROLE}app-*`), allow("s3:PutObject", "arn:aws:s3:::shop-artifacts/*")],
      A,
    ],
  ]),
  "policies taken away": rows([
    [
      "from all users with a certain boundary",
      allow(
        "iam:DetachUserPolicy iam:DeleteUserPolicy",
        "arn:aws:iam::111111111111:user/*",
        is("iam:PermissionsBoundary", BOUNDARY),
      ),
      A,
    ],
    [
      "from all users with a boundary that allows all",
      allow("iam:DetachUserPolicy", "arn:aws:iam::111111111111:user/*", is("iam:PermissionsBoundary", ADMIN)),
      B,
      "privilege-escalation",
    ],
    ["from all users", allow("iam:DetachUserPolicy", "arn:aws:iam::111111111111:user/*"), B, "privilege-escalation"],
  ]),
  "roles made to be assumed": rows([
    ["by a tag in the Allow", allow("sts:AssumeRole", "*", is("aws:ResourceTag/open", "yes")), A],
    [
      "by a Deny of all others",
      [allow("sts:AssumeRole"), deny("sts:AssumeRole", "*", { StringNotEquals: { "aws:ResourceTag/open": "yes" } })],
      A,
    ],
    [
      "by a Deny of some others",
      [
        allow("sts:AssumeRole"),
        deny("sts:AssumeRole", `${ROLE}app-*`, { StringNotEquals: { "aws:ResourceTag/open": "yes" } }),
      ],
      B,
      "assume-any-role",
    ],
    [
      "by a Deny of those with the tag",
      [allow("sts:AssumeRole"), deny("sts:AssumeRole", "*", { StringEquals: { "aws:ResourceTag/open": "yes" } })],
      B,
      "assume-any-role",
    ],
  ]),
  "flow logs": rows([
    ["of one VPC", allow("ec2:CreateFlowLogs", `${EC2}vpc-flow-log/* ${EC2}vpc/vpc-0123456789abcdef0`), A],
    ["of all VPCs", allow("ec2:CreateFlowLogs", `${EC2}vpc-flow-log/* ${EC2}vpc/*`), B, "unbounded-write"],
    [
      "of one VPC and all subnets",
      allow("ec2:CreateFlowLogs", `${EC2}vpc-flow-log/* ${EC2}vpc/vpc-0123456789abcdef0 ${EC2}subnet/subnet-*`),
      B,
      "unbounded-write",
    ],
    ["of everything", allow("ec2:CreateFlowLogs"), B, "unbounded-write"],
  ]),
};

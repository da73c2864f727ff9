/**
 * Actions that no ARN can limit, and a condition key can: the key names what exists already and is acted on. So they are
 * limitable as other actions are. Reviewed by hand in November 2026, from the actions of the Service Authorization
 * Reference that change something, have no type of resource and have keys of their own; most keys are parameters of the
 * request, which limit nothing.
 */
export const LIMITED_BY_KEY: ReadonlyMap<string, string> = new Map(
  `
agentaccess-mcp:CallForwardedTool agentaccess-mcp:StackArn
agentaccess-mcp:DoubleClick agentaccess-mcp:StackArn
agentaccess-mcp:HoldKey agentaccess-mcp:StackArn
agentaccess-mcp:InvokeMcp agentaccess-mcp:StackArn
agentaccess-mcp:KeyPress agentaccess-mcp:StackArn
agentaccess-mcp:LeftClick agentaccess-mcp:StackArn
agentaccess-mcp:TypeText agentaccess-mcp:StackArn
aws-external-anthropic:DisableKey aws-external-anthropic:KeyArn
aws-external-anthropic:UpdateKey aws-external-anthropic:KeyArn
cognito-identity:DeleteIdentities cognito-identity:IdentityPoolArn
cognito-identity:UnlinkIdentity cognito-identity-auth:IdentityPoolArn
iot:OpenTunnel iot:ThingGroupArn
iotmanagedintegrations:DeleteCloudConnector iotmanagedintegrations:cloudConnectorId
iotmanagedintegrations:UpdateCloudConnector iotmanagedintegrations:cloudConnectorId
lambda:CreateEventSourceMapping lambda:FunctionArn
route53profiles:AssociateResourceToProfile route53profiles:ResourceArns
route53profiles:DisassociateResourceFromProfile route53profiles:ResourceArns
servicecatalog:DeleteProvisionedProductPlan servicecatalog:userLevel
servicecatalog:ExecuteProvisionedProductPlan servicecatalog:userLevel
servicecatalog:ExecuteProvisionedProductServiceAction servicecatalog:userLevel
servicecatalog:TerminateProvisionedProduct servicecatalog:userLevel
servicecatalog:UpdateProvisionedProduct servicecatalog:userLevel
`
    .trim()
    .split("\n")
    .map((line) => line.split(" ") as [string, string]),
);

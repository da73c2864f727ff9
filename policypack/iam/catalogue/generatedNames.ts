/**
 * Names that AWS generates share a start, which does not distinguish resources: `instance/i-*` is every instance.
 * Gathered from the services' documentation in November 2026.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
 */
const TABLE = `
ec2 instance/ i-
ec2 volume/ vol-
ec2 snapshot/ snap-
ec2 image/ ami-
ec2 security-group/ sg-
ec2 security-group-rule/ sgr-
ec2 subnet/ subnet-
ec2 vpc/ vpc-
ec2 network-interface/ eni-
ec2 internet-gateway/ igw-
ec2 egress-only-internet-gateway/ eigw-
ec2 carrier-gateway/ cagw-
ec2 local-gateway/ lgw-
ec2 natgateway/ nat-
ec2 route-table/ rtb-
ec2 network-acl/ acl-
ec2 launch-template/ lt-
ec2 vpc-endpoint/ vpce-
ec2 vpc-endpoint-service/ vpce-svc-
ec2 vpc-flow-log/ fl-
ec2 vpc-peering-connection/ pcx-
ec2 elastic-ip/ eipalloc-
ec2 transit-gateway/ tgw-
ec2 transit-gateway-attachment/ tgw-attach-
ec2 transit-gateway-route-table/ tgw-rtb-
ec2 dhcp-options/ dopt-
ec2 customer-gateway/ cgw-
ec2 vpn-gateway/ vgw-
ec2 vpn-connection/ vpn-
ec2 client-vpn-endpoint/ cvpn-endpoint-
ec2 instance-connect-endpoint/ eice-
ec2 prefix-list/ pl-
ec2 dedicated-host/ h-
ec2 capacity-reservation/ cr-
ec2 fleet/ fleet-
ec2 spot-instances-request/ sir-
ec2 spot-fleet-request/ sfr-
ec2 ipam/ ipam-
ec2 ipam-pool/ ipam-pool-
ds directory/ d-
elasticfilesystem file-system/ fs-
elasticfilesystem access-point/ fsap-
elasticmapreduce cluster/ j-
fsx backup/ backup-
fsx file-system/ fs-
kms key/ mrk-
organizations policy/ p-
ssm managed-instance/ mi-
ssm maintenancewindow/ mw-
ssm opsitem/ oi-
ssm patchbaseline/ pb-
storagegateway gateway/ sgw-
transfer server/ s-
vpc-lattice service/ svc-
vpc-lattice servicenetwork/ sn-
vpc-lattice targetgroup/ tg-
workspaces workspace/ ws-
`;

const STARTS: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split("\n")
    .map((line) => {
      const [service, type, start] = line.split(" ");
      return [`${service} ${type}`, start!];
    }),
);

/**
 * The start that all generated names of a type share; undefined when people choose the names.
 * @param template the type's ARN as the Service Authorization Reference writes it
 */
export function generatedStart(template: string): string | undefined {
  const parts = template.split(":");
  const name = /^([a-z0-9-]+\/)\$\{/.exec(parts.slice(5).join(":"));
  return name === null ? undefined : STARTS.get(`${parts[2]} ${name[1]!}`);
}

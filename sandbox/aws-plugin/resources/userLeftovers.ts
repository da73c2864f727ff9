import {
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  paginateListAccessKeys,
  paginateListAttachedUserPolicies,
  paginateListGroupsForUser,
  paginateListMFADevices,
  paginateListSigningCertificates,
  paginateListSSHPublicKeys,
  paginateListUserPolicies,
} from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import { leave } from "./groupMembership";

/** Removes a user from every group: IAM does not delete a member. */
export async function leaveAllGroups(iam: IAMClient, UserName: string): Promise<void> {
  for (const { GroupName } of await all(
    paginateListGroupsForUser({ client: iam }, { UserName }),
    ({ Groups }) => Groups,
  )) {
    if (GroupName !== undefined) await leave(iam, GroupName, UserName);
  }
}

/** Deletes a user's inline policies and detaches the managed ones. */
export async function removePolicies(client: IAMClient, UserName: string): Promise<void> {
  for (const PolicyName of await all(
    paginateListUserPolicies({ client }, { UserName }),
    ({ PolicyNames }) => PolicyNames,
  )) {
    await unlessGone(client.send(new DeleteUserPolicyCommand({ UserName, PolicyName })));
  }
  for (const { PolicyArn } of await all(
    paginateListAttachedUserPolicies({ client }, { UserName }),
    ({ AttachedPolicies }) => AttachedPolicies,
  )) {
    await unlessGone(client.send(new DetachUserPolicyCommand({ UserName, PolicyArn })));
  }
}

/**
 * Deletes everything with which a user can sign in: access keys, MFA devices, password, SSH keys and certificates.
 * Credentials for a single service (CodeCommit, Keyspaces) stay, since the emulator does not support them; AWS then
 * says that they are left.
 */
export async function removeCredentials(client: IAMClient, UserName: string): Promise<void> {
  for (const { AccessKeyId } of await all(
    paginateListAccessKeys({ client }, { UserName }),
    (page) => page.AccessKeyMetadata,
  )) {
    await unlessGone(client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
  }
  for (const { SerialNumber } of await all(
    paginateListMFADevices({ client }, { UserName }),
    ({ MFADevices }) => MFADevices,
  )) {
    await unlessGone(client.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber })));
    // Only a virtual device has an ARN. A hardware token continues to exist without its user.
    if (SerialNumber?.startsWith("arn:"))
      await unlessGone(client.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })));
  }
  await unlessGone(client.send(new DeleteLoginProfileCommand({ UserName })));
  for (const { SSHPublicKeyId } of await all(
    paginateListSSHPublicKeys({ client }, { UserName }),
    ({ SSHPublicKeys }) => SSHPublicKeys,
  )) {
    await unlessGone(client.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId })));
  }
  for (const { CertificateId } of await all(
    paginateListSigningCertificates({ client }, { UserName }),
    ({ Certificates }) => Certificates,
  )) {
    await unlessGone(client.send(new DeleteSigningCertificateCommand({ UserName, CertificateId })));
  }
}

async function all<Page, Item>(pages: AsyncIterable<Page>, items: (page: Page) => Item[] | undefined): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(items(page) ?? []));
  return found;
}

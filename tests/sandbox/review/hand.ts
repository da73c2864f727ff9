import * as aws from "@aws-sdk/client-iam";

/** A policy document with one statement. */
export const statement = (Action: string | string[], Resource: string | string[], Effect = "Allow") => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Action, Resource }],
});

/**
 * Somebody who changes an account's IAM by hand, and takes all of it back in `undo`.
 *
 * Names are those of IAM's actions; documents are given as objects.
 */
export class Hand {
  private readonly undos: (() => Promise<unknown>)[] = [];

  constructor(readonly iam: aws.IAMClient) {}

  /** Takes back everything, the last first. */
  async undo(): Promise<void> {
    for (let undo = this.undos.pop(); undo; undo = this.undos.pop()) await undo();
  }

  async putRolePolicy(RoleName: string, PolicyName: string, document: object): Promise<void> {
    const before = await this.documentOf(new aws.GetRolePolicyCommand({ RoleName, PolicyName }));
    await this.iam.send(
      new aws.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
    this.undos.push(() =>
      before === undefined
        ? this.iam.send(new aws.DeleteRolePolicyCommand({ RoleName, PolicyName }))
        : this.iam.send(new aws.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: before })),
    );
  }

  async deleteRolePolicy(RoleName: string, PolicyName: string): Promise<void> {
    const before = await this.documentOf(new aws.GetRolePolicyCommand({ RoleName, PolicyName }));
    await this.iam.send(new aws.DeleteRolePolicyCommand({ RoleName, PolicyName }));
    this.undos.push(() =>
      this.iam.send(new aws.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: before })),
    );
  }

  /** Changes the inline policy of a role. */
  async editRolePolicy(
    RoleName: string,
    PolicyName: string,
    edit: (statements: Record<string, unknown>[]) => void,
  ): Promise<void> {
    const document = JSON.parse((await this.documentOf(new aws.GetRolePolicyCommand({ RoleName, PolicyName })))!) as {
      Statement: Record<string, unknown>[];
    };
    edit(document.Statement);
    await this.putRolePolicy(RoleName, PolicyName, document);
  }

  async attachRolePolicy(RoleName: string, PolicyArn: string): Promise<void> {
    await this.iam.send(new aws.AttachRolePolicyCommand({ RoleName, PolicyArn }));
    this.undos.push(() => this.iam.send(new aws.DetachRolePolicyCommand({ RoleName, PolicyArn })));
  }

  async detachRolePolicy(RoleName: string, PolicyArn: string): Promise<void> {
    await this.iam.send(new aws.DetachRolePolicyCommand({ RoleName, PolicyArn }));
    this.undos.push(() => this.iam.send(new aws.AttachRolePolicyCommand({ RoleName, PolicyArn })));
  }

  /** Changes the trust policy of a role. */
  async editTrust(RoleName: string, edit: (statements: Trust[]) => void): Promise<void> {
    const { Role } = await this.iam.send(new aws.GetRoleCommand({ RoleName }));
    const before = decodeURIComponent(Role!.AssumeRolePolicyDocument!);
    const document = JSON.parse(before) as { Statement: Trust[] };
    edit(document.Statement);
    const put = (PolicyDocument: string) =>
      this.iam.send(new aws.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    await put(JSON.stringify(document));
    this.undos.push(() => put(before));
  }

  async setMaxSessionDuration(RoleName: string, MaxSessionDuration: number): Promise<void> {
    const { Role } = await this.iam.send(new aws.GetRoleCommand({ RoleName }));
    const set = (seconds: number) =>
      this.iam.send(
        new aws.UpdateRoleCommand({
          RoleName,
          MaxSessionDuration: seconds,
          ...(Role!.Description !== undefined && { Description: Role!.Description }),
        }),
      );
    await set(MaxSessionDuration);
    this.undos.push(() => set(Role!.MaxSessionDuration!));
  }

  /** @param PermissionsBoundary undefined takes it away */
  async setBoundary(RoleName: string, PermissionsBoundary: string | undefined): Promise<void> {
    const { Role } = await this.iam.send(new aws.GetRoleCommand({ RoleName }));
    const set = (boundary: string | undefined) =>
      boundary === undefined
        ? this.iam.send(new aws.DeleteRolePermissionsBoundaryCommand({ RoleName }))
        : this.iam.send(new aws.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary }));
    await set(PermissionsBoundary);
    this.undos.push(() => set(Role!.PermissionsBoundary?.PermissionsBoundaryArn));
  }

  /** Makes a role. */
  async createRole(RoleName: string, trust: object, inline: Readonly<Record<string, object>> = {}): Promise<void> {
    await this.iam.send(new aws.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    this.undos.push(() => this.iam.send(new aws.DeleteRoleCommand({ RoleName })));
    for (const [name, document] of Object.entries(inline)) await this.putRolePolicy(RoleName, name, document);
  }

  /** Deletes a role with all of its policies. */
  async deleteRole(RoleName: string): Promise<void> {
    const { Role } = await this.iam.send(new aws.GetRoleCommand({ RoleName }));
    const inline = (await this.iam.send(new aws.ListRolePoliciesCommand({ RoleName }))).PolicyNames ?? [];
    const attached =
      (await this.iam.send(new aws.ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies ?? [];
    for (const name of inline) await this.deleteRolePolicy(RoleName, name);
    for (const { PolicyArn } of attached) await this.detachRolePolicy(RoleName, PolicyArn!);
    await this.iam.send(new aws.DeleteRoleCommand({ RoleName }));
    this.undos.push(() =>
      this.iam.send(
        new aws.CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: decodeURIComponent(Role!.AssumeRolePolicyDocument!),
          MaxSessionDuration: Role!.MaxSessionDuration,
          PermissionsBoundary: Role!.PermissionsBoundary?.PermissionsBoundaryArn,
          Description: Role!.Description,
        }),
      ),
    );
  }

  async addUserToGroup(UserName: string, GroupName: string): Promise<void> {
    await this.iam.send(new aws.AddUserToGroupCommand({ UserName, GroupName }));
    this.undos.push(() => this.iam.send(new aws.RemoveUserFromGroupCommand({ UserName, GroupName })));
  }

  async removeUserFromGroup(UserName: string, GroupName: string): Promise<void> {
    await this.iam.send(new aws.RemoveUserFromGroupCommand({ UserName, GroupName }));
    this.undos.push(() => this.iam.send(new aws.AddUserToGroupCommand({ UserName, GroupName })));
  }

  async putGroupPolicy(GroupName: string, PolicyName: string, document: object): Promise<void> {
    const before = await this.documentOf(new aws.GetGroupPolicyCommand({ GroupName, PolicyName }));
    await this.iam.send(
      new aws.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
    this.undos.push(() =>
      before === undefined
        ? this.iam.send(new aws.DeleteGroupPolicyCommand({ GroupName, PolicyName }))
        : this.iam.send(new aws.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument: before })),
    );
  }

  async deleteGroupPolicy(GroupName: string, PolicyName: string): Promise<void> {
    const before = await this.documentOf(new aws.GetGroupPolicyCommand({ GroupName, PolicyName }));
    await this.iam.send(new aws.DeleteGroupPolicyCommand({ GroupName, PolicyName }));
    this.undos.push(() =>
      this.iam.send(new aws.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument: before })),
    );
  }

  async createGroup(GroupName: string): Promise<void> {
    await this.iam.send(new aws.CreateGroupCommand({ GroupName }));
    this.undos.push(() => this.iam.send(new aws.DeleteGroupCommand({ GroupName })));
  }

  async createUser(UserName: string): Promise<void> {
    await this.iam.send(new aws.CreateUserCommand({ UserName }));
    this.undos.push(() => this.iam.send(new aws.DeleteUserCommand({ UserName })));
  }

  /** Deletes a user who holds nothing. */
  async deleteUser(UserName: string): Promise<void> {
    await this.iam.send(new aws.DeleteUserCommand({ UserName }));
    this.undos.push(() => this.iam.send(new aws.CreateUserCommand({ UserName })));
  }

  async putUserPolicy(UserName: string, PolicyName: string, document: object): Promise<void> {
    await this.iam.send(
      new aws.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
    this.undos.push(() => this.iam.send(new aws.DeleteUserPolicyCommand({ UserName, PolicyName })));
  }

  async attachUserPolicy(UserName: string, PolicyArn: string): Promise<void> {
    await this.iam.send(new aws.AttachUserPolicyCommand({ UserName, PolicyArn }));
    this.undos.push(() => this.iam.send(new aws.DetachUserPolicyCommand({ UserName, PolicyArn })));
  }

  /** Makes a customer-managed policy and gives its ARN. */
  async createPolicy(PolicyName: string, document: object): Promise<string> {
    const { Policy } = await this.iam.send(
      new aws.CreatePolicyCommand({ PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
    this.undos.push(() => this.iam.send(new aws.DeletePolicyCommand({ PolicyArn: Policy!.Arn })));
    return Policy!.Arn!;
  }

  /** Makes another document the one that counts of a customer-managed policy. */
  async setPolicy(PolicyArn: string, document: object): Promise<void> {
    const before = (await this.iam.send(new aws.GetPolicyCommand({ PolicyArn }))).Policy!.DefaultVersionId!;
    const { PolicyVersion } = await this.iam.send(
      new aws.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: JSON.stringify(document), SetAsDefault: true }),
    );
    this.undos.push(async () => {
      await this.iam.send(new aws.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: before }));
      await this.iam.send(new aws.DeletePolicyVersionCommand({ PolicyArn, VersionId: PolicyVersion!.VersionId }));
    });
  }

  private async documentOf(command: aws.GetRolePolicyCommand | aws.GetGroupPolicyCommand): Promise<string | undefined> {
    try {
      const { PolicyDocument } = await this.iam.send(command as aws.GetRolePolicyCommand);
      return decodeURIComponent(PolicyDocument!);
    } catch (error) {
      if ((error as Error).name !== "NoSuchEntityException") throw error;
      return undefined;
    }
  }
}

/** A statement of a trust policy, to be changed. */
export interface Trust {
  Principal: unknown;
  Condition: Record<string, Record<string, unknown>>;
  [element: string]: unknown;
}

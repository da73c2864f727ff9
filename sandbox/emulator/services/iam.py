"""IAM: the resource and the condition keys of each action.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from typing import Any, Optional

from accounts.directory import Directory, tags_of
from accounts.sessions import Caller
from policy.context import Context
from services.asks import Ask
from services.context_keys import members, request_tags, resource_keys, tag_members
from wire.errors import AwsError

_kinds = {
    "role": (
        "AttachRolePolicy CreateRole DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DetachRolePolicy GetRole GetRolePolicy "
        "ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies ListRoleTags PutRolePermissionsBoundary PutRolePolicy "
        "TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription"
    ).split(),
    "user": (
        "AttachUserPolicy CreateAccessKey CreateLoginProfile CreateUser DeactivateMFADevice DeleteAccessKey DeleteLoginProfile DeleteUser "
        "DeleteUserPermissionsBoundary DeleteUserPolicy DetachUserPolicy EnableMFADevice GetLoginProfile GetUser GetUserPolicy "
        "ListAccessKeys "
        "ListAttachedUserPolicies ListGroupsForUser ListMFADevices ListUserPolicies ListUserTags PutUserPermissionsBoundary PutUserPolicy "
        "TagUser UntagUser UpdateAccessKey UpdateLoginProfile UpdateUser GetAccessKeyLastUsed ListSSHPublicKeys ListSigningCertificates"
    ).split(),
    "group": (
        "AddUserToGroup AttachGroupPolicy CreateGroup DeleteGroup DeleteGroupPolicy DetachGroupPolicy GetGroup GetGroupPolicy "
        "ListAttachedGroupPolicies ListGroupPolicies PutGroupPolicy RemoveUserFromGroup UpdateGroup"
    ).split(),
    "policy": (
        "CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion ListEntitiesForPolicy ListPolicyTags "
        "ListPolicyVersions SetDefaultPolicyVersion TagPolicy UntagPolicy"
    ).split(),
    "instance-profile": (
        "AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile "
        "TagInstanceProfile UntagInstanceProfile"
    ).split(),
    "mfa": "CreateVirtualMFADevice DeleteVirtualMFADevice".split(),
}
_kind_of = {action: kind for kind, actions in _kinds.items() for action in actions}
_name_parameter = {"role": "RoleName", "user": "UserName", "group": "GroupName", "instance-profile": "InstanceProfileName"}
_about_oneself = {
    "GetUser", "ListAccessKeys", "CreateAccessKey", "DeleteAccessKey", "UpdateAccessKey", "ListMFADevices", "ListSigningCertificates",
    "ListSSHPublicKeys", "GetLoginProfile",
}
_tag_on_creation = {
    "CreateRole": "TagRole", "CreateUser": "TagUser", "CreatePolicy": "TagPolicy", "CreateInstanceProfile": "TagInstanceProfile",
}
_with_boundary = {
    f"{verb}{kind}Policy" for verb in ("Attach", "Detach", "Put", "Delete") for kind in ("Role", "User")
} | {f"Delete{kind}PermissionsBoundary" for kind in ("Role", "User")}


def implied(action: str, parameters: dict[str, str], caller: Caller) -> dict[str, str]:
    """The parameters that IAM derives from the caller: a call about the caller itself may omit `UserName`.

    :raises AwsError: ValidationError when a role's session omits it
    """
    if action not in _about_oneself or "UserName" in parameters:
        return {}
    if caller.is_role:
        raise AwsError("ValidationError", "Must specify userName when calling with non-User credentials", 400)
    return {"UserName": caller.principal.name}


def asks(action: str, parameters: dict[str, str], caller: Caller, context: Context, directory: Directory) -> list[Ask]:
    """What an IAM call must be allowed to do. An unlisted action has an unknown resource."""
    account = caller.account.id
    root = f"arn:{caller.account.partition}:iam::{account}"
    kind = _kind_of.get(action, "")
    arn, entity = _resource(action, kind, parameters, caller, directory, root)
    tags = dict(tag_members(parameters))
    request_tags(context, tags, tuple(members(parameters, "TagKeys.member.*")))
    context.set("iam:PolicyARN", parameters.get("PolicyArn") if action.startswith(("Attach", "Detach")) else None)
    own_boundary = getattr(entity, "permissions_boundary_arn", None) if action in _with_boundary else None
    context.set("iam:PermissionsBoundary", parameters.get("PermissionsBoundary") or own_boundary)
    context.set("iam:AWSServiceName", parameters.get("AWSServiceName"))
    tagging = _tag_on_creation.get(action)
    resource_keys(context, caller.account, None if tagging or entity is None else tags_of(directory, account, entity), "iam")
    # Everybody may read and attach AWS's own policies, and nobody may change them.
    owner = "aws" if kind == "policy" and not action.startswith(("Get", "List")) and not (arn or "").startswith(f"{root}:") else account
    found = [Ask(f"iam:{action}", arn, context, owner, shown=_shown(action, root))]
    if tagging and tags:
        # Tags in a creation also need the permission to tag.
        found.append(Ask(f"iam:{tagging}", arn, context, account))
    if action == "AddRoleToInstanceProfile":
        passed = context.copy()
        passed.set("iam:PassedToService", "ec2.amazonaws.com")
        role = directory.role(account, parameters.get("RoleName", ""))
        found.append(Ask("iam:PassRole", role.arn if role else None, passed, account))
    return found


def _resource(
    action: str, kind: str, parameters: dict[str, str], caller: Caller, directory: Directory, root: str
) -> tuple[Optional[str], Optional[Any]]:
    """The ARN of an action's resource, and what exists with that ARN."""
    account = caller.account.id
    backend = directory.backend(account)
    if kind == "policy":
        if action == "CreatePolicy":
            return f"{root}:policy{parameters.get('Path') or '/'}{parameters.get('PolicyName', '')}", None
        arn = parameters.get("PolicyArn")
        return arn, backend.managed_policies.get(arn)
    if kind == "mfa":
        path = parameters.get("Path") or "/"
        return parameters.get("SerialNumber") or f"{root}:mfa{path}{parameters.get('VirtualMFADeviceName', '')}", None
    if action == "GetAccessKeyLastUsed":
        held = directory.user_of_key(parameters.get("AccessKeyId", ""))
        # An account cannot ask about a key of another account.
        return (held[1].arn, held[1]) if held and held[0].id == account else (None, None)
    if action == "GenerateServiceLastAccessedDetails":
        return parameters.get("Arn"), directory.by_arn(parameters.get("Arn", ""))
    if action == "CreateServiceLinkedRole" or kind not in _name_parameter:
        return None, None
    name = parameters.get(_name_parameter[kind], "")
    entity = _existing(kind, name, account, directory)
    if entity is not None:
        return str(entity.arn), entity
    return f"{root}:{kind}{parameters.get('Path') or '/'}{name}", None


def _existing(kind: str, name: str, account: str, directory: Directory) -> Optional[Any]:
    backend = directory.backend(account)
    if kind == "user":
        return directory.user(account, name)
    if kind == "role":
        return directory.role(account, name)
    return (backend.groups if kind == "group" else backend.instance_profiles).get(name)


def _shown(action: str, root: str) -> str:
    """The resource that IAM's errors show for actions without a resource."""
    listed = {"ListRoles": "role/", "ListUsers": "user/", "ListGroups": "group/", "ListPolicies": "policy path /"}
    if action == "ListPolicies":
        return listed[action]
    return f"{root}:{listed[action]}" if action in listed else "*"

"""IAM's own rules that moto leaves out: what must be gone before something is deleted, whom a trust policy may name,
permissions boundaries of users.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from typing import Any, Optional

from accounts.devices import Devices
from accounts.directory import Directory
from accounts.trust import bind, check_trust
from wire.errors import AwsError

Parameters = dict[str, str]


class IamRules:
    """Looks at each call before moto carries it out, and after."""

    def __init__(self, directory: Directory, devices: Devices) -> None:
        self._directory, self._devices = directory, devices

    def before(self, action: str, account: str, parameters: Parameters) -> bool:
        """Checks a call that is allowed.

        :returns: True when the call was carried out here and moto is not to see it
        :raises AwsError: DeleteConflict, MalformedPolicyDocument, NoSuchEntity …
        """
        if action in ("CreateRole", "UpdateAssumeRolePolicy"):
            self._check_role(action, account, parameters)
        if action in ("CreateRole", "CreateUser", "PutRolePermissionsBoundary", "PutUserPermissionsBoundary"):
            self._check_boundary(account, parameters.get("PermissionsBoundary"))
        if action.startswith("Delete"):
            self._check_deletion(action, account, parameters)
        if action in ("PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"):
            _bound(self._user(account, parameters), parameters.get("PermissionsBoundary"))
            return True
        if action == "EnableMFADevice":
            self._enable(account, parameters)
        return False

    def after(self, action: str, account: str, parameters: Parameters) -> None:
        """Completes what moto has carried out."""
        if action in ("CreateRole", "UpdateAssumeRolePolicy"):
            bind(self._directory, self._directory.role(account, parameters["RoleName"]))
        if action == "CreateUser" and "PermissionsBoundary" in parameters:
            _bound(self._user(account, parameters), parameters["PermissionsBoundary"])
        if action in ("DeactivateMFADevice", "DeleteVirtualMFADevice"):
            self._devices.remove(parameters.get("SerialNumber", ""))

    def _check_role(self, action: str, account: str, parameters: Parameters) -> None:
        document = parameters.get("AssumeRolePolicyDocument" if action == "CreateRole" else "PolicyDocument")
        if document is not None:
            check_trust(self._directory, document)
        duration = parameters.get("MaxSessionDuration", "3600")
        if not duration.isdigit() or not 3600 <= int(duration) <= 43200:
            side = "greater than or equal to 3600" if not duration.isdigit() or int(duration) < 3600 else "less than or equal to 43200"
            raise AwsError(
                "ValidationError",
                f"1 validation error detected: Value '{duration}' at 'maxSessionDuration' failed to satisfy constraint: "
                f"Member must have value {side}",
                400,
            )

    def _check_boundary(self, account: str, arn: Optional[str]) -> None:
        if arn is not None and arn not in self._directory.backend(account).managed_policies:
            raise AwsError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.", 404)

    def _check_deletion(self, action: str, account: str, parameters: Parameters) -> None:
        backend = self._directory.backend(account)
        if action == "DeleteUser":
            user = self._user(account, parameters)
            groups = [group for group in backend.groups.values() if user in group.users]
            _conflict(bool(user.access_keys), "must delete access keys first")
            _conflict(bool(user.mfa_devices), "must deactivate MFA device first")
            _conflict(bool(groups), "must remove users from group first")
            _conflict(user.password is not None, "must delete login profile first")
            _conflict(bool(user.ssh_public_keys), "must delete SSH public keys first")
            _conflict(bool(user.signing_certificates), "must delete signing certificates first")
        if action == "DeleteGroup" and parameters.get("GroupName") in backend.groups:
            group = backend.groups[parameters["GroupName"]]
            _conflict(bool(group.users), "must remove users from group first")
            _conflict(bool(group.managed_policies), "must detach all policies first")
            _conflict(bool(group.policies), "must delete policies first")
        if action == "DeletePolicy" and parameters.get("PolicyArn") in backend.managed_policies:
            policy = backend.managed_policies[parameters["PolicyArn"]]
            holders = [*backend.users.values(), *backend.groups.values(), *backend.roles.values()]
            if any(policy.arn in holder.managed_policies for holder in holders):
                raise AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
            if any(getattr(holder, "permissions_boundary_arn", None) == policy.arn for holder in holders):
                raise AwsError("DeleteConflict", "Cannot delete a policy that is used as a permissions boundary.", 409)
            if len(policy.versions) > 1:
                raise AwsError(
                    "DeleteConflict", "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
                    "The default version is deleted with the policy.", 409,
                )

    def _enable(self, account: str, parameters: Parameters) -> None:
        """Enables a virtual device with the seed that CreateVirtualMFADevice gave out; both codes must be right."""
        serial = parameters.get("SerialNumber", "")
        created = self._directory.backend(account).virtual_mfa_devices.get(serial)
        if created is None:
            raise AwsError("NoSuchEntity", f"VirtualMFADevice with serial number {serial} does not exist.", 404)
        if created.user is not None:
            raise AwsError("EntityAlreadyExists", "MFADevice entity at the same path and name already exists.", 409)
        self._devices.add(serial, created.base32_string_seed)

    def _user(self, account: str, parameters: Parameters) -> Any:
        name = parameters.get("UserName", "")
        user = self._directory.user(account, name)
        if user is None:
            raise AwsError("NoSuchEntity", f"The user with name {name} cannot be found.", 404)
        return user


def _conflict(stands: bool, what: str) -> None:
    if stands:
        raise AwsError("DeleteConflict", f"Cannot delete entity, {what}.", 409)


def _bound(user: Any, arn: Optional[str]) -> None:
    """Sets or removes a user's boundary, in the form in which moto shows a role's."""
    user.permissions_boundary_arn = arn
    user.permissions_boundary = None if arn is None else {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}

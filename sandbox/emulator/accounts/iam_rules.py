"""IAM's rules that moto lacks: checks before moto carries out a call, and additions after it."""

from __future__ import annotations

import re
from typing import Any, Optional

from accounts import deletion, quotas
from accounts.devices import Devices
from accounts.directory import Directory
from accounts.renaming import rename_user
from accounts.trust import bind, check_trust
from policy.grammar import check_identity
from wire.errors import AwsError

Parameters = dict[str, str]
_of_holder = re.compile(r"^(Attach|Put|Delete)(User|Role|Group)(Policy)?$")


_named = {"CreateUser": "User", "CreateRole": "Role", "CreateGroup": "Group", "CreatePolicy": "Policy"}


class IamRules:
    """Handles each call that is allowed."""

    def __init__(self, directory: Directory, devices: Devices) -> None:
        self._directory, self._devices = directory, devices

    def before(self, action: str, account: str, parameters: Parameters) -> bool:
        """Checks a call. If moto cannot carry it out, does so here.

        :returns: True when the call is done and must not reach moto
        :raises AwsError: DeleteConflict, MalformedPolicyDocument, LimitExceeded, NoSuchEntity …
        """
        if action in ("CreateRole", "UpdateRole"):
            _check_duration(parameters.get("MaxSessionDuration", "3600"))
        if action in ("CreateRole", "CreateUser", "PutRolePermissionsBoundary", "PutUserPermissionsBoundary"):
            self._check_boundary(account, parameters.get("PermissionsBoundary"))
        if action in ("CreatePolicy", "CreatePolicyVersion"):
            check_identity(parameters.get("PolicyDocument", ""), managed=True)
            quotas.check_managed(parameters.get("PolicyDocument", ""))
        if action in _named:
            self._check_case(_named[action], account, parameters)
        if action == "CreateRole":
            check_trust(self._directory, account, parameters.get("AssumeRolePolicyDocument", ""))
        if action == "DeletePolicy":
            backend = self._directory.backend(account)
            if parameters.get("PolicyArn") in backend.managed_policies:
                deletion.check_policy(backend, backend.managed_policies[parameters["PolicyArn"]])
        if action == "EnableMFADevice":
            self._enable(account, parameters)
        about = _of_holder.match(action)
        if about:
            return self._about_holder(about.group(1), about.group(2), bool(about.group(3)), account, parameters)
        return self._instead(action, account, parameters)

    def after(self, action: str, account: str, parameters: Parameters) -> None:
        """Adds what moto leaves out after a call."""
        if action == "CreateRole":
            bind(self._directory, self._directory.role(account, parameters["RoleName"]))
        if action == "CreateUser" and "PermissionsBoundary" in parameters:
            _bound(self._existing("User", account, parameters), parameters["PermissionsBoundary"])
        if action in ("DeactivateMFADevice", "DeleteVirtualMFADevice"):
            self._devices.remove(parameters.get("SerialNumber", ""))

    def _about_holder(self, verb: str, kind: str, is_policy: bool, account: str, parameters: Parameters) -> bool:
        """Handles calls that attach something to a user, role or group, or delete one."""
        holder = self._existing(kind, account, parameters)
        if verb == "Delete" and not is_policy:
            backend = self._directory.backend(account)
            {
                "User": lambda: deletion.check_user(backend, holder),
                "Role": lambda: deletion.check_role(backend, holder),
                "Group": lambda: deletion.check_group(holder),
            }[kind]()
        if verb == "Put":
            check_identity(parameters.get("PolicyDocument", ""), managed=False)
            quotas.check_inline(kind, holder, parameters.get("PolicyName", ""), parameters.get("PolicyDocument", ""))
        if verb == "Attach":
            if parameters.get("PolicyArn") in holder.managed_policies:
                # Attaching a policy twice changes nothing, but moto would count it twice.
                return True
            if kind == "Role":
                quotas.check_attached(holder, self._directory.accounts[account].policies_per_role)
            else:
                quotas.check_attached(holder)
        return False

    def _instead(self, action: str, account: str, parameters: Parameters) -> bool:
        """Handles calls that moto does not know, or checks by rules that are not AWS's."""
        if action in ("PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"):
            _bound(self._existing("User", account, parameters), parameters.get("PermissionsBoundary"))
            return True
        if action == "UpdateAssumeRolePolicy":
            role = self._existing("Role", account, parameters)
            check_trust(self._directory, account, parameters.get("PolicyDocument", ""))
            role.assume_role_policy_document = parameters["PolicyDocument"]
            bind(self._directory, role)
            return True
        if action in ("AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider"):
            provider = self._directory.backend(account).get_open_id_connect_provider(parameters.get("OpenIDConnectProviderArn", ""))
            others = [one for one in provider.client_id_list if one != parameters["ClientID"]]
            provider.client_id_list = others + [parameters["ClientID"]] * action.startswith("Add")
            return True
        if action == "UpdateUser":
            rename_user(self._directory.backend(account), self._existing("User", account, parameters), parameters)
            return True
        if action == "UpdateGroup" and "NewPath" in parameters:
            self._existing("Group", account, parameters).path = parameters["NewPath"]
        return False

    def _check_case(self, kind: str, account: str, parameters: Parameters) -> None:
        """Names are not distinguished by case. moto itself finds those that are the same to the letter."""
        name = parameters.get(f"{kind}Name", "")
        backend = self._directory.backend(account)
        holders = {"User": backend.users, "Role": backend.roles, "Group": backend.groups}
        others = (
            [policy.name for arn, policy in backend.managed_policies.items() if ":iam::aws:" not in arn]
            if kind == "Policy"
            else [holder.name for holder in holders[kind].values()]
        )
        if any(other != name and other.lower() == name.lower() for other in others):
            what = f"A policy called {name}" if kind == "Policy" else f"{kind} with name {name}"
            raise AwsError("EntityAlreadyExists", f"{what} already exists.", 409)

    def _check_boundary(self, account: str, arn: Optional[str]) -> None:
        if arn is not None and arn not in self._directory.backend(account).managed_policies:
            raise AwsError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.", 404)

    def _enable(self, account: str, parameters: Parameters) -> None:
        """Enables a virtual device with the seed from CreateVirtualMFADevice."""
        serial = parameters.get("SerialNumber", "")
        created = self._directory.backend(account).virtual_mfa_devices.get(serial)
        if created is None:
            raise AwsError("NoSuchEntity", f"VirtualMFADevice with serial number {serial} does not exist.", 404)
        if created.user is not None:
            raise AwsError("EntityAlreadyExists", "MFADevice entity at the same path and name already exists.", 409)
        codes = parameters.get("AuthenticationCode1", ""), parameters.get("AuthenticationCode2", "")
        if not self._devices.enroll(serial, created.base32_string_seed, codes):
            raise AwsError("InvalidAuthenticationCode", "Authentication code for device is not valid.")

    def _existing(self, kind: str, account: str, parameters: Parameters) -> Any:
        name = parameters.get(f"{kind}Name", "")
        backend = self._directory.backend(account)
        found = backend.groups.get(name) if kind == "Group" else getattr(self._directory, kind.lower())(account, name)
        if found is None:
            raise AwsError("NoSuchEntity", f"The {kind.lower()} with name {name} cannot be found.", 404)
        return found


def _check_duration(text: str) -> None:
    if not text.isdigit() or not 3600 <= int(text) <= 43200:
        bound = "less than or equal to 43200" if text.isdigit() and int(text) > 43200 else "greater than or equal to 3600"
        message = (
            f"1 validation error detected: Value '{text}' at 'maxSessionDuration' failed to satisfy constraint: "
            f"Member must have value {bound}"
        )
        raise AwsError("ValidationError", message, 400)


def _bound(user: Any, arn: Optional[str]) -> None:
    """Sets or removes a user's boundary, in the form that moto uses for a role's."""
    user.permissions_boundary_arn = arn
    boundary = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn}
    user.permissions_boundary = None if arn is None else boundary

"""Identity Center's administration (`sso-admin`): the calls that read, and those that write an inline policy.

No other action is supported. What is provisioned is there at once, as AWS does it after some seconds.
https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any, Callable, Optional

from accounts.directory import Directory
from accounts.identity_center import GROUP, USER, IdentityCenter, PermissionSet
from policy.grammar import check_identity
from wire.errors import AwsError, not_supported
from wire.pages import page

_forms = {
    "InstanceArn": r"arn:aws(-[a-z]{1,5}){0,3}:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}",
    "PermissionSetArn": r"arn:aws(-[a-z]{1,5}){0,3}:sso:::permissionSet/(sso)?ins-[a-zA-Z0-9-.]{16}/ps-[a-zA-Z0-9-./]{16}",
    "ResourceArn": r"arn:aws(-[a-z]{1,5}){0,3}:sso:::(instance|permissionSet)/[a-zA-Z0-9-./]+",
    "AccountId": r"\d{12}",
    "TargetId": r"\d{12}",
    "PrincipalId": r"([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
    "PrincipalType": "USER|GROUP",
    "TargetType": "AWS_ACCOUNT|ALL_PROVISIONED_ACCOUNTS",
    "RegionScope": "CURRENT_REGION|ALL_REGIONS",
    "ProvisioningStatus": "LATEST_PERMISSION_SET_PROVISIONED|LATEST_PERMISSION_SET_NOT_PROVISIONED",
    "ProvisionPermissionSetRequestId": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "InlinePolicy": r"[\u0009\u000A\u000D\u0020-\u00FF]{1,32768}",
}
_of_set = ("InstanceArn", "PermissionSetArn")
_needs = {
    "ListInstances": (),
    "DescribeInstance": ("InstanceArn",),
    "ListPermissionSets": ("InstanceArn",),
    "DescribePermissionSet": _of_set,
    "ListAccountsForProvisionedPermissionSet": _of_set,
    "ListPermissionSetsProvisionedToAccount": ("InstanceArn", "AccountId"),
    "ListAccountAssignments": (*_of_set, "AccountId"),
    "ListAccountAssignmentsForPrincipal": ("InstanceArn", "PrincipalId", "PrincipalType"),
    "GetInlinePolicyForPermissionSet": _of_set,
    "ListManagedPoliciesInPermissionSet": _of_set,
    "ListCustomerManagedPolicyReferencesInPermissionSet": _of_set,
    "GetPermissionsBoundaryForPermissionSet": _of_set,
    "ListTagsForResource": ("InstanceArn", "ResourceArn"),
    "PutInlinePolicyToPermissionSet": (*_of_set, "InlinePolicy"),
    "DeleteInlinePolicyFromPermissionSet": _of_set,
    "ProvisionPermissionSet": (*_of_set, "TargetType"),
    "DescribePermissionSetProvisioningStatus": ("InstanceArn", "ProvisionPermissionSetRequestId"),
}
_writes = {"PutInlinePolicyToPermissionSet", "DeleteInlinePolicyFromPermissionSet", "ProvisionPermissionSet"}


class SsoAdmin:
    """The service."""

    def __init__(self, directory: Directory, center: Optional[IdentityCenter]) -> None:
        self._directory, self._center = directory, center
        self._provisioned: dict[str, dict[str, Any]] = {}

    def check(self, name: str, body: dict[str, Any]) -> None:
        """Checks a call's parameters, before it is known whether the caller may call it.

        :raises AwsError: ValidationException
        """
        if name not in _needs:
            raise not_supported(f"sso:{name}")
        for member in _needs[name]:
            if member not in body:
                raise _invalid(member, "must not be null")
        for member, form in _forms.items():
            if member in body and not (isinstance(body[member], str) and re.fullmatch(form, body[member])):
                raise _invalid(member, f"must satisfy regular expression pattern: {form}")

    def answer(self, name: str, body: dict[str, Any], account: str, region: str, now: float) -> dict[str, Any]:
        """Answers one call that the caller's policies allow.

        :raises AwsError: AccessDeniedException, ResourceNotFoundException, ValidationException, ConflictException
        """
        center = self._center
        if name == "ListInstances":
            return self._instances(body, account, region)
        if center is None or body["InstanceArn"] != center.arn or region != center.region:
            raise AwsError("ResourceNotFoundException", "The instance was not found.", 400)
        if not center.administers(account):
            raise AwsError("AccessDeniedException", f"The account {account} does not administer this instance.", 400)
        found = center.sets.get(body.get("PermissionSetArn", ""))
        if "PermissionSetArn" in _needs[name]:
            if found is None:
                raise AwsError("ResourceNotFoundException", "PermissionSet not found.", 400)
            if name in _writes and account != center.owner and center.owner in found.provisioned:
                raise AwsError("AccessDeniedException", "The permission set is provisioned in the management account.", 400)
            of_set: dict[str, Callable[..., dict[str, Any]]] = {
                "DescribePermissionSet": _described,
                "ListAccountsForProvisionedPermissionSet": _accounts,
                "ListAccountAssignments": _assignments,
                "GetInlinePolicyForPermissionSet": lambda _, one, __: {"InlinePolicy": one.inline},
                "ListManagedPoliciesInPermissionSet": _managed,
                "ListCustomerManagedPolicyReferencesInPermissionSet": lambda *_: {"CustomerManagedPolicyReferences": []},
                "GetPermissionsBoundaryForPermissionSet": _no_boundary,
                "PutInlinePolicyToPermissionSet": _put,
                "DeleteInlinePolicyFromPermissionSet": _put,
            }
            if name in of_set:
                return of_set[name](center, found, body)
            return self._provision(center, found, body, now)
        if name == "DescribeInstance":
            return _instance(center)
        if name == "ListPermissionSets":
            return _listed("PermissionSets", list(center.sets), body)
        if name == "ListPermissionSetsProvisionedToAccount":
            there = [arn for arn, one in center.sets.items() if body["AccountId"] in one.provisioned]
            return _listed("PermissionSets", there, body)
        if name == "ListTagsForResource":
            if body["ResourceArn"] not in (center.arn, *center.sets):
                raise AwsError("ResourceNotFoundException", "The resource was not found.", 400)
            return _listed("Tags", [], body)
        if name == "ListAccountAssignmentsForPrincipal":
            return _of_principal(center, body, account)
        request = body["ProvisionPermissionSetRequestId"]
        if request not in self._provisioned:
            raise AwsError("ResourceNotFoundException", "The request was not found.", 400)
        return {"PermissionSetProvisioningStatus": self._provisioned[request]}

    def _instances(self, body: dict[str, Any], account: str, region: str) -> dict[str, Any]:
        center = self._center
        organization = self._directory.organization
        visible = center is not None and (
            center.administers(account) or (organization is not None and organization.has(account) and organization.has(center.owner))
        )
        here = visible and (region == center.region or body.get("RegionScope") == "ALL_REGIONS")
        return _listed("Instances", [_instance(center)] if center is not None and here else [], body)

    def _provision(self, center: IdentityCenter, found: PermissionSet, body: dict[str, Any], now: float) -> dict[str, Any]:
        if body["TargetType"] == "AWS_ACCOUNT":
            if body.get("TargetId") not in found.provisioned:
                raise AwsError("ResourceNotFoundException", "The permission set is not provisioned in this account.", 400)
            accounts = [body["TargetId"]]
        else:
            accounts = list(found.provisioned)
        center.provision(self._directory, found, accounts)
        status = {"Status": "SUCCEEDED", "RequestId": str(uuid.uuid4()), "PermissionSetArn": center.set_arn(found), "CreatedDate": now}
        if body["TargetType"] == "AWS_ACCOUNT":
            status["AccountId"] = body["TargetId"]
        self._provisioned[str(status["RequestId"])] = status
        # The first answer of AWS never says that it is done.
        return {"PermissionSetProvisioningStatus": {**status, "Status": "IN_PROGRESS"}}


def _instance(center: IdentityCenter) -> dict[str, Any]:
    return {
        "InstanceArn": center.arn,
        "IdentityStoreId": center.store,
        "IdentityStoreArn": center.store_arn,
        "OwnerAccountId": center.owner,
        "Status": "ACTIVE",
        "PrimaryRegion": center.region,
        "Regions": [{"RegionName": center.region, "Status": "ACTIVE", "IsPrimaryRegion": True}],
    }


def _described(center: IdentityCenter, found: PermissionSet, _: Any) -> dict[str, Any]:
    return {"PermissionSet": {"Name": found.name, "PermissionSetArn": center.set_arn(found), "SessionDuration": found.duration}}


def _accounts(_: IdentityCenter, found: PermissionSet, body: dict[str, Any]) -> dict[str, Any]:
    wanted = body.get("ProvisioningStatus")
    latest = {account: inline == found.inline for account, inline in found.provisioned.items()}
    asked = None if wanted is None else wanted == "LATEST_PERMISSION_SET_PROVISIONED"
    there = [account for account, is_latest in latest.items() if asked in (None, is_latest)]
    return _listed("AccountIds", there, body)


def _assignments(center: IdentityCenter, found: PermissionSet, body: dict[str, Any]) -> dict[str, Any]:
    its = [
        {
            "AccountId": one.account,
            "PermissionSetArn": center.set_arn(found),
            "PrincipalType": one.kind,
            "PrincipalId": one.principal,
        }
        for one in found.assignments
        if one.account == body["AccountId"]
    ]
    return _listed("AccountAssignments", its, body)


def _of_principal(center: IdentityCenter, body: dict[str, Any], account: str) -> dict[str, Any]:
    """"This action must be called from the management account"."""
    if account != center.owner:
        raise AwsError("AccessDeniedException", "This action must be called from the management account.", 400)
    kind, id_ = body["PrincipalType"], body["PrincipalId"]
    if not center.has(kind, id_):
        raise AwsError("ResourceNotFoundException", "The principal was not found.", 400)
    means = {(kind, id_)} | ({(GROUP, one.id) for one in center.groups.values() if id_ in one.members} if kind == USER else set())
    its = [
        {"AccountId": one.account, "PermissionSetArn": arn, "PrincipalType": one.kind, "PrincipalId": one.principal}
        for arn, found in center.sets.items()
        for one in found.assignments
        if (one.kind, one.principal) in means and (body.get("Filter") or {}).get("AccountId", one.account) == one.account
    ]
    return _listed("AccountAssignments", its, body)


def _managed(_: IdentityCenter, found: PermissionSet, body: dict[str, Any]) -> dict[str, Any]:
    return _listed("AttachedManagedPolicies", [{"Name": arn.rpartition("/")[2], "Arn": arn} for arn in found.managed], body)


def _no_boundary(*_: Any) -> dict[str, Any]:
    raise AwsError("ResourceNotFoundException", "PermissionsBoundary not found.", 400)


def _put(_: IdentityCenter, found: PermissionSet, body: dict[str, Any]) -> dict[str, Any]:
    text = body.get("InlinePolicy", "")
    if text:
        try:
            json.loads(text)
            check_identity(text, managed=False)
        except (ValueError, AwsError) as error:
            raise AwsError("ValidationException", f"The policy is malformed: {getattr(error, 'message', error)}", 400) from error
    # The roles keep the old one until the permission set is provisioned anew.
    found.inline = text
    return {}


def _listed(name: str, entries: list[Any], body: dict[str, Any]) -> dict[str, Any]:
    shown, more = page(entries, body.get("MaxResults"), body.get("NextToken"))
    return {name: shown, **more}


def _invalid(member: str, what: str) -> AwsError:
    name = member[0].lower() + member[1:]
    text = f"1 validation error detected: Value at '{name}' failed to satisfy constraint: Member {what}"
    return AwsError("ValidationException", text, 400)

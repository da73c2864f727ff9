"""Organizations: the calls that read the tree and its policies. No other action is supported.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

import json
from typing import Any, Callable

from accounts.directory import Directory
from accounts.organization import Organization, Place, Policy, types
from accounts.sessions import Caller
from wire.errors import AwsError, not_supported

_page = 20
"""The most entries of a page."""
_by_all = {"DescribeOrganization"}
"""What every member account may call. The rest is for the management account and delegated administrators."""


class Organizations:
    """The service Organizations."""

    def __init__(self, directory: Directory) -> None:
        self._organization = directory.organization

    def answer(self, name: str, body: bytes, caller: Caller) -> bytes:
        """Answers one call.

        :raises AwsError: AWSOrganizationsNotInUseException, AccessDeniedException, …NotFoundException, InvalidInputException
        """
        calls: dict[str, Callable[[Organization, dict[str, Any]], dict[str, Any]]] = {
            "DescribeOrganization": _describe,
            "ListRoots": _roots,
            "ListOrganizationalUnitsForParent": _units,
            "ListAccountsForParent": _accounts,
            "ListPoliciesForTarget": _attached,
            "DescribePolicy": _policy,
        }
        if name not in calls:
            raise not_supported(f"organizations:{name}")
        found, account = self._organization, caller.account.id
        if found is None or not found.has(account):
            raise AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.", 400)
        if name not in _by_all and account != found.management and account not in found.delegated:
            raise AwsError("AccessDeniedException", "You don't have permissions to access this resource.", 400)
        return json.dumps(calls[name](found, json.loads(body or b"{}"))).encode()


def _describe(of: Organization, _: dict[str, Any]) -> dict[str, Any]:
    return {
        "Organization": {
            "Id": of.id,
            "Arn": f"arn:aws:organizations::{of.management}:organization/{of.id}",
            "FeatureSet": "ALL",
            "MasterAccountId": of.management,
            "MasterAccountArn": f"arn:aws:organizations::{of.management}:account/{of.id}/{of.management}",
        }
    }


def _roots(of: Organization, asked: dict[str, Any]) -> dict[str, Any]:
    roots = [
        {**_named(of, place), "PolicyTypes": [{"Type": type_, "Status": "ENABLED"} for type_ in types if type_ in of.enabled]}
        for place in of.places.values()
        if place.kind == "root"
    ]
    return _paged("Roots", roots, asked)


def _units(of: Organization, asked: dict[str, Any]) -> dict[str, Any]:
    return _paged("OrganizationalUnits", [_named(of, place) for place in _below(of, asked) if place.kind == "unit"], asked)


def _accounts(of: Organization, asked: dict[str, Any]) -> dict[str, Any]:
    found = [{**_named(of, place), "Status": "ACTIVE", "JoinedMethod": "CREATED"} for place in _below(of, asked) if place.kind == "account"]
    return _paged("Accounts", found, asked)


def _attached(of: Organization, asked: dict[str, Any]) -> dict[str, Any]:
    place = of.places.get(asked.get("TargetId", ""))
    if place is None:
        raise AwsError("TargetNotFoundException", "You specified a target that doesn't exist.", 400)
    if asked.get("Filter") not in types:
        raise AwsError("InvalidInputException", "You provided a value that is not a policy type.", 400)
    policies = (of.policies[id_] for id_ in place.attached)
    return _paged("Policies", [_summary(of, policy) for policy in policies if policy.type == asked["Filter"]], asked)


def _policy(of: Organization, asked: dict[str, Any]) -> dict[str, Any]:
    policy = of.policies.get(asked.get("PolicyId", ""))
    if policy is None:
        raise AwsError("PolicyNotFoundException", "You specified a policy that doesn't exist.", 400)
    return {"Policy": {"PolicySummary": _summary(of, policy), "Content": policy.text}}


def _below(of: Organization, asked: dict[str, Any]) -> list[Place]:
    parent = of.places.get(asked.get("ParentId", ""))
    if parent is None or parent.kind == "account":
        raise AwsError("ParentNotFoundException", "You specified a root or OU that doesn't exist.", 400)
    return list(of.children.get(parent.id, ()))


def _named(of: Organization, place: Place) -> dict[str, Any]:
    kind = {"root": "root", "unit": "ou", "account": "account"}[place.kind]
    return {"Id": place.id, "Arn": f"arn:aws:organizations::{of.management}:{kind}/{of.id}/{place.id}", "Name": place.name}


def _summary(of: Organization, policy: Policy) -> dict[str, Any]:
    return {"Id": policy.id, "Arn": of.arn(policy), "Name": policy.name, "Type": policy.type, "AwsManaged": policy.aws_managed}


def _paged(name: str, entries: list[dict[str, Any]], asked: dict[str, Any]) -> dict[str, Any]:
    """One page of a list. The token is where the next one begins."""
    token, most = asked.get("NextToken", "0"), asked.get("MaxResults", _page)
    if not isinstance(most, int) or not 1 <= most <= _page or not str(token).isdigit():
        raise AwsError("InvalidInputException", "You provided a value that is not a page size or token of this list.", 400)
    begin, end = int(token), int(token) + most
    return {name: entries[begin:end], **({"NextToken": str(end)} if end < len(entries) else {})}

"""The identity store: the calls that read people, groups and memberships. No other action is supported.

https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/welcome.html
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Optional

from accounts.identity_center import Group, IdentityCenter, Person
from wire.errors import AwsError, not_supported
from wire.pages import page

_store = r"(arn:aws[a-z-]*:identitystore::\d{12}:identitystore/)?(d-[0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_id = r"(arn:aws[a-z-]*:identitystore:::(user|group|membership)/)?([0-9a-f]{10}-|)[A-Fa-f0-9]{8}(-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}"
_forms = {"IdentityStoreId": _store, "UserId": _id, "GroupId": _id}
_needs: dict[str, tuple[str, ...]] = {
    "ListUsers": (),
    "ListGroups": (),
    "ListGroupMemberships": ("GroupId",),
    "ListGroupMembershipsForMember": ("MemberId",),
    "DescribeUser": ("UserId",),
    "DescribeGroup": ("GroupId",),
    "GetUserId": ("AlternateIdentifier",),
    "GetGroupId": ("AlternateIdentifier",),
}


class IdentityStore:
    """The service."""

    def __init__(self, center: Optional[IdentityCenter]) -> None:
        self._center = center

    def check(self, name: str, body: dict[str, Any]) -> None:
        """Checks a call's parameters, before it is known whether the caller may call it.

        :raises AwsError: ValidationException
        """
        if name not in _needs:
            raise not_supported(f"identitystore:{name}")
        for member in ("IdentityStoreId", *_needs[name]):
            if body.get(member) is None:
                raise _invalid(f"{member}: a value is required")
        for member, form in _forms.items():
            if member in body and not (isinstance(body[member], str) and re.fullmatch(form, body[member])):
                raise _invalid(f"{member}: the value has another form")
        if len(body.get("Filters") or []) > 1:
            raise _invalid("Filters: at most one")

    def answer(self, name: str, body: dict[str, Any], account: str, region: str, _: float) -> dict[str, Any]:
        """Answers one call that the caller's policies allow.

        :raises AwsError: AccessDeniedException, ResourceNotFoundException, ValidationException
        """
        center = self._center
        if center is None or body["IdentityStoreId"].rpartition("/")[2] != center.store or region != center.region:
            raise _missing("IDENTITY_STORE")
        if not center.administers(account):
            raise AwsError("AccessDeniedException", f"The account {account} does not administer this identity store.", 400)
        if name == "ListUsers":
            its = [_person(center, one) for one in center.people.values()]
            return _listed("Users", _filtered(its, body, "UserName"), body)
        if name == "ListGroups":
            its = [_group(center, one) for one in center.groups.values()]
            return _listed("Groups", _filtered(its, body, "DisplayName"), body)
        if name == "ListGroupMemberships":
            group = _group_of(center, body["GroupId"])
            return _listed("GroupMemberships", [_membership(center, group, member) for member in group.members], body)
        if name == "ListGroupMembershipsForMember":
            person = _person_of(center, str((body["MemberId"] or {}).get("UserId")))
            theirs = [_membership(center, one, person.id) for one in center.groups.values() if person.id in one.members]
            return _listed("GroupMemberships", theirs, body)
        if name == "DescribeUser":
            return _person(center, _person_of(center, body["UserId"]))
        if name == "DescribeGroup":
            return _group(center, _group_of(center, body["GroupId"]))
        unique = body["AlternateIdentifier"].get("UniqueAttribute") or {}
        path, value = str(unique.get("AttributePath", "")).lower(), unique.get("AttributeValue")
        if path != {"GetUserId": "username", "GetGroupId": "displayname"}[name]:
            raise _invalid(f"The attribute {path} is not a unique attribute")
        if name == "GetUserId":
            found = next((one for one in center.people.values() if one.name == value), None)
            if found is None:
                raise _missing("USER")
            return {"UserId": found.id, "IdentityStoreId": center.store, "UserArn": _arn(center, "user", found.id)}
        named = next((one for one in center.groups.values() if one.display == value), None)
        if named is None:
            raise _missing("GROUP")
        return {"GroupId": named.id, "IdentityStoreId": center.store, "GroupArn": _arn(center, "group", named.id)}


def _person(center: IdentityCenter, one: Person) -> dict[str, Any]:
    return {
        "IdentityStoreId": center.store,
        "UserId": one.id,
        "UserArn": _arn(center, "user", one.id),
        "Revision": "1",
        "UserName": one.name,
        "DisplayName": one.display,
        "UserStatus": "ENABLED",
    }


def _group(center: IdentityCenter, one: Group) -> dict[str, Any]:
    its = {"GroupId": one.id, "GroupArn": _arn(center, "group", one.id), "DisplayName": one.display}
    return {"IdentityStoreId": center.store, "Revision": "1", **its}


def _membership(center: IdentityCenter, group: Group, member: str) -> dict[str, Any]:
    digest = hashlib.sha256(f"{group.id}/{member}".encode()).hexdigest()
    id_ = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
    its = {"MembershipId": id_, "MembershipArn": _arn(center, "membership", id_), "GroupId": group.id, "MemberId": {"UserId": member}}
    return {"IdentityStoreId": center.store, **its}


def _arn(center: IdentityCenter, kind: str, id_: str) -> str:
    return f"arn:{center.partition}:identitystore:::{kind}/{id_}"


def _person_of(center: IdentityCenter, id_: str) -> Person:
    found = center.people.get(id_.rpartition("/")[2])
    if found is None:
        raise _missing("USER")
    return found


def _group_of(center: IdentityCenter, id_: str) -> Group:
    found = center.groups.get(id_.rpartition("/")[2])
    if found is None:
        raise _missing("GROUP")
    return found


def _filtered(entries: list[dict[str, Any]], body: dict[str, Any], attribute: str) -> list[dict[str, Any]]:
    for one in body.get("Filters") or []:
        if one.get("AttributePath") != attribute:
            raise _invalid(f"Filters: {attribute} is the one attribute")
        entries = [entry for entry in entries if entry[attribute] == one.get("AttributeValue")]
    return entries


def _listed(name: str, entries: list[Any], body: dict[str, Any]) -> dict[str, Any]:
    shown, more = page(entries, body.get("MaxResults"), body.get("NextToken"))
    return {name: shown, **more}


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message, 400)


def _missing(what: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"{what} not found.", 400)

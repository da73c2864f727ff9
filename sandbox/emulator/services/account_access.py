"""Account access manager: entitlements of Identity Center's users and groups to roles. REST with JSON.

The API's model is botocore's `account-access`. AWS documents no check of the role, which may be in any account.
"""

from __future__ import annotations

import json
import re
from typing import Any, Optional
from urllib.parse import unquote

from accounts.directory import Directory
from accounts.identity_center import GROUP, USER, Application, Entitlement, IdentityCenter, entitle, new_application
from accounts.sessions import Caller
from policy.context import Context
from services.asks import Ask, authorize
from services.context_keys import request_tags, resource_keys, stamp
from wire.errors import AwsError, not_supported
from wire.pages import page
from wire.request import Request

_arn = re.compile(r"arn:[a-z0-9-]+:account-access:[a-z0-9]+(-[a-z0-9]+)*:(\d{12}):application/[a-zA-Z0-9-]+")
_instance = re.compile(r"arn:[a-z0-9-]+:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}")
_role = re.compile(r"arn:[a-z0-9-]+:iam::(\d{12}):role/([a-zA-Z0-9+=,.@_-]+/)*[a-zA-Z0-9+=,.@_-]+")
_principal = re.compile(r"([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}")
_routes = {
    ("POST", "applications"): "CreateApplication",
    ("POST", "applications-list"): "ListApplications",
    ("GET", "applications/"): "GetApplication",
    ("DELETE", "applications/"): "DeleteApplication",
    ("POST", "entitlements"): "CreateEntitlement",
    ("POST", "entitlements-list"): "ListEntitlements",
    ("GET", "entitlements/"): "GetEntitlement",
    ("DELETE", "entitlements/"): "DeleteEntitlement",
    ("GET", "tags/"): "ListTagsForResource",
    ("POST", "tags/"): "TagResource",
    ("DELETE", "tags/"): "UntagResource",
}


class AccountAccess:
    """The service."""

    def __init__(self, directory: Directory, center: Optional[IdentityCenter]) -> None:
        self._directory, self._center = directory, center

    def answer(self, request: Request, body: dict[str, Any], region: str, caller: Caller, context: Context, now: float) -> bytes:
        """Authorizes and answers one call.

        :raises AwsError: AccessDenied, ValidationException, ResourceNotFoundException, ConflictException, AlreadyCreatedException
        """
        kind, separator, last = request.raw_path.lstrip("/").partition("/")
        name = _routes.get((request.method, kind + separator))
        if name is None:
            raise not_supported(f"{request.method} {request.path} of account-access")
        query, last = dict(request.query), unquote(last)
        if name == "CreateApplication":
            request_tags(context, _tags(body.get("tags") or {}))
        if name in ("CreateApplication", "ListApplications"):
            authorize([Ask(f"account-access:{name}", None, context, caller.account.id, shown="*")], caller, self._directory)
            return _json(self._create(body, caller, region, now) if name == "CreateApplication" else self._list(body, caller, region))
        arn = body.get("applicationArn") if kind.startswith("entitlements") and request.method == "POST" else query.get("applicationArn")
        arn = last if kind in ("applications", "tags") else arn
        found = _arn.fullmatch(arn) if isinstance(arn, str) else None
        if found is None:
            raise _invalid("applicationArn")
        owner = found.group(2)
        application = self._center.applications.get(found.group(0)) if self._center is not None else None
        resource_keys(context, self._directory.accounts.get(owner), None if application is None else application.tags)
        authorize([Ask(f"account-access:{name}", found.group(0), context, owner)], caller, self._directory)
        if application is None or found.group(0).split(":")[3] != region:
            if name in ("DeleteApplication", "DeleteEntitlement"):
                return b""
            raise _missing("application")
        return self._about(name, application, body, last, query, request, now)

    def _about(
        self, name: str, its: Application, body: dict[str, Any], last: str, query: dict[str, str], request: Request, now: float
    ) -> bytes:
        assert self._center is not None
        if name == "GetApplication":
            source = {"identityCenter": {"instanceArn": self._center.arn}}
            at = stamp(its.at)
            known = {"status": "ACTIVE", "tenantId": its.tenant, "createdAt": at, "updatedAt": at, "tags": its.tags}
            return _json({"identitySource": source, **known})
        if name == "DeleteApplication":
            if its.entitlements:
                raise AwsError("ConflictException", "The application has entitlements.", 409)
            del self._center.applications[its.arn]
            return b""
        if name == "CreateEntitlement":
            kind, principal, role = _entitlement(body.get("entitlement"))
            if not self._center.has(kind, principal):
                raise _missing("principal")
            return _json({"entitlementId": entitle(its, kind, principal, role, now).id})
        if name == "ListEntitlements":
            if not isinstance(body.get("filter"), dict):
                raise _invalid("filter")
            chosen = [_shown(one) for one in its.entitlements.values() if _matches(one, body["filter"].get("principalRole") or {})]
            return _json(_listed("entitlements", chosen, body))
        if name == "DeleteEntitlement":
            its.entitlements.pop(last, None)
            return b""
        if name == "GetEntitlement":
            if last not in its.entitlements:
                raise _missing("entitlement")
            return _json({"applicationArn": its.arn, **_shown(its.entitlements[last])})
        if name == "TagResource":
            its.tags.update(_tags(body.get("tags")))
        if name == "UntagResource":
            for key in [value for named, value in request.query if named == "tagKeys"]:
                its.tags.pop(key, None)
        return _json({"tags": its.tags} if name == "ListTagsForResource" else {})

    def _create(self, body: dict[str, Any], caller: Caller, region: str, now: float) -> dict[str, Any]:
        center, tags = self._center, _tags(body.get("tags") or {})
        source = ((body.get("identitySource") or {}).get("identityCenter") or {}).get("instanceArn")
        if not isinstance(source, str) or not _instance.fullmatch(source):
            raise _invalid("identitySource")
        if center is None or source != center.arn or region != center.region or not center.administers(caller.account.id):
            raise AwsError("AccessDeniedException", "The account does not administer this instance of IAM Identity Center here.")
        for one in center.applications.values():
            if one.account == caller.account.id:
                if one.tags != tags:
                    raise AwsError("AlreadyCreatedException", "The application exists already.", 400)
                return {"applicationArn": one.arn}
        made = new_application(center, caller.account.id, now)
        made.tags.update(tags)
        return {"applicationArn": made.arn}

    def _list(self, body: dict[str, Any], caller: Caller, region: str) -> dict[str, Any]:
        its = [] if self._center is None or region != self._center.region else self._center.applications.values()
        mine = [
            {"applicationArn": one.arn, "tenantId": one.tenant, "createdAt": stamp(one.at), "updatedAt": stamp(one.at)}
            for one in its
            if one.account == caller.account.id
        ]
        return _listed("applications", mine, body)


def _entitlement(given: Any) -> tuple[str, str, str]:
    its = (given or {}).get("principalRole") or {}
    who = (its.get("principal") or {}).get("identityCenter") or {}
    role = its.get("roleArn")
    if len(who) != 1 or not set(who) <= {"userId", "groupId"} or not _principal.fullmatch(str(next(iter(who.values())))):
        raise _invalid("entitlement.principalRole.principal")
    if not isinstance(role, str) or not _role.fullmatch(role):
        raise _invalid("entitlement.principalRole.roleArn")
    return (USER, who["userId"], role) if "userId" in who else (GROUP, who["groupId"], role)


def _shown(one: Entitlement) -> dict[str, Any]:
    who = {"identityCenter": {"userId" if one.kind == USER else "groupId": one.principal}}
    its = {"principal": who, "roleArn": one.role, "account": one.role.split(":")[4]}
    return {"entitlementId": one.id, "entitlement": {"principalRole": its}, "createdAt": stamp(one.at)}


def _matches(one: Entitlement, wanted: dict[str, Any]) -> bool:
    who = (wanted.get("principal") or {}).get("identityCenter") or {}
    account = one.role.split(":")[4]
    return (
        wanted.get("roleArn", one.role) == one.role
        and wanted.get("account", account) == account
        and (not who or who == {"userId" if one.kind == USER else "groupId": one.principal})
    )


def _tags(given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise _invalid("tags")
    return given


def _listed(name: str, entries: list[Any], body: dict[str, Any]) -> dict[str, Any]:
    shown, more = page(entries, body.get("maxResults"), body.get("nextToken"))
    return {name: shown, **({"nextToken": more["NextToken"]} if more else {})}


def _json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer).encode()


def _invalid(member: str) -> AwsError:
    return AwsError("ValidationException", f"{member}: the value is missing or has another form.", 400)


def _missing(what: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"The {what} does not exist in the current Region.", 404)

"""IAM Identity Center: which service answers a request, and what the caller must be allowed to do.

Only the management account and the delegated administrator get answers about people and permission sets. Every member
of the organization sees that there is an instance.
https://docs.aws.amazon.com/singlesignon/latest/userguide/delegated-admin.html
"""

from __future__ import annotations

import json
from typing import Any, Optional

from accounts.directory import Directory
from accounts.identity_center import IdentityCenter
from accounts.sessions import Caller
from policy.context import Context
from services.account_access import AccountAccess
from services.asks import Ask, authorize
from services.cloud_control import CloudControl
from services.identity_store import IdentityStore
from services.sso_admin import SsoAdmin
from wire.errors import AwsError
from wire.request import Claim, Request

services = {"sso", "identitystore", "account-access", "cloudcontrolapi"}
"""The names by which signatures call the services that are answered here."""


class IdentityCenterServices:
    """The services."""

    def __init__(self, directory: Directory, center: Optional[IdentityCenter]) -> None:
        self._directory, self._center = directory, center
        self._sso, self._store = SsoAdmin(directory, center), IdentityStore(center)
        self._access = AccountAccess(directory, center)
        self._cloud_control = CloudControl(self._sso)

    def answer(self, request: Request, signed: Claim, caller: Caller, context: Context, now: float) -> bytes:
        """Answers one call that is signed already.

        :raises AwsError: AccessDenied, and what the services document
        """
        body = _body(request)
        if signed.service == "account-access":
            return self._access.answer(request, body, signed.region, caller, context, now)
        name = request.headers.get("x-amz-target", "").rpartition(".")[2]
        if signed.service == "cloudcontrolapi":
            asks, read = self._cloud_control.prepare(
                name, body, caller, lambda action, about: self._sso_asks(action, about, caller, context)
            )
            authorize([Ask(f"cloudformation:{name}", None, context.copy(), caller.account.id, shown="*"), *asks], caller, self._directory)
            return json.dumps(read(signed.region, now)).encode()
        service: Any = self._sso if signed.service == "sso" else self._store
        service.check(name, body)
        asks = self._sso_asks(name, body, caller, context) if signed.service == "sso" else self._store_asks(name, body, caller, context)
        authorize(asks, caller, self._directory)
        return json.dumps(service.answer(name, body, caller.account.id, signed.region, now)).encode()

    def _sso_asks(self, name: str, body: dict[str, Any], caller: Caller, context: Context) -> list[Ask]:
        """Every resource that a call is about must be allowed by itself."""
        account = body.get("AccountId") or body.get("TargetId")
        named = [
            body.get("InstanceArn"),
            body.get("PermissionSetArn"),
            body.get("ResourceArn"),
            None if account is None else f"arn:{caller.account.partition}:sso:::account/{account}",
        ]
        resources = [one for one in named if one is not None] or [None]
        return [Ask(f"sso:{name}", one, context.copy(), caller.account.id, shown="*") for one in resources]

    def _store_asks(self, name: str, body: dict[str, Any], caller: Caller, context: Context) -> list[Ask]:
        root = f"arn:{caller.account.partition}:identitystore"
        member = (body.get("MemberId") or {}).get("UserId")
        listed = {"ListUsers": "user/*", "ListGroups": "group/*"}.get(name) or ("membership/*" if "GroupMemberships" in name else None)
        kinds = [("user", body.get("UserId") or member), ("group", body.get("GroupId"))]
        owner = caller.account.id if self._center is None else self._center.owner
        resources = [f"{root}::{owner}:identitystore/{body['IdentityStoreId'].rpartition('/')[2]}"]
        resources += [f"{root}:::{kind}/{id_}" for kind, id_ in kinds if id_ is not None]
        resources += [] if listed is None else [f"{root}:::{listed}"]
        return [Ask(f"identitystore:{name}", one, context.copy(), caller.account.id, shown="*") for one in resources]


def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise AwsError("SerializationException", "The body is no JSON.", 400) from error
    if not isinstance(body, dict):
        raise AwsError("SerializationException", "The body is no JSON object.", 400)
    return body

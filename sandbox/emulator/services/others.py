"""Every other service: the action's name, and an unknown resource.

Only an Allow on `*` surely covers an unknown resource, but any Deny may cover it.
"""

from __future__ import annotations

from typing import Optional

from accounts.sessions import Caller
from policy.context import Context
from services.asks import Ask
from wire.errors import not_supported
from wire.request import Request

_hands_over_a_role = (b":role/", b":role%2f", b"instanceprofile", b"instance-profile", b"rolearn", b"iamrole")


def action_of(service: str, request: Request) -> str:
    """The action of a request.

    :raises AwsError: when the service's protocol does not name it, as with REST services
    """
    target: Optional[str] = request.headers.get("x-amz-target")
    name = target.rpartition(".")[2] if target else request.parameters.get("Action")
    if not name or not name.isalnum():
        raise not_supported(f"requests of the service {service!r} in this form")
    return f"{service}:{name}"


def asks(action: str, request: Request, caller: Caller, context: Context) -> list[Ask]:
    """What such a request must be allowed to do: its action, and iam:PassRole if it seems to pass a role."""
    found = [Ask(action, None, context, caller.account.id, shown="*")]
    if any(sign in part.lower() for part in (request.body, request.raw_query.encode()) for sign in _hands_over_a_role):
        found.append(Ask("iam:PassRole", None, context, caller.account.id, shown="*"))
    return found

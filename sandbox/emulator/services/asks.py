"""What must be allowed before a request is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from accounts.directory import Directory
from accounts.sessions import Caller
from policy.context import Context
from policy.evaluation import Question, ResourcePolicy, decide
from wire.errors import access_denied


@dataclass(frozen=True)
class Ask:
    """One action on one resource. A `resource` of None is unknown; errors then show `shown` instead."""

    action: str
    resource: Optional[str]
    context: Context
    owner: str
    shown: Optional[str] = None
    policy: Optional[ResourcePolicy] = None


def authorize(asks: list[Ask], caller: Caller, directory: Directory) -> None:
    """Checks that every one of them is allowed.

    :raises AwsError: AccessDenied for the first one that is not
    """
    for ask in asks:
        question = Question(ask.action, ask.resource, ask.context)
        controls = directory.controls(caller.principal, ask.owner, ask.action)
        verdict = decide(question, caller.principal, caller.policies, ask.policy, owner=ask.owner, controls=controls)
        if not verdict.allowed:
            shown = ask.resource or ask.shown
            raise access_denied(caller.principal.arn, ask.action, shown, verdict.reason, ask.action.partition(":")[0])

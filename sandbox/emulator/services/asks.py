"""What a request must be allowed to do before it is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from accounts.sessions import Caller
from policy.context import Context
from policy.evaluation import Question, ResourcePolicy, decide
from wire.errors import access_denied


@dataclass(frozen=True)
class Ask:
    """One action on one resource. `resource` None is judged as unknown; `shown` is what the error names instead."""

    action: str
    resource: Optional[str]
    context: Context
    owner: str
    shown: Optional[str] = None
    policy: Optional[ResourcePolicy] = None


def authorize(asks: list[Ask], caller: Caller) -> None:
    """Demands that every one of them is allowed.

    :raises AwsError: AccessDenied for the first that is not
    """
    for ask in asks:
        question = Question(ask.action, ask.resource, ask.context)
        verdict = decide(question, caller.principal, caller.policies, ask.policy, owner=ask.owner)
        if not verdict.allowed:
            shown = ask.resource or ask.shown
            raise access_denied(caller.principal.arn, ask.action, shown, verdict.reason, ask.action.partition(":")[0])

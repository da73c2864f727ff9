"""STS for identities of providers: nobody signs their calls, and the trust policy of the role alone lets them in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterable, Mapping

from accounts.directory import Account, Directory, cached, tags_of
from accounts.sessions import Session, Sessions, session_arn
from accounts.trust import still_means
from policy.context import Context
from policy.evaluation import Question, ResourcePolicy, admits
from policy.principals import Principal
from services.context_keys import resource_keys, stamp
from services.sts import hour
from services.sts_parameters import AssumeRoleCall
from wire.errors import AwsError
from wire.request import Request


def asks(request: Request, action: str) -> bool:
    """Whether a request is a call that nobody signs."""
    return "authorization" not in request.headers and request.parameters.get("Action") == action


def denied(action: str) -> AwsError:
    return AwsError("AccessDenied", f"Not authorized to perform sts:{action}")


def context_of(request: Request, keys: Mapping[str, str], provider: str, call: AssumeRoleCall, now: float) -> Context:
    """What conditions see.

    :param keys: those of the provider, such as `saml:aud`
    """
    context = Context("sts", dict(keys))
    context.set("aws:CurrentTime", stamp(now))
    context.set("aws:EpochTime", str(int(now)))
    context.set("aws:SourceIp", request.controls.get("source-ip", request.remote))
    context.set("aws:SecureTransport", "true")
    context.set("aws:FederatedProvider", provider)
    context.set("sts:RoleSessionName", call.session_name)
    return context


def assume(
    directory: Directory,
    sessions: Sessions,
    account: Account,
    role: Any,
    call: AssumeRoleCall,
    provider: str,
    subject: str,
    context: Context,
    actions: Iterable[str],
    now: float,
) -> tuple[Session, list[tuple[str, str]]]:
    """Begins a session of a role, for an identity that its provider vouches for.

    :param actions: of STS, which the trust policy must allow; the first is the call
    :returns: the session, and the element AssumedRoleUser
    :raises AwsError: AccessDenied, ValidationError
    """
    wanted = list(actions)
    resource_keys(context, account, tags_of(directory, account.id, role), "iam")
    trust = ResourcePolicy(cached(role.assume_role_policy_document), is_trust=True, still=still_means(directory, role))
    caller = Principal(account.partition, "", provider, provider, subject, False, subject, {}, provider)
    for name in wanted:
        limits = directory.controls(replace(caller, account=account.id), account.id, f"sts:{name}").resource
        if not admits(trust, Question(f"sts:{name}", role.arn, context), caller, limits):
            raise denied(wanted[0])
    if (call.duration or hour) > int(role.max_session_duration or hour):
        raise AwsError("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", 400)
    session = sessions.add(
        Session(
            account.id, role.arn, role.id, True, now, now + (call.duration or hour), call.session_name, call.tags,
            source_identity=call.source_identity,
        )
    )
    user = [("AssumedRoleId", f"{role.id}:{call.session_name}"), ("Arn", session_arn(account, role.name, call.session_name))]
    return session, user

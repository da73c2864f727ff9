"""STS: AssumeRole, GetSessionToken, GetScopedCredentials and GetCallerIdentity. No other action is supported.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Optional

from accounts.directory import Directory, cached, tags_of
from accounts.propagation import Propagation
from accounts.sessions import Caller, Session, Sessions, new_keys, session_arn
from accounts.trust import still_means
from policy.context import Context
from policy.documents import Document
from policy.evaluation import Question, ResourcePolicy, decide
from services.context_keys import mfa_keys, request_tags, resource_keys, stamp
from services.sts_parameters import AssumeRoleCall, Mfa, read_assume_role, read_scoped_credentials, read_session_token
from wire.errors import AwsError, access_denied, not_supported

hour = 3600
most_scoped = 3
_no_device = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  "
    "Please verify your MFA serial number is valid and associated with this user."
)


@dataclass(frozen=True)
class Answer:
    """The elements of an answer, in order. A nested pair is a nested element."""

    action: str
    elements: list[tuple[str, Any]]


class Sts:
    """The service STS. `devices` are the enabled MFA devices by serial number."""

    def __init__(self, directory: Directory, sessions: Sessions, devices: Any, propagation: Propagation) -> None:
        self._directory, self._sessions, self._devices = directory, sessions, devices
        self._propagation = propagation

    def answer(self, action: str, parameters: dict[str, str], caller: Caller, context: Context, now: float) -> Answer:
        """Answers one call.

        :raises AwsError: AccessDenied, ValidationError …; any other action is refused
        """
        if action == "GetCallerIdentity":
            who = caller.principal
            return Answer(action, [("Arn", who.arn), ("UserId", who.user_id), ("Account", who.account)])
        if action == "AssumeRole":
            return self._assume_role(read_assume_role(parameters), caller, context, now)
        if action == "GetSessionToken":
            return self._get_session_token(parameters, caller, now)
        if action == "GetScopedCredentials":
            return self._get_scoped_credentials(parameters, caller, context, now)
        raise not_supported(f"sts:{action}")

    def _get_session_token(self, parameters: dict[str, str], caller: Caller, now: float) -> Answer:
        if caller.session is not None:
            raise AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials")
        duration, mfa = read_session_token(parameters)
        mfa_at = self._check_mfa(mfa, caller, now)
        session = self._sessions.add(
            Session(
                account=caller.account.id,
                identity_arn=caller.principal.arn,
                identity_id=caller.identity.id,
                is_role=False,
                issued=now,
                expires=now + duration,
                mfa_at=mfa_at,
            )
        )
        return Answer("GetSessionToken", [("Credentials", credentials(session))])

    def _get_scoped_credentials(self, parameters: dict[str, str], caller: Caller, context: Context, now: float) -> Answer:
        """The same session, with less. AWS's reference does not say whether the action must be allowed, nor whether the
        session's age begins anew: here it must, and it does not."""
        action = "sts:GetScopedCredentials"
        session = caller.session
        if session is None:
            raise AwsError("AccessDenied", "Cannot call GetScopedCredentials with long-term credentials")
        policy, duration = read_scoped_credentials(parameters)
        controls = self._directory.controls(caller.principal, caller.account.id, action)
        question = Question(action, None, context)
        verdict = decide(question, caller.principal, caller.policies, owner=caller.account.id, controls=controls)
        if not verdict.allowed:
            raise access_denied(caller.principal.arn, action, "*", verdict.reason)
        if duration is not None and now + duration > session.expires:
            message = "The requested DurationSeconds exceeds the remaining lifetime of the calling session."
            raise AwsError("InsufficientSessionLifetime", message, 400)
        if policy is not None and len(session.scoped) >= most_scoped:
            raise AwsError("AccessDenied", f"A session can have at most {most_scoped} scope down policies.")
        scoped = self._sessions.add(
            replace(
                session,
                **new_keys(),
                expires=session.expires if duration is None else now + duration,
                scoped=(*session.scoped, *([] if policy is None else [cached(policy)])),
            )
        )
        info = [("ScopedSessionId", caller.principal.user_id), ("Arn", caller.principal.arn)]
        elements: list[tuple[str, Any]] = [("Credentials", credentials(scoped)), ("SessionInfo", info)]
        elements.append(("ScopedPoliciesCount", str(len(scoped.scoped))))
        if scoped.source_identity is not None:
            elements.append(("SourceIdentity", scoped.source_identity))
        return Answer("GetScopedCredentials", elements)

    def _assume_role(self, call: AssumeRoleCall, caller: Caller, context: Context, now: float) -> Answer:
        if call.mfa is not None:
            mfa_keys(context, self._check_mfa(call.mfa, caller, now), now)
        previous = caller.session if caller.is_role else None
        inherited = {key: previous.tags[key] for key in previous.transitive} if previous else {}
        source_identity = call.source_identity or (previous.source_identity if previous else None)
        role = self.authorize(call, caller, context, bool(inherited), source_identity)
        if self._propagation.pending(caller, self._directory.backend(caller.account.id), role, now):
            raise access_denied(caller.principal.arn, "sts:AssumeRole", role.arn)
        self._check_inherited(call, inherited, previous)
        if call.duration is not None and call.duration > int(role.max_session_duration or hour):
            raise AwsError("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", 400)
        if caller.is_role and (call.duration or hour) > hour:
            raise AwsError(
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
                400,
            )
        account = self._directory.accounts[role.account_id]
        session = self._sessions.add(
            Session(
                account=account.id,
                identity_arn=role.arn,
                identity_id=role.id,
                is_role=True,
                issued=now,
                expires=now + (call.duration or hour),
                name=call.session_name,
                tags={**call.tags, **inherited},
                transitive=frozenset([*call.transitive, *inherited]),
                source_identity=source_identity,
                policies=self._session_policies(call, account.id),
            )
        )
        user = [
            ("AssumedRoleId", f"{role.id}:{call.session_name}"),
            ("Arn", session_arn(account, role.name, call.session_name)),
        ]
        elements: list[tuple[str, Any]] = [("Credentials", credentials(session)), ("AssumedRoleUser", user)]
        if source_identity is not None:
            elements.append(("SourceIdentity", source_identity))
        if session.policies is not None:
            elements.append(("PackedPolicySize", "6"))
        return Answer("AssumeRole", elements)

    def authorize(self, call: AssumeRoleCall, caller: Caller, context: Context, inherits_tags: bool, source_identity: Optional[str]) -> Any:
        """Checks both sides, for AssumeRole and for the other actions that the call needs. Gives out nothing.

        :returns: moto's role
        :raises AwsError: AccessDenied
        """
        role = self._directory.by_arn(call.role_arn)
        context.set("sts:ExternalId", call.external_id)
        context.set("sts:RoleSessionName", call.session_name)
        context.set("sts:SourceIdentity", call.source_identity)
        context.set("sts:DurationSeconds", str(call.duration) if call.duration is not None else None)
        context.set("sts:TransitiveTagKeys", call.transitive or None)
        request_tags(context, call.tags)
        if role is None or ":role/" not in call.role_arn:
            # Somebody who may not assume a role does not learn from AWS whether it exists.
            raise access_denied(caller.principal.arn, "sts:AssumeRole", call.role_arn)
        owner = self._directory.accounts[role.account_id]
        if owner.partition != caller.account.partition:
            raise access_denied(caller.principal.arn, "sts:AssumeRole", call.role_arn)
        resource_keys(context, owner, tags_of(self._directory, owner.id, role), "iam")
        trust = ResourcePolicy(cached(role.assume_role_policy_document), is_trust=True, still=still_means(self._directory, role))
        actions = ["sts:AssumeRole"]
        if source_identity is not None:
            actions.append("sts:SetSourceIdentity")
        if call.tags or call.transitive or inherits_tags:
            actions.append("sts:TagSession")
        for action in actions:
            controls = self._directory.controls(caller.principal, owner.id, action)
            question = Question(action, role.arn, context)
            verdict = decide(question, caller.principal, caller.policies, trust, owner=owner.id, controls=controls)
            if not verdict.allowed:
                # STS gives the reason only for an explicit Deny in a policy of the caller, and for the organization's.
                told = verdict.reason if "explicit deny in an identity" in verdict.reason or "control policy" in verdict.reason else ""
                raise access_denied(caller.principal.arn, action, role.arn, told)
        return role

    def _check_inherited(self, call: AssumeRoleCall, inherited: dict[str, str], previous: Optional[Session]) -> None:
        taken = {key.lower() for key in inherited}
        if any(key.lower() in taken for key in call.tags):
            message = (
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
                "from the calling session."
            )
            raise AwsError("InvalidParameterValue", message, 400)
        fixed = previous.source_identity if previous else None
        if fixed is not None and call.source_identity not in (None, fixed):
            raise AwsError("AccessDenied", "The source identity of a session cannot be changed by role chaining.")

    def _check_mfa(self, mfa: Optional[Mfa], caller: Caller, now: float) -> Optional[float]:
        if mfa is None:
            return None
        device = self._devices.of_user(caller.identity, mfa.serial) if not caller.is_role else None
        if device is None:
            raise AwsError("AccessDenied", _no_device)
        if not device.accepts(mfa.code, now):
            raise AwsError("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
        return now

    def _session_policies(self, call: AssumeRoleCall, account: str) -> Optional[list[Document]]:
        if call.policy is None and not call.policy_arns:
            return None
        documents = [cached(call.policy)] if call.policy is not None else []
        for arn in call.policy_arns:
            document = self._directory.managed(account, arn)
            if document is None:
                raise AwsError("ValidationError", f"The policy {arn} does not exist or is not in the role's account.", 400)
            documents.append(document)
        return documents


def credentials(session: Session) -> list[tuple[str, str]]:
    """The elements of a session's keys."""
    return [
        ("AccessKeyId", session.access_key),
        ("SecretAccessKey", session.secret),
        ("SessionToken", session.token),
        ("Expiration", stamp(session.expires)),
    ]

"""Account access manager's runtime: GetRoleCredentials, by which a person who is signed in gets a session of an entitled role.

Nobody signs this call; a token says who asks. The service itself assumes the role, so the role's trust policy has to let it in, for
this application. Signing in itself is not supported: the world file says the tokens. The API's model is botocore's
`account-access-runtime`.
https://docs.aws.amazon.com/IAM/latest/UserGuide/aam-prepare-roles.html
"""

from __future__ import annotations

import hmac
import json
import re
from typing import Optional

from accounts.directory import Directory, cached, tags_of
from accounts.identity_center import GROUP, USER, Application, IdentityCenter, Person
from accounts.sessions import Session, Sessions
from accounts.trust import still_means
from policy.context import Context
from policy.evaluation import Question, ResourcePolicy, admits
from policy.principals import Principal
from services.context_keys import resource_keys, stamp
from services.sts import hour
from wire.errors import AwsError
from wire.request import Request

service = "account-access.amazonaws.com"
_actions = ("sts:AssumeRole", "sts:SetContext", "sts:TagSession")
"""What the service does in one call. Without sts:TagSession it gets no credentials."""
_name = re.compile(r"[a-zA-Z0-9_+=,.@-]{2,64}")


def asked(request: Request) -> bool:
    """Whether a request is this call."""
    return request.path == "/access/credentials" and request.headers.get("authorization", "").startswith("Bearer ")


class Entitled:
    """Answers this one call."""

    def __init__(self, directory: Directory, sessions: Sessions, center: Optional[IdentityCenter]) -> None:
        self._directory, self._sessions, self._center = directory, sessions, center

    def answer(self, request: Request, now: float) -> bytes:
        """The credentials, as JSON.

        :raises AwsError: UnauthorizedException, ValidationException, AccessDeniedException
        """
        given = request.headers["authorization"].removeprefix("Bearer ")
        people = [] if self._center is None else list(self._center.people.values())
        person = next((one for one in people if one.token and hmac.compare_digest(one.token.encode(), given.encode())), None)
        if person is None or self._center is None:
            raise AwsError("UnauthorizedException", "The bearer token is missing, invalid, or expired.", 401)
        query = dict(request.query)
        name, length = query.get("sessionName", person.name), query.get("sessionDuration", str(hour))
        if query.get("accessType") != "PROGRAMMATIC_ACCESS" or not _name.fullmatch(name) or not re.fullmatch(r"\d{1,5}", length):
            raise AwsError("ValidationException", "A parameter is missing or has another form.", 400)
        application = next((one for one in self._center.applications.values() if one.tenant == query.get("tenantId")), None)
        arn = query.get("roleArn", "")
        if application is None or not self._is_entitled(person, application, arn):
            raise _denied
        role = self._directory.by_arn(arn)
        if role is None or not self._is_trusted(role, application, request, name, now):
            raise _denied
        if not 900 <= int(length) <= int(role.max_session_duration or hour):
            raise AwsError("ValidationException", "The sessionDuration is too short, or longer than the role's maximum.", 400)
        session = self._sessions.add(Session(role.account_id, role.arn, role.id, True, now, now + int(length), name))
        keys = {"accessKeyId": session.access_key, "secretAccessKey": session.secret, "sessionToken": session.token}
        return json.dumps({"credentialsDetails": {"programmaticAccess": {**keys, "expiresAt": int(session.expires)}}}).encode()

    def _is_entitled(self, person: Person, application: Application, arn: str) -> bool:
        assert self._center is not None
        groups = {one.id for one in self._center.groups.values() if person.id in one.members}
        means = {(USER, person.id)} | {(GROUP, id_) for id_ in groups}
        return any(one.role == arn and (one.kind, one.principal) in means for one in application.entitlements.values())

    def _is_trusted(self, role: object, application: Application, request: Request, name: str, now: float) -> bool:
        account = self._directory.accounts[role.account_id]  # type: ignore[attr-defined]
        context = Context("sts")
        context.set("aws:CurrentTime", stamp(now))
        context.set("aws:EpochTime", str(int(now)))
        context.set("aws:SecureTransport", "true")
        context.set("aws:PrincipalIsAWSService", "true")
        context.set("aws:PrincipalServiceName", service)
        context.set("aws:SourceAccount", application.account)
        context.set("aws:SourceArn", application.arn)
        context.set("sts:RoleSessionName", name)
        resource_keys(context, account, tags_of(self._directory, account.id, role), "iam")
        document = cached(role.assume_role_policy_document)  # type: ignore[attr-defined]
        trust = ResourcePolicy(document, is_trust=True, still=still_means(self._directory, role))
        caller = Principal(account.partition, account.id, service, service, service, False, service, service=service)
        arn = role.arn  # type: ignore[attr-defined]
        return all(
            admits(trust, Question(action, arn, context), caller, self._directory.controls(caller, account.id, action).resource)
            for action in _actions
        )


_denied = AwsError("AccessDeniedException", "You are not entitled to assume this role.", 403)

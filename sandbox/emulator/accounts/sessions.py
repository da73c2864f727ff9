"""Temporary credentials, and the caller of a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html
"""

from __future__ import annotations

import base64
import hmac
import secrets
import string
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence

from accounts.directory import Account, Directory, partition_of, tags_of
from policy.documents import Document
from policy.evaluation import CallerPolicies
from policy.principals import Principal
from wire.errors import AwsError
from wire.request import Claim, Request

_invalid = AwsError("InvalidClientTokenId", "The security token included in the request is invalid.")


@dataclass(frozen=True)
class Session:
    """The credentials that AssumeRole, GetSessionToken or GetScopedCredentials gave out. Times are in seconds since 1970."""

    account: str
    identity_arn: str
    identity_id: str
    is_role: bool
    issued: float
    expires: float
    name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: frozenset[str] = frozenset()
    source_identity: Optional[str] = None
    policies: Optional[Sequence[Document]] = None
    """The session policies; None when the call passed none."""
    scoped: Sequence[Document] = ()
    """The policies that GetScopedCredentials added, one after the other."""
    mfa_at: Optional[float] = None
    """When the user entered an MFA code for this session; None without a code, and always None for a role."""
    access_key: str = field(default_factory=lambda: new_keys()["access_key"])
    secret: str = field(default_factory=lambda: new_keys()["secret"], repr=False)
    token: str = field(default_factory=lambda: new_keys()["token"], repr=False)


@dataclass(frozen=True)
class Caller:
    """The sender of a request, with everything that is attached to it."""

    principal: Principal
    policies: CallerPolicies
    identity: Any
    """The user or role of moto."""
    account: Account
    access_key: str
    secret: str = field(repr=False)
    session: Optional[Session] = None

    @property
    def is_role(self) -> bool:
        return self.principal.is_role


class Sessions:
    """All temporary credentials. Finds the caller of an access key."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._sessions: dict[str, Session] = {}

    def add(self, session: Session) -> Session:
        self._sessions[session.access_key] = session
        return session

    def caller(self, request: Request, claim: Claim, now: float) -> Caller:
        """Finds the holder of a request's access key. Does not check the signature.

        :raises AwsError: InvalidClientTokenId, ExpiredToken
        """
        token = request.headers.get("x-amz-security-token")
        session = self._sessions.get(claim.access_key)
        if session is None:
            caller = self._of_user_key(claim.access_key, token)
        else:
            if token is None or not hmac.compare_digest(token.encode("utf-8", "replace"), session.token.encode()):
                raise _invalid
            if now >= session.expires:
                raise AwsError("ExpiredToken", "The security token included in the request is expired")
            caller = self.of_session(session)
        if partition_of(claim.region) != caller.account.partition:
            raise _invalid
        return caller

    def _of_user_key(self, access_key: str, token: Optional[str]) -> Caller:
        found = self._directory.user_of_key(access_key)
        if found is None or token is not None:
            raise _invalid
        account, user, key = found
        if key.status != "Active":
            raise _invalid
        return self.of_user(account, user, access_key, key.secret_access_key)

    def of_session(self, session: Session) -> Caller:
        """The holder of temporary credentials.

        :raises AwsError: InvalidClientTokenId when the user or role is gone
        """
        identity = self._directory.by_arn(session.identity_arn)
        # A user or role that was deleted and made again with the same name is another one.
        if identity is None or identity.id != session.identity_id:
            raise _invalid
        account = self._directory.accounts[session.account]
        if not session.is_role:
            return self.of_user(account, identity, session.access_key, session.secret, session)
        principal = Principal(
            partition=account.partition,
            account=account.id,
            arn=session_arn(account, identity.name, session.name),
            principal_arn=identity.arn,
            user_id=f"{identity.id}:{session.name}",
            is_role=True,
            name=identity.name,
            tags={**tags_of(self._directory, account.id, identity), **session.tags},
        )
        policies = CallerPolicies(
            self._directory.policies_of_role(identity), self._directory.boundary_of(account.id, identity), session.policies, session.scoped
        )
        return Caller(principal, policies, identity, account, session.access_key, session.secret, session)

    def of_user(self, account: Account, user: Any, key: str, secret: str, session: Optional[Session] = None) -> Caller:
        """A user who calls with a long-lived key, or with a session of GetSessionToken."""
        principal = Principal(
            partition=account.partition,
            account=account.id,
            arn=user.arn,
            principal_arn=user.arn,
            user_id=user.id,
            is_role=False,
            name=user.name,
            tags=tags_of(self._directory, account.id, user),
        )
        policies = CallerPolicies(
            self._directory.policies_of_user(account.id, user),
            self._directory.boundary_of(account.id, user),
            scoped=() if session is None else session.scoped,
        )
        return Caller(principal, policies, user, account, key, secret, session)


def new_keys() -> dict[str, str]:
    """An access key, its secret and a session's token, as the fields of a session are called."""
    return {
        "access_key": "ASIA" + _random(string.ascii_uppercase + "234567", 16),
        "secret": _random(string.ascii_letters + string.digits + "+/", 40),
        "token": base64.b64encode(secrets.token_bytes(240)).decode(),
    }


def session_arn(account: Account, role: str, name: str) -> str:
    """The ARN of a role's session. It contains the role's name without the path."""
    return f"arn:{account.partition}:sts::{account.id}:assumed-role/{role}/{name}"


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))

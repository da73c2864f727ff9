"""STS: AssumeRoleWithWebIdentity, which needs no key: the token of an OpenID Connect provider says who asks.

AWS reads an issuer's keys from its address. The emulator knows the secrets of the world file's issuers, and takes tokens that are
signed with these (HS256).
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any, Mapping

from accounts.directory import Directory
from accounts.sessions import Sessions
from services.federation import asks, assume, context_of, denied
from services.sts import credentials
from services.sts_parameters import read_assume_role
from wire.errors import AwsError
from wire.request import Request

action = "AssumeRoleWithWebIdentity"
_denied = denied(action)


def asked(request: Request) -> bool:
    """Whether a request is this call, which nobody signs."""
    return asks(request, action)


class WebIdentity:
    """Answers this one call. `issuers` are the secrets of issuers, by their hosts."""

    def __init__(self, directory: Directory, sessions: Sessions, issuers: Mapping[str, str]) -> None:
        self._directory, self._sessions, self._issuers = directory, sessions, issuers

    def answer(self, request: Request, now: float) -> list[tuple[str, Any]]:
        """The elements of the answer.

        :raises AwsError: InvalidIdentityToken, ExpiredTokenException, AccessDenied, ValidationError
        """
        # Parameters that this call does not have say nothing of the session.
        call = replace(read_assume_role(request.parameters), tags={}, source_identity=None)
        claims, host = self._verified(request.parameters.get("WebIdentityToken", ""), now)
        role = self._directory.by_arn(call.role_arn)
        if role is None:
            raise _denied
        account = self._directory.accounts[role.account_id]
        provider = f"arn:{account.partition}:iam::{account.id}:oidc-provider/{host}"
        known = self._directory.backend(account.id).open_id_providers.get(provider)
        if known is None:
            raise _invalid(f"No OpenIDConnect provider found in your account for https://{host}")
        if claims["aud"] not in known.client_id_list:
            raise _invalid("Incorrect token audience")
        keys = {f"{host}:aud": claims["aud"], f"{host}:sub": claims["sub"]}
        context = context_of(request, keys, provider, call, now)
        session, user = assume(
            self._directory, self._sessions, account, role, call, provider, claims["sub"], context, [action], now
        )
        return [
            ("SubjectFromWebIdentityToken", claims["sub"]),
            ("Audience", claims["aud"]),
            ("AssumedRoleUser", user),
            ("Credentials", credentials(session)),
            ("Provider", provider),
        ]

    def _verified(self, token: str, now: float) -> tuple[dict[str, Any], str]:
        """The claims of a token, and its issuer's host."""
        try:
            head, body, signature = token.split(".")
            header, claims = (json.loads(_bytes(part)) for part in (head, body))
            host = str(claims["iss"]).removeprefix("https://")
            texts = all(isinstance(claims[name], str) for name in ("aud", "sub")) and header["alg"] == "HS256"
            sent, expires = _bytes(signature), float(claims["exp"])
        except (ValueError, KeyError, TypeError):
            raise _invalid("The ID Token provided is not a valid JWT.") from None
        secret = self._issuers.get(host)
        if secret is None or not texts:
            raise _invalid("Couldn't retrieve verification key from your identity provider")
        if not hmac.compare_digest(hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest(), sent):
            raise _invalid("The token's signature is not valid")
        if now >= expires:
            raise AwsError("ExpiredTokenException", "Token expired", 400)
        return claims, host


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidIdentityToken", message, 400)

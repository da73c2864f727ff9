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

from accounts.directory import Directory, cached, tags_of
from accounts.sessions import Session, Sessions, session_arn
from accounts.trust import still_means
from policy.context import Context
from policy.evaluation import Question, ResourcePolicy, admits
from policy.principals import Principal
from services.context_keys import resource_keys, stamp
from services.sts import credentials, hour
from services.sts_parameters import read_assume_role
from wire.errors import AwsError
from wire.request import Request

action = "AssumeRoleWithWebIdentity"
_denied = AwsError("AccessDenied", f"Not authorized to perform sts:{action}")


def asked(request: Request) -> bool:
    """Whether a request is this call. It is the only one that nobody signs."""
    return "authorization" not in request.headers and request.parameters.get("Action") == action


class WebIdentity:
    """Answers this one call. `issuers` are the secrets of issuers, by their hosts."""

    def __init__(self, directory: Directory, sessions: Sessions, issuers: Mapping[str, str]) -> None:
        self._directory, self._sessions, self._issuers = directory, sessions, issuers

    def answer(self, request: Request, now: float) -> list[tuple[str, Any]]:
        """The elements of the answer.

        :raises AwsError: InvalidIdentityToken, ExpiredTokenException, AccessDenied, ValidationError
        """
        call = read_assume_role(request.parameters)
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
        context = Context("sts", {f"{host}:aud": claims["aud"], f"{host}:sub": claims["sub"]})
        context.set("aws:CurrentTime", stamp(now))
        context.set("aws:EpochTime", str(int(now)))
        context.set("aws:SourceIp", request.controls.get("source-ip", request.remote))
        context.set("aws:SecureTransport", "true")
        context.set("aws:FederatedProvider", provider)
        context.set("sts:RoleSessionName", call.session_name)
        resource_keys(context, account, tags_of(self._directory, account.id, role), "iam")
        trust = ResourcePolicy(cached(role.assume_role_policy_document), is_trust=True, still=still_means(self._directory, role))
        caller = Principal(account.partition, "", provider, provider, claims["sub"], False, claims["sub"], {}, provider)
        limits = self._directory.controls(replace(caller, account=account.id), account.id, f"sts:{action}").resource
        if not admits(trust, Question(f"sts:{action}", role.arn, context), caller, limits):
            raise _denied
        if (call.duration or hour) > int(role.max_session_duration or hour):
            raise AwsError("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", 400)
        session = self._sessions.add(
            Session(account.id, role.arn, role.id, True, now, now + (call.duration or hour), call.session_name)
        )
        user = [("AssumedRoleId", f"{role.id}:{call.session_name}"), ("Arn", session_arn(account, role.name, call.session_name))]
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

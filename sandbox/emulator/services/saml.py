"""STS: AssumeRoleWithSAML, which needs no key: the signed assertion of a provider says who asks.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from accounts.directory import Account, Directory
from accounts.sessions import Sessions
from policy.context import Context
from services.context_keys import request_tags
from services.federation import asks, assume, context_of, denied
from services.saml_response import Assertion, invalid, read_response
from services.sts import credentials
from services.sts_parameters import AssumeRoleCall, read_assume_role
from wire.errors import AwsError
from wire.request import Request

action = "AssumeRoleWithSAML"
_attributes = "https://aws.amazon.com/SAML/Attributes/"
_denied = denied(action)


def asked(request: Request) -> bool:
    """Whether a request is this call, which nobody signs."""
    return asks(request, action)


class Saml:
    """Answers this one call."""

    def __init__(self, directory: Directory, sessions: Sessions) -> None:
        self._directory, self._sessions = directory, sessions

    def answer(self, request: Request, now: float) -> list[tuple[str, Any]]:
        """The elements of the answer.

        :raises AwsError: InvalidIdentityToken, ExpiredTokenException, AccessDenied, ValidationError
        """
        provider = request.parameters.get("PrincipalArn", "")
        said = read_response(request.parameters.get("SAMLAssertion", ""), self._metadata(provider), now)
        call = _call(request, said)
        role = self._directory.by_arn(call.role_arn)
        if role is None:
            raise _denied
        account = self._directory.accounts[role.account_id]
        pairs = [{part.strip() for part in pair.split(",")} for pair in said.attributes.get(f"{_attributes}Role", ())]
        if provider.split(":")[4] != account.id or {call.role_arn, provider} not in pairs:
            raise _denied
        context = _context(request, said, call, provider, account, now)
        wanted = [action, *(["SetSourceIdentity"] if call.source_identity else []), *(["TagSession"] if call.tags else [])]
        session, user = assume(
            self._directory, self._sessions, account, role, call, provider, said.subject, context, wanted, now
        )
        return [
            ("Credentials", credentials(session)),
            ("AssumedRoleUser", user),
            ("Subject", said.subject),
            ("SubjectType", said.subject_type),
            ("Issuer", said.issuer),
            ("Audience", said.recipient),
            ("NameQualifier", _qualifier(said, account, provider)),
        ]

    def _metadata(self, provider: str) -> str:
        parts = provider.split(":", 5)
        if len(parts) == 6 and parts[4] in self._directory.accounts:
            for known in self._directory.backend(parts[4]).saml_providers.values():
                if known.arn == provider:
                    return str(known.saml_metadata_document)
        raise invalid("Specified provider doesn't exist")


def _context(request: Request, said: Assertion, call: AssumeRoleCall, provider: str, account: Account, now: float) -> Context:
    keys = {"saml:aud": said.recipient, "saml:iss": said.issuer, "saml:sub": said.subject}
    context = context_of(request, keys, provider, call, now)
    context.set("saml:sub_type", said.subject_type)
    context.set("saml:namequalifier", _qualifier(said, account, provider))
    context.set("sts:SourceIdentity", call.source_identity)
    request_tags(context, call.tags)
    return context


def _call(request: Request, said: Assertion) -> AssumeRoleCall:
    """The call, with what the assertion says of the session."""
    names = [name[len(_attributes) :] for name in said.attributes if name.startswith(f"{_attributes}PrincipalTag:")]
    tags = [(name.partition(":")[2], _single(said, name) or "") for name in names]
    parameters = {name: request.parameters[name] for name in ("RoleArn", "DurationSeconds") if name in request.parameters}
    if "Policy" in request.parameters or any(name.startswith("PolicyArns") for name in request.parameters):
        raise AwsError("AccessDenied", "The emulator does not support session policies of AssumeRoleWithSAML.")
    # The parameter wins where it is shorter than what the assertion says.
    longest = _single(said, "SessionDuration")
    if longest is not None and int(parameters.get("DurationSeconds", longest)) >= int(longest):
        parameters["DurationSeconds"] = longest
    name = _single(said, "RoleSessionName")
    if name is None:
        raise invalid("RoleSessionName is required in AuthnResponse")
    parameters["RoleSessionName"] = name
    identity = _single(said, "SourceIdentity")
    if identity is not None:
        parameters["SourceIdentity"] = identity
    for index, (key, value) in enumerate(tags):
        parameters[f"Tags.member.{index + 1}.Key"], parameters[f"Tags.member.{index + 1}.Value"] = key, value
    return read_assume_role(parameters)


def _single(said: Assertion, name: str) -> str | None:
    values = said.attributes.get(f"{_attributes}{name}", ())
    if len(values) > 1:
        raise invalid(f"{name} is given more than once")
    if name == "SessionDuration" and values and not values[0].isdigit():
        raise invalid("SessionDuration is not a number")
    return values[0] if values else None


def _qualifier(said: Assertion, account: Account, provider: str) -> str:
    """`saml:namequalifier`: a hash of the issuer, the account and the provider's name."""
    text = f"{said.issuer}{account.id}/{provider.rpartition('/')[2]}"
    return base64.b64encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()

"""Reads the parameters of STS calls, and checks them as AWS does before it reads any policy."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Optional

from policy.grammar import check_identity, malformed
from services.context_keys import members, tag_members
from wire.errors import AwsError, not_supported


@dataclass(frozen=True)
class Mfa:
    """The serial number of an MFA device, and a code."""

    serial: str
    code: str


@dataclass(frozen=True)
class AssumeRoleCall:
    """A well-formed AssumeRole call. `duration` is in seconds; None when the call does not set it (one hour)."""

    role_arn: str
    session_name: str
    duration: Optional[int] = None
    external_id: Optional[str] = None
    source_identity: Optional[str] = None
    policy: Optional[str] = None
    policy_arns: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()
    mfa: Optional[Mfa] = None


_name = r"[\w+=,.@-]"


def read_assume_role(parameters: dict[str, str]) -> AssumeRoleCall:
    """Reads an AssumeRole call.

    :raises AwsError: ValidationError and the like, worded as AWS words them
    """
    arn = _text(parameters, "RoleArn", r"[\s\S]*", 20, 2048)
    if not re.match(r"^arn:[a-z-]+:iam::\d{12}:role/.+$", arn):
        raise AwsError("ValidationError", f"{arn} is invalid", 400)
    tags = _tags(parameters)
    transitive = tuple(members(parameters, "TransitiveTagKeys.member.*"))
    if {key.lower() for key in transitive} - {key.lower() for key in tags}:
        raise AwsError("InvalidParameterValue", "The specified transitive tag key must be included in the requested tags.", 400)
    policy = parameters.get("Policy")
    if policy is not None:
        _check_policy(policy)
    arns = tuple(members(parameters, "PolicyArns.member.*.arn"))
    if len(arns) > 10:
        raise _constraint(str(len(arns)), "policyArns", "Member must have length less than or equal to 10")
    for policy_arn in arns:
        if not re.fullmatch(r"arn:[a-z-]+:iam::(?:aws|\d{12}):policy/[\w+=,.@/-]+", policy_arn):
            raise AwsError("ValidationError", f"{policy_arn} is invalid", 400)
    return AssumeRoleCall(
        role_arn=arn,
        session_name=_text(parameters, "RoleSessionName", _name, 2, 64),
        duration=_duration(parameters, 43200),
        external_id=_text(parameters, "ExternalId", r"[\w+=,.@:/-]", 2, 1224) if "ExternalId" in parameters else None,
        source_identity=_text(parameters, "SourceIdentity", _name, 2, 64) if "SourceIdentity" in parameters else None,
        policy=policy,
        policy_arns=arns,
        tags=tags,
        transitive=tuple(key for key in tags if key.lower() in {name.lower() for name in transitive}),
        mfa=_mfa(parameters),
    )


def read_session_token(parameters: dict[str, str]) -> tuple[int, Optional[Mfa]]:
    """Reads a GetSessionToken call: the seconds (12 hours by default, at most 36 hours) and the MFA code."""
    duration = _duration(parameters, 129600)
    return 43200 if duration is None else duration, _mfa(parameters)


def read_scoped_credentials(parameters: dict[str, str]) -> tuple[Optional[str], Optional[int]]:
    """Reads a GetScopedCredentials call: the policy and the seconds, of which there must be one.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html
    """
    for name in parameters.keys() - {"Action", "Version", "Policy", "DurationSeconds"}:
        raise not_supported(f"the parameter {name} of sts:GetScopedCredentials")
    policy, duration = parameters.get("Policy"), _duration(parameters, 129600, 1)
    if policy is None and duration is None:
        raise AwsError("ValidationError", "At least one of Policy or DurationSeconds must be specified.", 400)
    if policy is not None:
        _check_policy(policy)
    return policy, duration


def _mfa(parameters: dict[str, str]) -> Optional[Mfa]:
    serial, code = parameters.get("SerialNumber"), parameters.get("TokenCode")
    if serial is None and code is None:
        return None
    if serial is None or code is None:
        raise AwsError("AccessDenied", "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.")
    return Mfa(serial, _text(parameters, "TokenCode", r"\d", 6, 6))


def _duration(parameters: dict[str, str], maximum: int, minimum: int = 900) -> Optional[int]:
    text = parameters.get("DurationSeconds")
    if text is None:
        return None
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise AwsError("MalformedInput", f"DurationSeconds is not a number: {text}", 400)
    if int(text) < minimum:
        raise _constraint(text, "durationSeconds", f"Member must have value greater than or equal to {minimum}")
    if int(text) > maximum:
        raise _constraint(text, "durationSeconds", f"Member must have value less than or equal to {maximum}")
    return int(text)


def _tags(parameters: dict[str, str]) -> dict[str, str]:
    listed = tag_members(parameters)
    if len(listed) > 50:
        raise _constraint(str(len(listed)), "tags", "Member must have length less than or equal to 50")
    tags: dict[str, str] = {}
    for key, value in listed:
        if not 1 <= len(key) <= 128 or len(value) > 256:
            raise _constraint(key, "tags", "a key has 1 to 128 characters and a value at most 256")
        if key.lower() in {other.lower() for other in tags}:
            raise AwsError("InvalidParameterValue", "Duplicate tag keys found. Please note that Tag keys are case insensitive.", 400)
        tags[key] = value
    return tags


def _check_policy(policy: str) -> None:
    if not 1 <= len(policy) <= 2048:
        raise _constraint("…", "policy", "Member must have length less than or equal to 2048")
    try:
        body = json.loads(policy)
    except ValueError:
        body = None
    if not isinstance(body, dict) or "Statement" not in body:
        raise malformed("This policy contains invalid Json")
    check_identity(policy, managed=False)


def _text(parameters: dict[str, str], name: str, character: str, least: int, most: int) -> str:
    member = name[0].lower() + name[1:]
    value = parameters.get(name)
    if value is None:
        raise AwsError(
            "ValidationError",
            f"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null",
            400,
        )
    if len(value) < least:
        raise _constraint(value, member, f"Member must have length greater than or equal to {least}")
    if len(value) > most:
        raise _constraint(value, member, f"Member must have length less than or equal to {most}")
    if not re.fullmatch(f"(?:{character})*", value):
        raise _constraint(value, member, f"Member must satisfy regular expression pattern: {character}*")
    return value


def _constraint(value: str, member: str, rule: str) -> AwsError:
    return AwsError(
        "ValidationError",
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}",
        400,
    )

"""The condition keys of every request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Mapping, Optional

from accounts.directory import Account
from accounts.sessions import Caller
from policy.context import Context
from wire.errors import AwsError
from wire.request import Claim, Request


def stamp(seconds: float) -> str:
    """A time in the form of condition keys and answers."""
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def global_keys(request: Request, claim: Claim, caller: Caller, now: float) -> Context:
    """The global condition keys of a request. An AssumeRole call with its own MFA code gets the MFA keys later."""
    who = caller.principal
    context = Context(claim.service)
    context.set("aws:CurrentTime", stamp(now))
    context.set("aws:EpochTime", str(int(now)))
    context.set("aws:RequestedRegion", claim.region)
    endpoint = request.controls.get("source-vpce")
    # A request through a VPC endpoint has no public address.
    context.set("aws:SourceIp", request.controls.get("source-ip", request.remote) if endpoint is None else None)
    context.set("aws:SourceVpce", endpoint)
    context.set("aws:SourceVpc", request.controls.get("source-vpc"))
    # The emulator stands for AWS's endpoints, which use TLS.
    context.set("aws:SecureTransport", "true")
    context.set("aws:UserAgent", request.headers.get("user-agent"))
    context.set("aws:Referer", request.headers.get("referer"))
    context.set("aws:ViaAWSService", "false")
    context.set("aws:PrincipalIsAWSService", "false")
    context.set("aws:PrincipalArn", who.principal_arn)
    context.set("aws:PrincipalAccount", who.account)
    context.set("aws:PrincipalType", "AssumedRole" if who.is_role else "User")
    context.set("aws:userid", who.user_id)
    context.set("aws:username", None if who.is_role else who.name)
    context.set("aws:PrincipalOrgID", caller.account.organization)
    context.set("aws:PrincipalOrgPaths", [caller.account.organization_path] if caller.account.organization_path else None)
    for key, value in who.tags.items():
        context.set(f"aws:PrincipalTag/{key}", value)
    _session_keys(context, caller, now)
    return context


def _session_keys(context: Context, caller: Caller, now: float) -> None:
    session = caller.session
    if session is None:
        # A request with a long-lived key has no MFA key at all, not even with the value "false".
        return
    context.set("aws:TokenIssueTime", stamp(session.issued))
    context.set("aws:SourceIdentity", session.source_identity)
    if not session.is_role:
        mfa_keys(context, session.mfa_at, now)


def mfa_keys(context: Context, entered_at: Optional[float], now: float) -> None:
    """Sets `aws:MultiFactorAuthPresent` and, with MFA, its age in seconds."""
    context.set("aws:MultiFactorAuthPresent", "false" if entered_at is None else "true")
    context.set("aws:MultiFactorAuthAge", None if entered_at is None else str(max(0, int(now - entered_at))))


def resource_keys(context: Context, owner: Optional[Account], tags: Optional[Mapping[str, str]] = None, family: str = "") -> None:
    """Sets the keys about the resource: its account, organization and tags.

    :param family: the service whose own `…:ResourceTag/` key also has the tags, such as `iam`
    """
    if owner is not None:
        context.set("aws:ResourceAccount", owner.id)
        context.set("aws:ResourceOrgID", owner.organization)
        context.set("aws:ResourceOrgPaths", [owner.organization_path] if owner.organization_path else None)
    for key, value in (tags or {}).items():
        context.set(f"aws:ResourceTag/{key}", value)
        if family:
            context.set(f"{family}:ResourceTag/{key}", value)


def request_tags(context: Context, tags: Mapping[str, str], also_keys: tuple[str, ...] = ()) -> None:
    """Sets the keys about tags in the request itself."""
    for key, value in tags.items():
        context.set(f"aws:RequestTag/{key}", value)
    if tags or also_keys:
        context.set("aws:TagKeys", [*tags, *also_keys])


def members(parameters: Mapping[str, str], name: str) -> list[str]:
    """Reads a list parameter of the query protocol. `PolicyArns.member.*.arn` reads `PolicyArns.member.1.arn` and so
    on."""
    before, _, after = name.partition("*")
    found = []
    for key, value in parameters.items():
        if key.startswith(before) and key.endswith(after):
            index = key[len(before) : len(key) - len(after) if after else None]
            if index.isdigit():
                found.append((int(index), value))
    return [value for _, value in sorted(found)]


def tag_members(parameters: Mapping[str, str]) -> list[tuple[str, str]]:
    """Reads the `Tags` parameter, in the request's order, including repeated keys."""
    keys, values = members(parameters, "Tags.member.*.Key"), members(parameters, "Tags.member.*.Value")
    if len(keys) != len(values):
        raise AwsError("ValidationError", "1 validation error detected: a tag needs both a key and a value", 400)
    return list(zip(keys, values))

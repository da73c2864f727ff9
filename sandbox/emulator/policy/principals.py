"""The caller, and whether a Principal element names it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Callable, Mapping, Optional

Still = Callable[[str], bool]
"""Tells whether an ARN in a stored document still means the user or role that had it when the document was stored."""


class Named(IntEnum):
    """How closely a Principal element names the caller."""

    NOT = 0
    ACCOUNT = 1
    """By its account. The account's own policies decide."""
    PRINCIPAL = 2
    """By the user or role, or as part of everybody."""
    SESSION = 3
    """By exactly this session of the role."""


@dataclass(frozen=True)
class Principal:
    """A user, or a session of a user or a role."""

    partition: str
    account: str
    arn: str
    """The ARN in AWS's errors: the user's ARN, or `arn:aws:sts::…:assumed-role/…`."""
    principal_arn: str
    """`aws:PrincipalArn`: the user's or the role's ARN, including the path."""
    user_id: str
    is_role: bool
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    """`aws:PrincipalTag`: the tags of the user or role. The session's tags win."""
    provider: Optional[str] = None
    """The ARN of the identity provider of somebody who is neither a user nor a role."""
    service: Optional[str] = None
    """The name of a service of AWS that calls by itself."""

    def identifiers(self) -> set[str]:
        """All names by which a policy may mean this caller."""
        return {self.account, f"arn:{self.partition}:iam::{self.account}:root", self.principal_arn, self.arn}


def named(element: Mapping[str, tuple[str, ...]], caller: Principal, still: Still) -> Named:
    """How closely a Principal element names the caller."""
    if caller.service is not None:
        return Named.PRINCIPAL if caller.service in element.get("Service", ()) or "*" in element.get("AWS", ()) else Named.NOT
    if caller.provider is not None:
        return Named.PRINCIPAL if caller.provider in element.get("Federated", ()) else Named.NOT
    return max((_named_by(text, caller, still) for text in element.get("AWS", ())), default=Named.NOT)


def _named_by(text: str, caller: Principal, still: Still) -> Named:
    if text == "*":
        return Named.PRINCIPAL
    if text in (caller.account, f"arn:{caller.partition}:iam::{caller.account}:root"):
        return Named.ACCOUNT
    if text == caller.principal_arn:
        return Named.PRINCIPAL if still(text) else Named.NOT
    return Named.SESSION if caller.is_role and text == caller.arn else Named.NOT


def excepted(element: Mapping[str, tuple[str, ...]], caller: Principal, deny: bool) -> Optional[bool]:
    """Whether NotPrincipal excludes this caller from the statement; None when that cannot be decided.

    AWS excludes a caller from a Deny only when the account and the principal (for a role also the session) are all
    listed.
    It excludes a caller from an Allow when any one of these names is listed.
    """
    listed = {
        f"arn:{caller.partition}:iam::{text}:root" if text.isdigit() else text for text in element.get("AWS", ())
    }
    if "*" in listed:
        return None
    names = {name for name in caller.identifiers() if not name.isdigit()}
    return names <= listed if deny else bool(names & listed)

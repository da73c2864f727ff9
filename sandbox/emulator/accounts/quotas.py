"""IAM's size limits that moto lacks. Whitespace does not count.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

import re
from typing import Any

from wire.errors import AwsError

inline_sum = {"Role": 10240, "Group": 5120, "User": 2048}
managed_document = 6144
managed_attached = 10
maximum_length = 2048
"""Of a trust policy."""


def length(document: str) -> int:
    """How many characters of a document count."""
    return len(re.sub(r"\s", "", document))


def check_inline(kind: str, holder: Any, name: str, document: str) -> None:
    """Checks that a holder's inline policies still fit with this one added or replaced."""
    total = length(document) + sum(length(text) for other, text in holder.policies.items() if other != name)
    if total > inline_sum[kind]:
        subject = f"{kind.lower()} {holder.name}"
        raise AwsError("LimitExceeded", f"Maximum policy size of {inline_sum[kind]} bytes exceeded for {subject}", 409)


def check_managed(document: str) -> None:
    """Checks the size of a managed policy's document."""
    if length(document) > managed_document:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PolicySize: {managed_document}", 409)


def check_attached(holder: Any, most: int = managed_attached) -> None:
    """Checks that one more managed policy can be attached."""
    if len(holder.managed_policies) >= most:
        quota = f"PoliciesPer{type(holder).__name__}"
        raise AwsError("LimitExceeded", f"Cannot exceed quota for {quota}: {most}", 409)


def check_trust_length(document: str, most: int) -> None:
    """Checks the size of a trust policy."""
    if length(document) > most:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {most}", 409)

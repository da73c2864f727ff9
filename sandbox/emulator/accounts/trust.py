"""Trust policies as IAM stores them: checked first, and bound to the principals that exist at that time.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import json
import re
from typing import Any

from accounts.directory import Directory
from accounts.quotas import check_trust_length
from policy.documents import read
from policy.grammar import check_characters, malformed
from policy.principals import Still
from wire.errors import AwsError

_nobodys = "00000000"
"""How the ids of accounts begin that do not exist."""


def check_trust(directory: Directory, account: str, text: str) -> None:
    """Checks a trust policy before it is stored for a role of an account.

    :raises AwsError: ValidationError, MalformedPolicyDocument or LimitExceeded, as IAM words them
    """
    check_characters(text, "assumeRolePolicyDocument")
    try:
        body = json.loads(text)
    except ValueError:
        raise malformed("This policy contains invalid Json") from None
    if not isinstance(body, dict) or not body.get("Statement"):
        raise malformed("Syntax errors in policy.")
    check_trust_length(text, directory.accounts[account].trust_length)
    for statement in read(body).statements:
        if statement.broken or (statement.principal is None and statement.not_principal is None):
            raise malformed("Syntax errors in policy.")
        if statement.resource is not None or statement.not_resource is not None:
            raise malformed("Has prohibited field Resource")
        for action in ("",) if statement.action == () else statement.action or ():
            if not re.match(r"^sts:[A-Za-z*?]+$", action, re.I):
                raise malformed("AssumeRole policy may only specify STS AssumeRole actions.")
        for principal in (statement.principal or statement.not_principal or {}).get("AWS", ()):
            _check_principal(directory, principal)


def _check_principal(directory: Directory, text: str) -> None:
    invalid = malformed(f'Invalid principal in policy: "AWS":"{text}"')
    if text == "*" or re.fullmatch(r"\d{12}", text):
        if text.startswith(_nobodys):
            raise invalid
        return
    found = re.fullmatch(r"arn:(aws|aws-cn|aws-us-gov):(iam|sts)::(\d{12}):(root|user/.+|role/.+|assumed-role/.+|federated-user/.+)", text)
    if not found or "*" in text or "?" in text or found.group(3).startswith(_nobodys):
        raise invalid
    # Any other account is accepted, since AWS may have one that is not in the world file. A user or a role must exist.
    if found.group(2) == "iam" and found.group(4) != "root" and directory.by_arn(text) is None:
        raise invalid


def bind(directory: Directory, role: Any) -> None:
    """Stores which user or role each principal's ARN meant when the trust policy was stored."""
    statements = read(role.assume_role_policy_document).statements
    named = [p for s in statements for p in (s.principal or s.not_principal or {}).get("AWS", ())]
    entities = {arn: directory.by_arn(arn) for arn in named}
    role.bound_principals = {arn: entity.id for arn, entity in entities.items() if entity is not None}


def still_means(directory: Directory, role: Any) -> Still:
    """Tells whether an ARN in the trust policy still means the same. If its principal was made again, it does not."""
    bound = getattr(role, "bound_principals", {})

    def still(arn: str) -> bool:
        entity = directory.by_arn(arn)
        return entity is not None and bound.get(arn) == entity.id

    return still

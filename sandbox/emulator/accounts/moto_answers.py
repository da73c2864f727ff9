"""Corrects moto where its answers differ from AWS's: the walk through an account, and the credential report."""

from __future__ import annotations

import random
import string
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.iam import models
from moto.iam.policy_validation import IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator
from moto.iam.responses import IamResponse

_kinds = {
    "User": "UserDetailList",
    "Group": "GroupDetailList",
    "Role": "RoleDetailList",
    "LocalManagedPolicy": "Policies",
    "AWSManagedPolicy": "Policies",
}
_default_page, _longest_page = 100, 1000


def mend() -> None:
    """Replaces those parts of moto. Must be called once, before anything is created."""
    IamResponse.get_account_authorization_details = _details
    IamResponse.get_credential_report = _credential_report
    # What IAM refuses is checked before moto is asked: policy/grammar.py and accounts/trust.py.
    for validator in (IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator):
        validator.validate = lambda _: None
    for kind, prefix in ((models.User, "AIDA"), (models.Group, "AGPA")):
        kind.__init__ = _with_id(kind.__init__, prefix)


def _with_id(begin: Any, prefix: str) -> Any:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids"""

    def begin_with_id(self: Any, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        self.id = prefix + "".join(random.choices(string.ascii_uppercase + "234567", k=17))

    return begin_with_id


def _details(self: Any) -> ActionResult:
    """Users, groups, roles and the policies in use, one page at a time."""
    backend = self.backend
    wanted = self._get_param("Filter", []) or list(_kinds)
    aws_managed = set(backend.aws_managed_policies)
    holders = [*backend.users.values(), *backend.groups.values(), *backend.roles.values()]
    used = {arn for holder in holders for arn in [*holder.managed_policies, getattr(holder, "permissions_boundary_arn", None)]}
    entities = {
        "User": backend.users.values(),
        "Group": backend.groups.values(),
        "Role": backend.roles.values(),
        "LocalManagedPolicy": [policy for policy in backend.managed_policies.values() if policy not in aws_managed],
        # AWS lists only those AWS managed policies that something in the account uses.
        "AWSManagedPolicy": [backend.managed_policies[arn] for arn in sorted(arn for arn in used if arn and ":iam::aws:" in arn)],
    }
    everything = [(_kinds[kind], entity) for kind, found in entities.items() if kind in wanted for entity in found]
    start = int(self._get_param("Marker", 0) or 0)
    end = start + min(int(self._get_param("MaxItems", _default_page) or _default_page), _longest_page)
    result: dict[str, Any] = {name: [] for name in _kinds.values()}
    for name, entity in everything[start:end]:
        result[name].append(entity)
    truncated = end < len(everything)
    return ActionResult({**result, "IsTruncated": truncated, **({"Marker": str(end)} if truncated else {})})


def _credential_report(self: Any) -> ActionResult:
    """The report. It is made at the moment in which it is read."""
    return ActionResult({"Content": self.backend.get_credential_report(), "ReportFormat": "text/csv", "GeneratedTime": utcnow()})

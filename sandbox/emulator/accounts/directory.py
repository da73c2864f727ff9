"""Reads moto's users, groups, roles and policies for decisions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Iterable, Optional

from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from accounts.organization import Organization
from accounts.quotas import managed_attached, maximum_length
from policy.documents import Document, read
from policy.evaluation import Controls
from policy.principals import Principal


@dataclass(frozen=True)
class Account:
    """One account of the world file."""

    id: str
    partition: str = "aws"
    organization: Optional[str] = None
    organization_path: Optional[str] = None
    trust_length: int = maximum_length
    """The quota of a trust policy's characters. AWS raises it where somebody asks."""
    policies_per_role: int = managed_attached
    """The quota of managed policies that are attached to a role. AWS raises it where somebody asks."""


class Directory:
    """The accounts of the world file and their identities."""

    def __init__(self, accounts: Iterable[Account], organization: Optional[Organization] = None) -> None:
        self.accounts = {account.id: account for account in accounts}
        self.organization = organization

    def controls(self, caller: Principal, owner: str, action: str) -> Controls:
        """The policies of the organization that hold for an action."""
        return Controls() if self.organization is None else self.organization.controls(caller, owner, action)

    def backend(self, account: str) -> Any:
        """moto's store of an account's identities."""
        return iam_backends[account][self.accounts[account].partition]

    def user_of_key(self, access_key: str) -> Optional[tuple[Account, Any, Any]]:
        """The account, the user and the key with a long-lived access key id; None when nobody has it."""
        for account in self.accounts.values():
            for user in self.backend(account.id).users.values():
                for key in user.access_keys:
                    if key.access_key_id == access_key:
                        return account, user, key
        return None

    def user(self, account: str, name: str) -> Optional[Any]:
        return self.backend(account).users.get(name) if account in self.accounts else None

    def role(self, account: str, name: str) -> Optional[Any]:
        if account not in self.accounts:
            return None
        return next((role for role in self.backend(account).roles.values() if role.name == name), None)

    def by_arn(self, arn: str) -> Optional[Any]:
        """The user or role with exactly this ARN, including the path."""
        parts = arn.split(":", 5)
        if len(parts) != 6 or parts[2] != "iam" or parts[4] not in self.accounts:
            return None
        kind, _, path = parts[5].partition("/")
        name = path.rpartition("/")[2]
        found = self.user(parts[4], name) if kind == "user" else self.role(parts[4], name) if kind == "role" else None
        return found if found is not None and found.arn == arn else None

    def policies_of_user(self, account: str, user: Any) -> list[Document]:
        """Everything attached to a user: its own policies and those of its groups."""
        groups = [group for group in self.backend(account).groups.values() if user in group.users]
        return [document for holder in (user, *groups) for document in _attached(holder)]

    def policies_of_role(self, role: Any) -> list[Document]:
        """Everything attached to a role."""
        return _attached(role)

    def boundary_of(self, account: str, identity: Any) -> Optional[list[Document]]:
        """The permissions boundary of a user or role; None without one. A boundary that was deleted allows nothing."""
        arn = getattr(identity, "permissions_boundary_arn", None)
        if not arn:
            return None
        document = self.managed(account, arn)
        return [] if document is None else [document]

    def managed(self, account: str, arn: str) -> Optional[Document]:
        """The default version of a managed policy, the customer's or AWS's; None when the ARN has no policy."""
        policy = self.backend(account).managed_policies.get(arn)
        return None if policy is None else cached(default_version(policy))


def partition_of(region: str) -> str:
    """The partition of a region."""
    return str(get_partition(region))


def tags_of(directory: Directory, account: str, entity: Any) -> dict[str, str]:
    """The tags of a user, role, policy or instance profile."""
    tags = getattr(entity, "tags", None) or []
    listed = tags.values() if isinstance(tags, dict) else tags
    return {tag["Key"]: tag["Value"] for tag in listed}


def _attached(holder: Any) -> list[Document]:
    inline = [cached(text) for text in holder.policies.values()]
    return inline + [cached(default_version(policy)) for policy in holder.managed_policies.values()]


def default_version(policy: Any) -> str:
    """The text of a managed policy's default version; empty when there is none."""
    version = next((version for version in policy.versions if version.is_default), None)
    return str(version.document) if version else ""


@lru_cache(maxsize=4096)
def cached(text: str) -> Document:
    """Parses a policy document. Each text is parsed once."""
    return read(text)

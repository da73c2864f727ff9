"""IAM Identity Center: people, groups, permission sets, and the roles that these become in accounts.

https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Iterable, Optional

from accounts.directory import Directory
from accounts.trust import bind

USER, GROUP = "USER", "GROUP"
_longest_session = 43200
"""The MaxSessionDuration of every such role, in seconds. The permission set itself says how long its sessions last."""


@dataclass(frozen=True)
class Person:
    """A user of the identity store."""

    id: str
    name: str
    display: str
    token: Optional[str] = None
    """What the access portal takes as the proof that it is this person; None for one who is not signed in."""


@dataclass(frozen=True)
class Group:
    """A group of the identity store, with the ids of its members."""

    id: str
    display: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """Who gets a permission set in which account. The principal may be gone: AWS keeps such an assignment."""

    account: str
    kind: str
    principal: str


@dataclass
class PermissionSet:
    """A permission set."""

    id: str
    name: str
    inline: str = ""
    managed: tuple[str, ...] = ()
    duration: str = "PT1H"
    assignments: list[Assignment] = field(default_factory=list)
    provisioned: dict[str, str] = field(default_factory=dict)
    """The inline policy that the role in an account has, by the account."""


@dataclass(frozen=True)
class Entitlement:
    """Of account access manager: somebody may assume a role. Neither the principal nor the role need exist any more."""

    id: str
    kind: str
    principal: str
    role: str
    at: float


@dataclass
class Application:
    """An instance of account access manager."""

    arn: str
    account: str
    at: float
    tags: dict[str, str] = field(default_factory=dict)
    entitlements: dict[str, Entitlement] = field(default_factory=dict)

    @property
    def tenant(self) -> str:
        """By which its portal knows it."""
        return f"aa-{_digest(self.arn)}"


@dataclass
class IdentityCenter:
    """An organization's instance, in one region."""

    id: str
    store: str
    region: str
    owner: str
    """The management account."""
    delegated: Optional[str]
    """The account that administers it too."""
    partition: str
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    sets: dict[str, PermissionSet] = field(default_factory=dict)
    """By their ARNs."""
    applications: dict[str, Application] = field(default_factory=dict)
    """By their ARNs."""

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:sso:::instance/{self.id}"

    @property
    def store_arn(self) -> str:
        return f"arn:{self.partition}:identitystore::{self.owner}:identitystore/{self.store}"

    def set_arn(self, permission_set: PermissionSet) -> str:
        return f"arn:{self.partition}:sso:::permissionSet/{self.id}/{permission_set.id}"

    def administers(self, account: str) -> bool:
        """Whether an account may read and change the instance."""
        return account in (self.owner, self.delegated)

    def has(self, kind: str, principal: str) -> bool:
        return principal in (self.people if kind == USER else self.groups)

    def provision(self, directory: Directory, permission_set: PermissionSet, accounts: Iterable[str]) -> None:
        """Makes the role of a permission set in accounts, or brings it up to date."""
        for account in accounts:
            backend = directory.backend(account)
            provider = self._provider(backend, account)
            name = role_name(permission_set, account)
            role = directory.role(account, name)
            if role is None:
                path = "/aws-reserved/sso.amazonaws.com/" + ("" if self.region == "us-east-1" else f"{self.region}/")
                role = backend.create_role(name, json.dumps(_trust(provider)), path, None, "", [], _longest_session)
                bind(directory, role)
            for attached in list(role.managed_policies):
                backend.detach_role_policy(attached, name)
            for arn in permission_set.managed:
                backend.attach_role_policy(arn, name)
            role.policies.pop("AwsSSOInlinePolicy", None)
            if permission_set.inline:
                role.put_policy("AwsSSOInlinePolicy", permission_set.inline)
            permission_set.provisioned[account] = permission_set.inline

    def _provider(self, backend: Any, account: str) -> str:
        name = f"AWSSSO_{_digest(self.id, account)}_DO_NOT_DELETE"
        arn = f"arn:{self.partition}:iam::{account}:saml-provider/{name}"
        if arn not in backend.saml_providers:
            backend.create_saml_provider(name, "<EntityDescriptor/>")
        return arn


def role_name(permission_set: PermissionSet, account: str) -> str:
    """The name of the role that a permission set has in an account."""
    return f"AWSReservedSSO_{permission_set.name}_{_digest(permission_set.id, account)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]


def _trust(provider: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider},
                "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
                "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            }
        ],
    }


def build(body: dict[str, Any], partition: str, now: float) -> IdentityCenter:
    """Makes the instance that a world file describes. Its form is checked already, and nothing is provisioned yet."""
    center = IdentityCenter(
        body["instance"], body["store"], body["region"], body["owner"], body.get("delegatedAdministrator"), partition
    )
    for one in body.get("users") or []:
        center.people[one["id"]] = Person(one["id"], one["name"], one.get("displayName", one["name"]), one.get("token"))
    for one in body.get("groups") or []:
        center.groups[one["id"]] = Group(one["id"], one["name"], tuple(one.get("members") or ()))
    for one in body.get("permissionSets") or []:
        made = PermissionSet(
            one["id"],
            one["name"],
            json.dumps(one["inlinePolicy"]) if "inlinePolicy" in one else "",
            tuple(one.get("managedPolicies") or ()),
            one.get("sessionDuration", "PT1H"),
            [Assignment(to["account"], *_principal(to)) for to in one.get("assignments") or []],
        )
        center.sets[center.set_arn(made)] = made
    if "entitlements" in body:
        made_by = body.get("delegatedAdministrator", body["owner"])
        application = new_application(center, made_by, now)
        for one in body["entitlements"]:
            entitle(application, *_principal(one), one["role"], now)
    return center


def new_application(center: IdentityCenter, account: str, now: float) -> Application:
    """Makes an instance of account access manager in an account."""
    id_ = uuid.uuid5(uuid.NAMESPACE_URL, f"{center.id}/{account}")  # Whoever writes a world file can say it beforehand.
    arn = f"arn:{center.partition}:account-access:{center.region}:{account}:application/{id_}"
    application = center.applications[arn] = Application(arn, account, now)
    return application


def entitle(application: Application, kind: str, principal: str, role: str, now: float) -> Entitlement:
    """Adds an entitlement. One that is there already is returned."""
    for one in application.entitlements.values():
        if (one.kind, one.principal, one.role) == (kind, principal, role):
            return one
    made = Entitlement(str(uuid.uuid4()), kind, principal, role, now)
    application.entitlements[made.id] = made
    return made


def _principal(body: dict[str, Any]) -> tuple[str, str]:
    return (USER, body["user"]) if "user" in body else (GROUP, body["group"])

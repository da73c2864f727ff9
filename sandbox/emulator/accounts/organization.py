"""An organization: its tree, and the service and resource control policies that are attached to it.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence

from policy.documents import Document, read
from policy.evaluation import Control, Controls
from policy.principals import Principal

SERVICE, RESOURCE = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
types = (SERVICE, RESOURCE)
full_access = {SERVICE: "p-FullAWSAccess", RESOURCE: "p-RCPFullAWSAccess"}
_resource_services = {"aoss", "cognito-identity", "cognito-idp", "dynamodb", "ecr", "kms", "logs", "s3", "secretsmanager", "sqs", "sts"}
"""The services whose resources RCPs hold for, by the prefixes of their actions."""


@dataclass(frozen=True)
class Policy:
    """A policy of the organization."""

    id: str
    name: str
    type: str
    text: str
    document: Document
    aws_managed: bool = False


@dataclass(frozen=True)
class Place:
    """A root, a unit or an account."""

    id: str
    name: str
    kind: str
    parent: Optional[str] = None
    attached: tuple[str, ...] = ()
    """The ids of the policies that are attached to it."""


@dataclass(frozen=True)
class Organization:
    """One organization. Places and policies are by their ids; parents come before their children."""

    id: str
    management: str
    places: Mapping[str, Place]
    policies: Mapping[str, Policy]
    enabled: frozenset[str] = frozenset(types)
    delegated: frozenset[str] = frozenset()
    """Accounts that may read the organization, beside the management account."""
    children: Mapping[str, Sequence[Place]] = field(default_factory=dict)

    def has(self, account: str) -> bool:
        """Whether an account is in the organization."""
        return account in self.places

    def way(self, account: str) -> list[Place]:
        """The places from the root to an account; none where it is not in the organization."""
        found: list[Place] = []
        at = self.places.get(account)
        while at is not None:
            found.insert(0, at)
            at = self.places.get(at.parent) if at.parent else None
        return found

    def path(self, account: str) -> str:
        """The value of `aws:PrincipalOrgPaths` for an account's principals."""
        return "".join(f"{one}/" for one in [self.id, *(place.id for place in self.way(account) if place.kind != "account")])

    def arn(self, policy: Policy) -> str:
        """The ARN of a policy. Those of AWS have no account and no organization."""
        if policy.aws_managed:
            return f"arn:aws:organizations::aws:policy/{policy.type.lower()}/{policy.id}"
        return f"arn:aws:organizations::{self.management}:policy/{self.id}/{policy.type.lower()}/{policy.id}"

    def controls(self, caller: Principal, owner: str, action: str) -> Controls:
        """The policies that hold for a caller, and for the resources of an account."""
        linked = ":role/aws-service-role/" in caller.principal_arn
        service = [] if linked else self._levels(caller.account, SERVICE)
        return Controls(service, self._levels(owner, RESOURCE) if action.partition(":")[0] in _resource_services else [])

    def _levels(self, account: str, type_: str) -> list[list[Control]]:
        if account == self.management or type_ not in self.enabled:
            return []
        return [
            [
                Control(self.arn(policy), policy.document)
                for policy in map(self.policies.__getitem__, place.attached)
                if policy.type == type_
            ]
            for place in self.way(account)
        ]


def build(body: dict[str, Any]) -> Organization:
    """Makes the organization that a world file describes. Its form is checked already.

    Where nothing is said of a place, the policy that allows everything is attached to it, as AWS does.
    """
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policies = {
        full_access[SERVICE]: _policy(full_access[SERVICE], "FullAWSAccess", SERVICE, everything, True),
        full_access[RESOURCE]: _policy(full_access[RESOURCE], "RCPFullAWSAccess", RESOURCE, {**everything, "Principal": "*"}, True),
    }
    for id_, policy in (body.get("policies") or {}).items():
        text = json.dumps(policy["document"])
        policies[id_] = Policy(id_, policy["name"], policy["type"], text, read(text))
    places: dict[str, Place] = {}
    children: dict[str, list[Place]] = {}

    def add(place: Place) -> None:
        places[place.id] = place
        if place.parent is not None:
            children.setdefault(place.parent, []).append(place)

    def walk(unit: dict[str, Any], parent: Optional[str]) -> None:
        attached = tuple(unit.get("policies", full_access.values()))
        add(Place(unit["id"], unit.get("name", "Root"), "root" if parent is None else "unit", parent, attached))
        for account in unit.get("accounts") or []:
            attached = tuple(account.get("policies", full_access.values()))
            add(Place(account["id"], account.get("name", account["id"]), "account", unit["id"], attached))
        for inner in unit.get("units") or []:
            walk(inner, unit["id"])

    walk(body["root"], None)
    return Organization(
        body["id"],
        body["management"],
        places,
        policies,
        frozenset(body.get("enabled", types)),
        frozenset(body.get("delegatedAdministrators", ())),
        children,
    )


def _policy(id_: str, name: str, type_: str, statement: dict[str, Any], aws_managed: bool) -> Policy:
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return Policy(id_, name, type_, text, read(text), aws_managed)

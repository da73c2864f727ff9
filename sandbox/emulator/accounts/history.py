"""Records requests: which services a user or role called, and who assumed which role."""

from __future__ import annotations

import json
import re
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Iterable, Optional

from accounts.sessions import Caller

_longest = 100_000
"""How many events are kept."""


@dataclass
class Use:
    """The last call to one service."""

    at: float
    region: str
    entity: str


@dataclass(frozen=True)
class Event:
    """One event in the history of an account and region."""

    account: str
    region: str
    at: float
    username: str
    access_key: str
    record: dict[str, Any]
    resources: list[tuple[str, str]]
    """Pairs of type and name, in the form of LookupEvents."""

    @property
    def id(self) -> str:
        return str(self.record["eventID"])


@dataclass
class History:
    """Everything that was recorded since the emulator started."""

    _uses: dict[str, dict[str, Use]] = field(default_factory=dict)
    _events: deque[Event] = field(default_factory=lambda: deque(maxlen=_longest))

    def called(self, caller: Caller, service: str, region: str, now: float) -> None:
        """Records an authenticated call, allowed or refused, as AWS does."""
        self._uses.setdefault(caller.identity.id, {})[service] = Use(now, region, caller.identity.arn)

    def uses(self, identity: Any) -> dict[str, Use]:
        """The last call to each service, by service namespace."""
        return dict(self._uses.get(identity.id, {}))

    def assumed(self, caller: Caller, parameters: dict[str, str], role: Any, answer: Optional[list[tuple[str, Any]]], told: "Told") -> None:
        """Records a call of AssumeRole. A refused call is in the caller's account; an allowed one also in the role's
        account.

        :param role: moto's role; None when the ARN has no role
        :param answer: the elements of the answer; None when it was refused

        https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
        """
        arn = parameters.get("RoleArn", "")
        shared = str(uuid.uuid4())
        record = _record(parameters, answer, told)
        owner = role.account_id if role is not None and answer is not None else caller.account.id
        resources = [("AWS::IAM::Role", arn)] if arn else []
        if owner != caller.account.id:
            record["sharedEventID"] = shared
            # CloudTrail does not tell the role's account the name of a caller from another account.
            stranger = {"type": "AWSAccount", "principalId": caller.principal.user_id, "accountId": caller.account.id}
            self._add(owner, stranger, "", caller, record, resources, told)
        self._add(caller.account.id, _identity(caller), _username(caller), caller, record, resources, told)

    def _add(
        self,
        account: str,
        identity: dict[str, Any],
        username: str,
        caller: Caller,
        record: dict[str, Any],
        resources: list[tuple[str, str]],
        told: "Told",
    ) -> None:
        whole = {"userIdentity": identity, **record, "eventID": str(uuid.uuid4()), "recipientAccountId": account}
        self._events.append(Event(account, told.region, told.at, username, caller.access_key, whole, resources))

    def events(self, account: str, region: str) -> Iterable[Event]:
        """The events of an account and region, the latest first."""
        return (event for event in reversed(self._events) if event.account == account and event.region == region)


@dataclass(frozen=True)
class Told:
    """The facts of a request that an event records."""

    at: float
    region: str
    source_ip: str
    user_agent: str
    error: Optional[tuple[str, str]] = None
    """The code and message of the refusal."""


def stamp(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(parameters: dict[str, str], answer: Optional[list[tuple[str, Any]]], told: Told) -> dict[str, Any]:
    recorded = "RoleArn|RoleSessionName|DurationSeconds|SourceIdentity|SerialNumber"
    given = {f"{name[0].lower()}{name[1:]}": value for name, value in parameters.items() if re.fullmatch(recorded, name)}
    role = parameters.get("RoleArn", "")
    record: dict[str, Any] = {
        "eventVersion": "1.08",
        "eventTime": stamp(told.at),
        "eventSource": "sts.amazonaws.com",
        "eventName": "AssumeRole",
        "awsRegion": told.region,
        "sourceIPAddress": told.source_ip,
        "userAgent": told.user_agent,
        "requestParameters": given,
        "responseElements": None,
        "requestID": str(uuid.uuid4()),
        "readOnly": True,
        "resources": [{"accountId": role.split(":")[4], "type": "AWS::IAM::Role", "ARN": role}] if role.count(":") >= 5 else [],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "eventCategory": "Management",
    }
    if answer is not None:
        elements = dict(answer)
        credentials, user = dict(elements["Credentials"]), dict(elements["AssumedRoleUser"])
        record["responseElements"] = {
            "credentials": {
                "accessKeyId": credentials["AccessKeyId"],
                "sessionToken": "HIDDEN_DUE_TO_SECURITY_REASONS",
                "expiration": credentials["Expiration"],
            },
            "assumedRoleUser": {"assumedRoleId": user["AssumedRoleId"], "arn": user["Arn"]},
        }
    if told.error is not None:
        record["errorCode"], record["errorMessage"] = told.error
    return record


def _identity(caller: Caller) -> dict[str, Any]:
    who = caller.principal
    identity: dict[str, Any] = {
        "type": "AssumedRole" if who.is_role else "IAMUser",
        "principalId": who.user_id,
        "arn": who.arn,
        "accountId": who.account,
        "accessKeyId": caller.access_key,
    }
    if not who.is_role:
        return {**identity, "userName": who.name}
    issuer = {"type": "Role", "principalId": caller.identity.id, "arn": who.principal_arn, "accountId": who.account, "userName": who.name}
    return {**identity, "sessionContext": {"sessionIssuer": issuer, "attributes": {"mfaAuthenticated": "false"}}}


def _username(caller: Caller) -> str:
    return caller.session.name if caller.session is not None and caller.is_role else caller.principal.name


def text_of(event: Event) -> str:
    """The event as JSON text, in CloudTrail's form."""
    return json.dumps(event.record)

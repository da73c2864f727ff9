"""CloudTrail's LookupEvents for calls of AssumeRole. moto answers everything else of CloudTrail.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from typing import Any

from accounts.history import Event, History, text_of
from accounts.sessions import Caller
from wire.errors import AwsError, not_supported

_a_second = 2
_most = 50
_reach = 90 * 86400
_attributes = {
    "ResourceName": lambda event, value: any(name == value for _, name in event.resources),
    "ResourceType": lambda event, value: any(kind == value for kind, _ in event.resources),
    "EventName": lambda event, value: event.record["eventName"] == value,
    "EventSource": lambda event, value: event.record["eventSource"] == value,
    "EventId": lambda event, value: event.id == value,
    "Username": lambda event, value: event.username == value,
    "AccessKeyId": lambda event, value: event.access_key == value,
}


class CloudTrail:
    """The service CloudTrail."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._asked: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def lookup_events(self, body: bytes, caller: Caller, region: str, now: float) -> bytes:
        """Answers LookupEvents.

        :raises AwsError: ThrottlingException beyond two requests a second for an account and region, or for a wrong parameter
        """
        self._throttle(caller.account.id, region)
        try:
            given = json.loads(body or b"{}")
        except ValueError as error:
            raise AwsError("SerializationException", "The body is no JSON.", 400) from error
        unknown = set(given) - {"LookupAttributes", "StartTime", "EndTime", "MaxResults", "NextToken"}
        if unknown:
            raise not_supported(f"{', '.join(sorted(unknown))} of cloudtrail:LookupEvents")
        most = given.get("MaxResults", _most)
        if not isinstance(most, int) or not 1 <= most <= _most:
            raise AwsError("InvalidMaxResultsException", f"MaxResults must be between 1 and {_most}.", 400)
        found = [event for event in self._history.events(caller.account.id, region) if _matches(event, given, now)]
        start = _start(given.get("NextToken"), found)
        answer: dict[str, Any] = {"Events": [_told(event) for event in found[start : start + most]]}
        if start + most < len(found):
            answer["NextToken"] = found[start + most].id
        return json.dumps(answer).encode()

    def _throttle(self, account: str, region: str) -> None:
        asked, now = self._asked[account, region], time.monotonic()
        while asked and now - asked[0] >= 1:
            asked.popleft()
        if len(asked) >= _a_second:
            raise AwsError("ThrottlingException", "Rate exceeded", 400)
        asked.append(now)


def _matches(event: Event, given: dict[str, Any], now: float) -> bool:
    attributes = given.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise AwsError("InvalidLookupAttributesException", "LookupAttributes cannot have more than one attribute.", 400)
    for attribute in attributes:
        if attribute.get("AttributeKey") not in _attributes:
            raise AwsError("InvalidLookupAttributesException", f"Invalid attribute key {attribute.get('AttributeKey')!r}.", 400)
        if not _attributes[attribute["AttributeKey"]](event, attribute.get("AttributeValue")):
            return False
    return max(now - _reach, given.get("StartTime", 0)) <= event.at <= given.get("EndTime", now)


def _start(token: Any, found: list[Event]) -> int:
    """The index at which a page begins. Events that were added since the first page do not move it."""
    if token is None:
        return 0
    start = next((at for at, event in enumerate(found) if event.id == token), None)
    if start is None:
        raise AwsError("InvalidNextTokenException", "The token is invalid or was for another query.", 400)
    return start


def _told(event: Event) -> dict[str, Any]:
    return {
        "EventId": event.id,
        "EventName": event.record["eventName"],
        "ReadOnly": "true",
        "AccessKeyId": event.access_key,
        "EventTime": int(event.at),
        "EventSource": event.record["eventSource"],
        **({"Username": event.username} if event.username else {}),
        "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in event.resources],
        "CloudTrailEvent": text_of(event),
    }

"""Condition operators.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
The result is True, False, or None for "cannot be decided"; the caller counts None against the request.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from datetime import datetime, timedelta, timezone
from typing import Callable, Optional

from policy.context import Context
from policy.documents import Condition
from policy.patterns import Lookup, literal, matches, segments, tokens

Test = Callable[[str, str, Optional[Lookup]], Optional[bool]]
"""Compares a request's value with a policy's value; the third argument resolves policy variables."""

_qualified = re.compile(r"^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$")
_date = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$")


def holds(condition: Condition, context: Context, variables: bool) -> Optional[bool]:
    """Whether a request's context meets a condition; None when that cannot be decided here."""
    qualified = _qualified.match(condition.operator)
    if not qualified or not context.understands(condition.key):
        return None
    quantifier, name, if_exists = qualified.groups()
    actual = context.get(condition.key)
    if name == "Null":
        return _null(condition, actual) if not quantifier and not if_exists else None
    negated = name in _negations
    test = _tests.get(_negations.get(name, name))
    if test is None:
        return None
    lookup = context.single if variables else None
    if quantifier == "ForAllValues":
        return _all([_one(test, negated, value, condition.values, lookup) for value in actual or ()])
    if actual is None:
        return True if if_exists else False if quantifier else negated
    if quantifier == "ForAnyValue":
        return _any([_one(test, negated, value, condition.values, lookup) for value in actual])
    # Without a quantifier, an operator is only defined for single values.
    return _one(test, negated, actual[0], condition.values, lookup) if len(actual) == 1 else None


def _null(condition: Condition, actual: Optional[tuple[str, ...]]) -> Optional[bool]:
    wanted = {value.lower() for value in condition.values}
    if not wanted or wanted - {"true", "false"}:
        return None
    return ("true" if actual is None else "false") in wanted


def _one(test: Test, negated: bool, value: str, wanted: tuple[str, ...], lookup: Optional[Lookup]) -> Optional[bool]:
    # A variable without a value equals nothing. Whether it also differs from everything is not documented.
    unresolved = None if negated else False
    answers = [test(value, text, lookup) if tokens(text, lookup) is not None else unresolved for text in wanted]
    if negated:
        return _all([None if answer is None else not answer for answer in answers])
    return _any(answers)


def _any(answers: list[Optional[bool]]) -> Optional[bool]:
    return True if True in answers else None if None in answers else False


def _all(answers: list[Optional[bool]]) -> Optional[bool]:
    return False if False in answers else None if None in answers else True


def _string_equals(value: str, wanted: str, lookup: Optional[Lookup]) -> Optional[bool]:
    return value == literal(wanted, lookup)


def _string_equals_ignore_case(value: str, wanted: str, lookup: Optional[Lookup]) -> Optional[bool]:
    return value.lower() == (literal(wanted, lookup) or "").lower()


def _string_like(value: str, wanted: str, lookup: Optional[Lookup]) -> Optional[bool]:
    return matches(tokens(wanted, lookup) or [], value)


def _arn_like(value: str, wanted: str, lookup: Optional[Lookup]) -> Optional[bool]:
    parts = segments(tokens(wanted, lookup) or [])
    if len(parts) != 6:
        return None
    actual = value.split(":", 5)
    return len(actual) == 6 and all(matches(part, text) for part, text in zip(parts, actual))


def _bool(value: str, wanted: str, _: Optional[Lookup]) -> Optional[bool]:
    return value.lower() == wanted.lower() if wanted.lower() in ("true", "false") else None


def _binary(value: str, wanted: str, _: Optional[Lookup]) -> Optional[bool]:
    try:
        return base64.b64decode(value, validate=True) == base64.b64decode(wanted, validate=True)
    except ValueError:
        return None


def _ip(value: str, wanted: str, _: Optional[Lookup]) -> Optional[bool]:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return None


def instant(text: str) -> Optional[float]:
    """Seconds since 1970, from a W3C date ("2026-11-01", "2026-11-01T10:00:00Z") or a number of seconds; None
    otherwise."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    found = _date.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    offset = timedelta(0)
    if zone and zone != "Z":
        digits = zone[1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=timezone.utc)
    except ValueError:
        return None
    return (moment - offset).timestamp()


def _number(text: str) -> Optional[float]:
    return float(text) if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else None


def _ordered(read: Callable[[str], Optional[float]], compare: Callable[[float, float], bool]) -> Test:
    def test(value: str, wanted: str, _: Optional[Lookup]) -> Optional[bool]:
        left, right = read(value), read(wanted)
        return None if left is None or right is None else compare(left, right)

    return test


_negations = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
}
_comparisons: dict[str, Callable[[float, float], bool]] = {
    "Equals": lambda left, right: left == right,
    "LessThan": lambda left, right: left < right,
    "LessThanEquals": lambda left, right: left <= right,
    "GreaterThan": lambda left, right: left > right,
    "GreaterThanEquals": lambda left, right: left >= right,
}
_tests: dict[str, Test] = {
    "StringEquals": _string_equals,
    "StringEqualsIgnoreCase": _string_equals_ignore_case,
    "StringLike": _string_like,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": _bool,
    "BinaryEquals": _binary,
    "IpAddress": _ip,
    **{f"Numeric{name}": _ordered(_number, compare) for name, compare in _comparisons.items()},
    **{f"Date{name}": _ordered(instant, compare) for name, compare in _comparisons.items()},
}

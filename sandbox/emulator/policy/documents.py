"""Policy documents, read into statements.

A statement that cannot be understood becomes `broken`: a broken Allow grants nothing, a broken Deny denies everything.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Optional, Union


@dataclass(frozen=True)
class Condition:
    """One operator on one key."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """One statement. Of each pair (Action/NotAction …), at most one is set; None means absent."""

    deny: bool
    broken: bool = False
    action: Optional[tuple[str, ...]] = None
    not_action: Optional[tuple[str, ...]] = None
    resource: Optional[tuple[str, ...]] = None
    not_resource: Optional[tuple[str, ...]] = None
    principal: Optional[dict[str, tuple[str, ...]]] = None
    not_principal: Optional[dict[str, tuple[str, ...]]] = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Document:
    """A policy. `variables` tells whether its version supports policy variables."""

    variables: bool
    statements: tuple[Statement, ...] = field(default_factory=tuple)


_elements = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"}
_deny_all = Document(False, (Statement(deny=True, broken=True),))


class Unreadable(Exception):
    """A part of a document that violates the grammar."""


def read(source: Union[str, dict[str, Any]]) -> Document:
    """Reads a policy from JSON text or from a parsed object. Never fails: a policy that cannot be read denies
    everything."""
    try:
        body = json.loads(source) if isinstance(source, str) else source
        if not isinstance(body, dict) or set(body) - {"Version", "Id", "Statement"}:
            return _deny_all
        if body.get("Version", "2008-10-17") not in ("2008-10-17", "2012-10-17"):
            return _deny_all
        listed = body["Statement"]
        statements = tuple(_statement(item) for item in (listed if isinstance(listed, list) else [listed]))
        return Document(body.get("Version") == "2012-10-17", statements)
    except (ValueError, KeyError):
        return _deny_all


def _statement(item: Any) -> Statement:
    if not isinstance(item, dict):
        return Statement(deny=True, broken=True)
    # Anything but a clear Allow counts as a Deny.
    deny = item.get("Effect") != "Allow"
    try:
        if item.get("Effect") not in ("Allow", "Deny") or set(item) - _elements:
            raise Unreadable
        read_ = {
            "action": _texts(item, "Action"),
            "not_action": _texts(item, "NotAction"),
            "resource": _texts(item, "Resource"),
            "not_resource": _texts(item, "NotResource"),
            "principal": _principals(item, "Principal"),
            "not_principal": _principals(item, "NotPrincipal"),
        }
        if (read_["action"] is None) == (read_["not_action"] is None):
            raise Unreadable
        for one, other in (("resource", "not_resource"), ("principal", "not_principal")):
            if read_[one] is not None and read_[other] is not None:
                raise Unreadable
        return Statement(deny=deny, conditions=_conditions(item.get("Condition", {})), **read_)
    except Unreadable:
        return Statement(deny=deny, broken=True)


def _texts(item: dict[str, Any], name: str) -> Optional[tuple[str, ...]]:
    if name not in item:
        return None
    value = item[name] if isinstance(item[name], list) else [item[name]]
    if not all(isinstance(text, str) for text in value):
        raise Unreadable
    return tuple(value)


def _principals(item: dict[str, Any], name: str) -> Optional[dict[str, tuple[str, ...]]]:
    if name not in item:
        return None
    value = item[name]
    if value == "*":
        return {"AWS": ("*",)}
    if not isinstance(value, dict) or set(value) - {"AWS", "Service", "Federated", "CanonicalUser"}:
        raise Unreadable
    return {kind: _texts(value, kind) or () for kind in value}


def _conditions(block: Any) -> tuple[Condition, ...]:
    if not isinstance(block, dict):
        raise Unreadable
    found = []
    for operator, keys in block.items():
        if not isinstance(keys, dict):
            raise Unreadable
        for key, values in keys.items():
            found.append(Condition(operator, key, tuple(_scalar(v) for v in (values if isinstance(values, list) else [values]))))
    return tuple(found)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise Unreadable

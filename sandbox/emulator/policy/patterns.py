"""Text patterns of policies: `*`, `?`, and policy variables.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from typing import Callable, Optional, Union

ANY, ONE = object(), object()
Token = Union[str, object]
Lookup = Callable[[str], Optional[str]]
"""Gives the single value of a condition key; None when the request has no value or several."""

_variable = re.compile(r"\$\{([^}]*)\}")
_default = re.compile(r"^\s*([^,\s]+)\s*,\s*'(.*)'\s*$", re.S)


def tokens(pattern: str, lookup: Optional[Lookup]) -> Optional[list[Token]]:
    """The pattern as literal characters and wildcards; None when one of its variables has no value.

    The value of a variable is literal: a tag with the value `*` only matches a star.
    `lookup` is None for policies of version 2008-10-17, where `${` is plain text.
    """
    result: list[Token] = []
    position = 0
    if lookup is not None:
        for found in _variable.finditer(pattern):
            result += _wildcards(pattern[position : found.start()])
            value = _value_of(found.group(1), lookup)
            if value is None:
                return None
            result += list(value)
            position = found.end()
    return result + _wildcards(pattern[position:])


def literal(pattern: str, lookup: Optional[Lookup]) -> Optional[str]:
    """The pattern's text with its variables filled in. Stars and question marks are literal. None as above."""
    parts = tokens(pattern, lookup)
    if parts is None:
        return None
    return "".join(part if isinstance(part, str) else "*" if part is ANY else "?" for part in parts)


def _value_of(name: str, lookup: Lookup) -> Optional[str]:
    if name in ("*", "?", "$"):
        return name
    with_default = _default.match(name)
    if with_default:
        value = lookup(with_default.group(1))
        return with_default.group(2) if value is None else value
    return lookup(name.strip())


def _wildcards(text: str) -> list[Token]:
    return [ANY if c == "*" else ONE if c == "?" else c for c in text]


def matches(pattern: list[Token], text: str) -> bool:
    """Whether the whole text matches. Practically linear, since it only goes back to the last star."""
    p = t = 0
    star, resume = -1, 0
    while t < len(text):
        if p < len(pattern) and (pattern[p] is ONE or pattern[p] == text[t]):
            p, t = p + 1, t + 1
        elif p < len(pattern) and pattern[p] is ANY:
            star, resume, p = p, t, p + 1
        elif star >= 0:
            resume += 1
            p, t = star + 1, resume
        else:
            return False
    return all(token is ANY for token in pattern[p:])


def matches_everything(pattern: list[Token]) -> bool:
    """Whether the pattern consists of stars only."""
    return bool(pattern) and all(token is ANY for token in pattern)


def fold(pattern: list[Token]) -> list[Token]:
    """The pattern in lower case, for comparing without regard to case."""
    return [token.lower() if isinstance(token, str) else token for token in pattern]


def segments(pattern: list[Token], count: int = 6) -> list[list[Token]]:
    """Splits the pattern at its literal colons into at most `count` parts. The last part keeps its colons."""
    parts: list[list[Token]] = [[]]
    for token in pattern:
        if token == ":" and len(parts) < count:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts

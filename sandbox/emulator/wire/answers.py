"""Answers of the query protocol."""

from __future__ import annotations

import uuid
from typing import Any
from xml.sax.saxutils import escape

from wire.errors import namespaces


def xml(service: str, action: str, elements: list[tuple[str, Any]]) -> bytes:
    """The XML answer of a call. A nested pair is a nested element. Without elements, there is no result element."""
    result = f"<{action}Result>{_nested(elements)}</{action}Result>" if elements else ""
    metadata = f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
    return f'<{action}Response xmlns="{namespaces[service]}">{result}{metadata}</{action}Response>'.encode()


def _nested(elements: list[tuple[str, Any]]) -> str:
    return "".join(
        f"<{name}>{_nested(value) if isinstance(value, list) else escape(str(value))}</{name}>" for name, value in elements
    )

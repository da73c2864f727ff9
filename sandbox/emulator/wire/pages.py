"""Lists that are answered page by page."""

from __future__ import annotations

from typing import Any, Sequence

from wire.errors import AwsError

most = 100
"""The most entries of a page, and their number where a request does not say it."""


def page(entries: Sequence[Any], size: Any, token: Any) -> tuple[Sequence[Any], dict[str, str]]:
    """One page of a list, and the members of the answer that name the next one. The token is where that begins.

    :raises AwsError: ValidationException for a size or a token that no answer gave
    """
    count = most if size is None else size
    begin = "0" if token is None else token
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= most:
        raise AwsError("ValidationException", f"The number of results must be between 1 and {most}.", 400)
    if not isinstance(begin, str) or not begin.isdigit() or int(begin) > len(entries):
        raise AwsError("ValidationException", "The pagination token is not one of this list.", 400)
    end = int(begin) + count
    return entries[int(begin) : end], {"NextToken": str(end)} if end < len(entries) else {}

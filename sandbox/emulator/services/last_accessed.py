"""Which services a user or role called last: two calls of IAM that moto does not know.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Iterable, Optional

from accounts.directory import Directory
from accounts.history import History, Use, stamp
from accounts.sessions import Caller
from policy.documents import Document
from wire.errors import AwsError, not_supported

_default_page, _longest_page = 100, 1000

Elements = list[tuple[str, Any]]


@dataclass
class _Job:
    account: str
    begun: float
    services: dict[str, Optional[Use]]
    asked: int = 0


class LastAccessed:
    """The jobs that were started."""

    def __init__(self, directory: Directory, history: History) -> None:
        self._directory, self._history = directory, history
        self._jobs: dict[str, _Job] = {}

    def answer(self, action: str, parameters: dict[str, str], caller: Caller, now: float) -> Optional[Elements]:
        """Answers one of the two calls. Gives None for any other call.

        :raises AwsError: NoSuchEntity, ValidationError
        """
        if action == "GenerateServiceLastAccessedDetails":
            return self._begin(parameters, caller, now)
        if action == "GetServiceLastAccessedDetails":
            return self._details(parameters, caller, now)
        return None

    def _begin(self, parameters: dict[str, str], caller: Caller, now: float) -> Elements:
        arn = parameters.get("Arn", "")
        if parameters.get("Granularity", "SERVICE_LEVEL") != "SERVICE_LEVEL":
            raise not_supported("the granularity ACTION_LEVEL of GenerateServiceLastAccessedDetails")
        if not re.fullmatch(r"arn:[^:]+:iam::\d{12}:(user|role|group|policy)/.+", arn):
            raise AwsError("ValidationError", f"Invalid ARN: {arn}", 400)
        if re.search(r":(group|policy)/", arn):
            raise not_supported("groups and policies in GenerateServiceLastAccessedDetails")
        entity = self._directory.by_arn(arn) if arn.split(":")[4] == caller.account.id else None
        if entity is None:
            raise AwsError("NoSuchEntity", f"ARN {arn} not found.", 404)
        uses = self._history.uses(entity)
        # AWS only lists services that the entity's policies allow, used or not.
        account = caller.account.id
        documents = self._directory.policies_of_role(entity) if ":role/" in arn else self._directory.policies_of_user(account, entity)
        services = {name: uses.get(name) for name in sorted(_allowed(documents, uses))}
        job = str(uuid.uuid4())
        self._jobs[job] = _Job(account, now, services)
        return [("JobId", job)]

    def _details(self, parameters: dict[str, str], caller: Caller, now: float) -> Elements:
        job = self._jobs.get(parameters.get("JobId", ""))
        if job is None or job.account != caller.account.id:
            raise AwsError("NoSuchEntity", f"The job {parameters.get('JobId', '')} cannot be found.", 404)
        job.asked += 1
        common: Elements = [("JobType", "SERVICE_LEVEL"), ("JobCreationDate", stamp(job.begun))]
        if job.asked == 1:
            return [("JobStatus", "IN_PROGRESS"), *common, ("ServicesLastAccessed", ""), ("IsTruncated", "false")]
        start = int(parameters.get("Marker", "0"))
        end = start + min(int(parameters.get("MaxItems", _default_page)), _longest_page)
        entries = list(job.services.items())
        truncated = end < len(entries)
        listed: Elements = [("member", _entry(name, use)) for name, use in entries[start:end]]
        more: Elements = [("IsTruncated", str(truncated).lower()), *([("Marker", str(end))] if truncated else [])]
        return [("JobStatus", "COMPLETED"), *common, ("JobCompletionDate", stamp(now)), ("ServicesLastAccessed", listed), *more]


def _entry(name: str, use: Optional[Use]) -> Elements:
    entry: Elements = [("ServiceName", name), ("ServiceNamespace", name), ("TotalAuthenticatedEntities", "1" if use else "0")]
    if use is None:
        return entry
    return [*entry, ("LastAuthenticated", stamp(use.at)), ("LastAuthenticatedEntity", use.entity), ("LastAuthenticatedRegion", use.region)]


def _allowed(documents: Iterable[Document], used: Iterable[str]) -> set[str]:
    """The services that policies allow: those that they name, and those called services that a pattern matches."""
    statements = [statement for document in documents for statement in document.statements if not statement.deny and not statement.broken]
    prefixes = {action.partition(":")[0].lower() for statement in statements for action in statement.action or ("*",)}
    named = {prefix for prefix in prefixes if "*" not in prefix and "?" not in prefix}
    return named | {service for service in used if any(fnmatchcase(service, prefix) for prefix in prefixes)}

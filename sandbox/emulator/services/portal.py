"""Identity Center's access portal: GetRoleCredentials, by which a person who is signed in gets a permission set's session.

Nobody signs this call; a token says who asks. Signing in itself is not supported: the world file says the tokens.
https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
"""

from __future__ import annotations

import hmac
import json
import re
from typing import Optional

from accounts.directory import Directory
from accounts.identity_center import GROUP, USER, IdentityCenter, PermissionSet, role_name
from accounts.sessions import Session, Sessions
from wire.errors import AwsError
from wire.request import Request


def asked(request: Request) -> bool:
    """Whether a request is this call."""
    return request.path == "/federation/credentials" and "authorization" not in request.headers


class Portal:
    """Answers this one call."""

    def __init__(self, directory: Directory, sessions: Sessions, center: Optional[IdentityCenter]) -> None:
        self._directory, self._sessions, self._center = directory, sessions, center

    def answer(self, request: Request, now: float) -> bytes:
        """The credentials, as JSON.

        :raises AwsError: UnauthorizedException, InvalidRequestException, ForbiddenException
        """
        given = request.headers.get("x-amz-sso-bearer-token", "")
        people = [] if self._center is None else list(self._center.people.values())
        person = next((one for one in people if one.token and hmac.compare_digest(one.token.encode(), given.encode())), None)
        if person is None or self._center is None:
            raise AwsError("UnauthorizedException", "Session token not found or invalid", 401)
        query = dict(request.query)
        account, name = query.get("account_id", ""), query.get("role_name", "")
        if not account or not name:
            raise AwsError("InvalidRequestException", "A required parameter is missing.", 400)
        groups = {one.id for one in self._center.groups.values() if person.id in one.members}
        means = {(USER, person.id)} | {(GROUP, id_) for id_ in groups}
        found = next((one for one in self._center.sets.values() if one.name == name), None)
        assigned = found is not None and any(one.account == account and (one.kind, one.principal) in means for one in found.assignments)
        role = self._directory.role(account, role_name(found, account)) if found is not None and assigned else None
        if role is None or found is None:
            raise AwsError("ForbiddenException", "No access", 403)
        session = self._sessions.add(Session(account, role.arn, role.id, True, now, now + _seconds(found), person.name))
        credentials = {
            "accessKeyId": session.access_key,
            "secretAccessKey": session.secret,
            "sessionToken": session.token,
            "expiration": int(session.expires * 1000),
        }
        return json.dumps({"roleCredentials": credentials}).encode()


def _seconds(permission_set: PermissionSet) -> int:
    """The length of its sessions, which is ISO 8601 such as PT1H30M."""
    found = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", permission_set.duration)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (1, 0, 0)
    return hours * 3600 + minutes * 60 + seconds

"""Requests of tests to the emulator itself, which AWS does not have: who may assume which role with what, and a copy.

They work only if the world file sets `controls`. They are not signed, are not recorded, and change nothing.
"""

from __future__ import annotations

import json
import os
from typing import Any, Callable, Optional

from accounts.directory import Directory, default_version
from accounts.propagation import Propagation
from accounts.sessions import Caller, Session, Sessions
from policy.context import Context
from services.context_keys import global_keys, mfa_keys
from services.sts import Sts
from services.sts_parameters import read_assume_role
from wire.errors import AwsError
from wire.request import Claim, Request

prefix = "/_emulator/"
_region = "us-east-1"
Fork = Callable[[], tuple[str, int]]


class Controls:
    """Answers requests of tests.

    :param fork: starts a process with a copy of everything, and returns its endpoint and process id; None where nobody asks for
        a copy
    """

    def __init__(self, directory: Directory, sessions: Sessions, sts: Sts, propagation: Propagation, fork: Optional[Fork]) -> None:
        self._directory, self._sessions, self._sts, self._fork = directory, sessions, sts, fork
        self._propagation = propagation

    def answer(self, request: Request, now: float) -> bytes:
        """Answers one request.

        :raises AwsError: for an unknown path, or an attempt that cannot be read
        """
        what = request.path[len(prefix) :]
        if what == "fork" and self._fork is not None:
            endpoint, pid = self._fork()
            return json.dumps({"endpoint": endpoint, "pid": pid}).encode()
        if what == "settle":
            self._propagation.settle()
            return b"{}"
        if what == "access":
            return json.dumps(self.access(json.loads(request.body), now)).encode()
        raise AwsError("NotFound", f"{request.path}: the emulator knows only {prefix}access, {prefix}fork and {prefix}settle", 404)

    def access(self, attempts: list[dict[str, Any]], now: float) -> dict[str, Any]:
        """Lists every role with the names of the attempts that it would admit, and what each identity holds."""
        roles, users = {}, {}
        for account in self._directory.accounts.values():
            backend = self._directory.backend(account.id)
            for role in backend.roles.values():
                admitted = [attempt["name"] for attempt in attempts if self._admitted(attempt, role, now)]
                trust = json.loads(role.assume_role_policy_document)
                roles[role.arn] = {"id": role.id, "trust": trust, "admitted": admitted, **self._held(account.id, role, [role])}
            for user in backend.users.values():
                groups = [group for group in backend.groups.values() if user in group.users]
                held = self._held(account.id, user, [user, *groups])
                users[user.arn] = {"id": user.id, "groups": sorted(group.name for group in groups), **held}
        return {"roles": roles, "users": users}

    def _held(self, account: str, identity: Any, holders: list[Any]) -> dict[str, Any]:
        inline = [text for holder in holders for text in holder.policies.values()]
        attached = [default_version(policy) for holder in holders for policy in holder.managed_policies.values()]
        boundary = getattr(identity, "permissions_boundary_arn", None) or None
        bounding = self._directory.backend(account).managed_policies.get(boundary)
        return {
            "policies": [json.loads(text) for text in (*inline, *attached)],
            # A boundary that was deleted allows nothing.
            "boundary": None if boundary is None else json.loads(default_version(bounding)) if bounding else {"Statement": []},
        }

    def _admitted(self, attempt: dict[str, Any], role: Any, now: float) -> bool:
        caller = self._caller(attempt["principal"], now)
        if caller is None:
            return False
        request = Request("POST", "/", "", {}, b"", attempt.get("sourceIp", "127.0.0.1"))
        context: Context = global_keys(request, Claim(caller.access_key, "", _region, "sts", (), ""), caller, now)
        if attempt.get("mfaAge") is not None and not caller.is_role:
            mfa_keys(context, now - float(attempt["mfaAge"]), now)
        call = read_assume_role({"RoleSessionName": "observer", **attempt.get("parameters", {}), "RoleArn": role.arn})
        try:
            self._sts.authorize(call, caller, context, False, call.source_identity)
        except AwsError as error:
            if error.code == "AccessDenied":
                return False
            raise
        return True

    def _caller(self, arn: str, now: float) -> Optional[Caller]:
        """A user with its own key, or a session of a role; None when the ARN has neither."""
        identity = self._directory.by_arn(arn)
        if identity is None:
            return None
        is_role, account = ":role/" in arn, arn.split(":")[4]
        if is_role:
            return self._sessions.of_session(Session(account, arn, identity.id, True, now, now + 3600, "observer"))
        return self._sessions.of_user(self._directory.accounts[account], identity, "", "")


def close_inherited(kept: int) -> None:
    """Closes the parent's connections in a forked process, except the standard streams and one descriptor."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))

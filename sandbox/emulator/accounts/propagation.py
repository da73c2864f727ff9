"""A change of IAM that does not count yet. "Changes … are eventually consistent", which tests see with a delay of their own.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
"""

from __future__ import annotations

import re
from typing import Any

_trust = re.compile(r"^(CreateRole|UpdateAssumeRolePolicy)$")
_held = re.compile(r"^(?:Put|Attach)(User|Role|Group)Policy$")


class Propagation:
    """Remembers until when a new trust or a new grant lets nobody in.

    Coarser than AWS: meanwhile, whoever it is about assumes no role by an older grant or trust either.

    :param seconds: the delay; 0 for none
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[tuple[str, str, str], float] = {}

    def changed(self, action: str, account: str, parameters: dict[str, str], now: float) -> None:
        """Notes a call that was carried out."""
        held = _held.match(action)
        if _trust.match(action):
            self._note("Trust", account, parameters.get("RoleName", ""), now)
        elif held:
            self._note(held.group(1), account, parameters.get(f"{held.group(1)}Name", ""), now)
        elif action == "AddUserToGroup":
            self._note("User", account, parameters.get("UserName", ""), now)

    def settle(self) -> None:
        """Lets everything count from now on."""
        self._until.clear()

    def pending(self, caller: Any, backend: Any, role: Any, now: float) -> bool:
        """Whether a change that the call depends on does not count yet.

        :param backend: moto's store of the caller's account
        """
        account = caller.account.id
        groups = [group.name for group in backend.groups.values() if caller.identity in group.users]
        concerned = [
            ("Trust", role.account_id, role.name),
            ("Role" if caller.is_role else "User", account, caller.identity.name),
            *(("Group", account, name) for name in groups),
        ]
        return any(self._until.get(one, 0) > now for one in concerned)

    def _note(self, what: str, account: str, name: str, now: float) -> None:
        if self._seconds > 0:
            self._until[(what, account, name)] = now + self._seconds

"""The MFA devices of users: from the world file, or enabled through IAM."""

from __future__ import annotations

import time
from typing import Any, Optional

from accounts.totp import Device, consecutive


class Devices:
    """The devices whose seed is known. A device belongs to a user only while IAM lists it for that user."""

    def __init__(self) -> None:
        self._devices: dict[str, Device] = {}

    def add(self, serial: str, seed: str) -> Device:
        """Stores a device.

        :raises ValueError: when the seed is not base32
        """
        self._devices[serial] = Device(serial, seed)
        return self._devices[serial]

    def enroll(self, serial: str, seed: str, codes: tuple[str, str]) -> bool:
        """Stores a new device if it showed these two codes one after the other in the last two minutes."""
        if not any(codes == pair for pair in consecutive(seed, time.time())):
            return False
        self.add(serial, seed)
        return True

    def remove(self, serial: str) -> None:
        self._devices.pop(serial, None)

    def of_user(self, user: Any, serial: str) -> Optional[Device]:
        """The device with this serial number, if it is enabled for this user."""
        return self._devices.get(serial) if serial in user.mfa_devices else None

"""Time-based one-time passwords (RFC 6238) of the MFA devices: 6 digits, 30 seconds, SHA-1."""

from __future__ import annotations

import hmac

import pyotp

step_seconds = 30


def code(seed: str, step: int) -> str:
    """The code of one 30-second step since 1970, for a base32 seed (with or without its padding)."""
    return pyotp.TOTP(seed.replace(" ", ""), interval=step_seconds).generate_otp(step)


def consecutive(seed: str, now: float) -> list[tuple[str, str]]:
    """The pairs of successive codes that are accepted for enabling a device: from two minutes ago to the next step."""
    current = int(now) // step_seconds
    return [(code(seed, step), code(seed, step + 1)) for step in range(current - 4, current + 1)]


class Device:
    """An enabled MFA device. A code works once, and no code older than the last one works."""

    def __init__(self, serial: str, seed: str) -> None:
        self.serial = serial
        self._seed = seed
        self._last_step = -1
        code(seed, 0)

    def accepts(self, entered: str, now: float) -> bool:
        """Whether a code is that of now, of the step before or of the step after, and newer than the last one. Uses it
        up."""
        current = int(now) // step_seconds
        for step in (current - 1, current, current + 1):
            if step > self._last_step and hmac.compare_digest(code(self._seed, step).encode(), entered.encode("utf-8", "replace")):
                self._last_step = step
                return True
        return False

"""Says for many worlds who can assume which role, without serving any of them. For tests.

    python referee.py < FILE

Each line of standard input is {"world": …, "attempts": […]}, with a world and attempts as in `controls.py`; the answer is
a line that has the names of the admitted attempts by the roles' ARNs, or {"error": …} where a world cannot be used.
"""

from __future__ import annotations

import json
import os
import sys
import time

sys.dont_write_bytecode = True
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "inf"
os.environ.pop("MOTO_ACCOUNT_ID", None)

from moto.iam.models import iam_backends  # noqa: E402

from accounts.devices import Devices  # noqa: E402
from accounts.propagation import Propagation  # noqa: E402
from accounts.sessions import Sessions  # noqa: E402
from accounts.world import WorldError, directory_of, identity_center_of, populate  # noqa: E402
from controls import Controls  # noqa: E402
from services.sts import Sts  # noqa: E402


def main() -> int:
    """Answers until the input ends."""
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = _answer(question["world"], question["attempts"])
        except WorldError as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)
    return 0


def _answer(world: dict, attempts: list) -> dict:
    for of_account in list(iam_backends.values()):
        of_account.reset()
    directory, devices, propagation = directory_of(world), Devices(), Propagation(0)
    populate(world, directory, devices)
    identity_center_of(world, directory, time.time())
    sessions = Sessions(directory)
    controls = Controls(directory, sessions, Sts(directory, sessions, devices, propagation), propagation, None)
    return {arn: role["admitted"] for arn, role in controls.access(attempts, time.time())["roles"].items()}


if __name__ == "__main__":
    sys.exit(main())

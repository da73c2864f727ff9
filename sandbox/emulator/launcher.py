"""Starts the emulator: AWS's IAM, STS and S3 for two or more accounts, on the loopback interface.

    python launcher.py --world FILE [--port N] [--exit-with-stdin] [--mark FOLDER]

Prints one line of JSON when it is ready, {"endpoint": …, "pid": …}; everything else goes to standard error.
Exit codes: 2 wrong usage or world file, 3 packages missing or damaged, 4 port taken.
"""

from __future__ import annotations

import argparse
import errno
import json
import logging
import os
import signal
import socket
import sys
import threading
import time

sys.dont_write_bytecode = True
# moto reads these at import. Its own checks stay off, since the gate checks everything.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "inf"
os.environ.pop("MOTO_ACCOUNT_ID", None)


def main() -> int:
    """Runs the emulator until it is told to stop."""
    options = argparse.ArgumentParser(prog="launcher.py")
    options.add_argument("--world", required=True, help="JSON file with the accounts to start with")
    options.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    options.add_argument("--exit-with-stdin", action="store_true", help="end when standard input is closed")
    options.add_argument("--mark", help="folder in which to leave emulator-PID; end when that is taken away")
    given = options.parse_args()
    if given.exit_with_stdin:
        threading.Thread(target=_exit_with_stdin, daemon=True).start()
    if given.mark:
        mark = os.path.join(given.mark, f"emulator-{os.getpid()}")
        os.close(os.open(mark, os.O_CREAT | os.O_WRONLY, 0o600))
        threading.Thread(target=_exit_without, args=(mark,), daemon=True).start()
    try:
        listening = _listen(given.port)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return _say(4, f"port {given.port} on 127.0.0.1 is taken or not permitted: stop what uses it, or choose another one")
        raise
    try:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server
    except Exception as error:  # A file that was cut fails in whatever way the cut has it fail.
        return _say(3, f"the Python packages cannot be loaded ({type(error).__name__}: {error})")
    try:
        from accounts import moto_answers
        from accounts.devices import Devices
        from accounts.propagation import Propagation
        from accounts.world import WorldError, directory_of, identity_center_of, issuers_of, populate, propagation_of, read_world
        from controls import close_inherited
        from gate import Gate
        from wire.handler import Handler
    except ModuleNotFoundError as error:
        return _say(3, f"a Python package is missing ({error.name}): install requirements.txt into the environment that runs this")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto_answers.mend()
    try:
        world = read_world(given.world)
        directory, devices = directory_of(world), Devices()
        propagation = Propagation(propagation_of(world))
        issuers = issuers_of(world)
        populate(world, directory, devices)
        center = identity_center_of(world, directory, time.time())
    except WorldError as error:
        return _say(2, str(error))

    def serve(on: socket.socket) -> None:
        make_server("127.0.0.1", on.getsockname()[1], gate, threaded=True, request_handler=Handler, fd=on.fileno()).serve_forever()

    def fork() -> tuple[str, int]:
        """Starts a process with a copy of everything. It ends as this one does, or by a signal."""
        on = _listen(0)
        pid = os.fork()
        if pid == 0:
            try:
                close_inherited(on.fileno())
                if given.exit_with_stdin:
                    threading.Thread(target=_exit_with_stdin, daemon=True).start()
                gate.alone()
                serve(on)
            finally:
                os._exit(1)
        endpoint = _endpoint(on)
        on.close()
        return endpoint, pid

    controls = world.get("controls") is True
    if controls:
        # The system removes forked processes that have ended, so nobody has to wait for them.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    moto = DomainDispatcherApplication(create_backend_app)
    gate = Gate(moto, directory, devices, propagation, fork if controls else None, issuers, center)
    print(json.dumps({"endpoint": _endpoint(listening), "pid": os.getpid()}), flush=True)
    try:
        serve(listening)
    except KeyboardInterrupt:
        pass
    return 0


def _endpoint(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(128)
    return listening


def _exit_with_stdin() -> None:
    """Ends the process when its starter is gone, however that ended."""
    # Does not use sys.stdin: its lock would block the end of the main thread.
    while os.read(0, 1024):
        pass
    os._exit(0)


def _exit_without(mark: str) -> None:
    """Ends the process when its mark is removed. Whoever removes it need not know the process."""
    while os.path.lexists(mark):
        time.sleep(0.2)
    os._exit(0)


def _say(code: int, message: str) -> int:
    print(f"emulator: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Tests in a network of their own: ports that a protocol fixes are free there, and 127.0.0.2 is another machine."""

import ctypes
import functools
import os
import signal
import subprocess
import traceback
from collections.abc import Callable

import pytest

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


def enter() -> None:
    """Leave the network of this process for an empty one with a loopback; a process of one thread only."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(NEW_NETWORK):
        if libc.unshare(NEW_USER | NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "no network namespace")
        for name, line in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123 - a file of the kernel
                file.write(line)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def allowed() -> bool:
    """This system lets us; where it must (CI), a test that cannot run fails instead of being skipped."""
    done = subprocess.run(["unshare", "-rn", "ip", "link", "set", "lo", "up"], capture_output=True, check=False)
    return not done.returncode


def in_own_network(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test in a child process with its own network; it fails with what the child says."""

    @functools.wraps(test)
    def run(*args: object, **words: object) -> None:
        if not allowed():
            if os.environ.get("CI"):
                pytest.fail("network namespaces are not allowed here")
            pytest.skip("network namespaces are not allowed here")
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.setsid()
                enter()
                test(*args, **words)
                code = 0
            except BaseException:  # noqa: BLE001 - a child must end here, whatever it was
                traceback.print_exc()
            finally:
                # The session's fixtures and reports belong to the parent.
                os._exit(code)
        ended = 0
        try:
            _, ended = os.waitpid(child, 0)
        finally:
            # What the child has started is of its group.
            try:
                os.killpg(child, signal.SIGKILL)
            except ProcessLookupError:
                pass
        assert os.waitstatus_to_exitcode(ended) == 0, "see what the child printed"

    return run

"""Who holds a board: a user's process on a machine, in words and for telling whether it still lives."""

import getpass
import os
import socket
from pathlib import Path

import msgspec

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_PID_NAMESPACE = Path("/proc/self/ns/pid")


class Owner(msgspec.Struct, frozen=True):
    """A process that uses boards; `machine` is equal only where process ids mean the same."""

    user: str
    host: str
    pid: int
    machine: str
    run_id: str = ""
    purpose: str = ""

    def __str__(self) -> str:
        words = [f"{self.user}@{self.host}:{self.pid}"]
        words += [f"run {self.run_id}"] if self.run_id else []
        words += [self.purpose] if self.purpose else []
        return ", ".join(words)


def this_owner(run_id: str = "", purpose: str = "") -> Owner:
    """Describe the running process."""
    return Owner(_user(), socket.gethostname(), os.getpid(), this_machine(), run_id, purpose)


def this_machine() -> str:
    """Name the machine, its boot and the namespace of its process ids: a container has process ids of its own."""
    boot = _BOOT_ID.read_text("ascii").strip() if _BOOT_ID.exists() else ""
    namespace = str(_PID_NAMESPACE.readlink()) if _PID_NAMESPACE.exists() else ""
    return f"{socket.gethostname()}/{boot}/{namespace}"


def is_of_one_boot(owner: Owner, machine: str) -> bool:
    """Tell whether `owner` shares the monotonic clock of `machine`; False where the system does not name its boot."""
    return owner.machine == machine and bool(machine.partition("/")[2].partition("/")[0])


def is_surely_dead(owner: Owner, machine: str) -> bool:
    """Tell whether `owner` ran on this `machine` and is gone; False whenever that cannot be known.

    A process that has ended and whose parent has not noticed is gone: its ports are closed.
    """
    # On Windows signal 0 is not a question: it would interrupt the process.
    if owner.machine != machine or os.name != "posix":
        return False
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _has_ended(owner.pid)


def _has_ended(pid: int) -> bool:
    """Tell whether a process that has an entry is a zombie, where the kernel says so (Linux, proc(5))."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return False
    return state[:1] == ["Z"]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"

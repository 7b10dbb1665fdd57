"""People and clocks for the tests of leases and journals."""

from __future__ import annotations

from oceanhil.host.owners import Owner, this_machine

TOKEN = "oc_reg_k30pyfTDeaiDnMRZQR6omC9fcxwMvsoEkgwPSvCkvkI"
MACHINE = "bench-host/boot/pid:[1]"


class FakeClock:
    """A clock that moves when it is told to, or when somebody pauses by it."""

    def __init__(self, unix_s: float = 1_000_000.0) -> None:
        self.unix_s = unix_s

    def __call__(self) -> float:
        return self.unix_s

    def advance(self, seconds: float) -> None:
        self.unix_s += seconds


def somebody(name: str = "alice", pid: int = 4711) -> Owner:
    """A process on another machine: whether it lives cannot be known."""
    return Owner(name, "bench-host", pid, MACHINE, "run-1", "nightly")


def a_dead_process(pid: int) -> Owner:
    """A process that ran on this machine."""
    return Owner("bob", "here", pid, this_machine())

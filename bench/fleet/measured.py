"""One run of Locust in a process of its own, on the second core; and wrk, where it is there."""

import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from bench.server.devices import STATE, Credentials
from bench.server.processes import Process

_MARK = "bench "
_RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")


class Measured(msgspec.Struct, frozen=True):
    """What users did in so many seconds, and what they cost their process."""

    seconds: float
    busy_s: float
    asked: int
    failed: int
    users: int
    bytes: int

    @property
    def per_core_s(self) -> float:
        """Requests for each second of processor time."""
        return self.asked / self.busy_s


def locust(
    user: str,
    server: Process,
    credentials: Credentials,
    users: int,
    seconds: float,
    *,
    tokens: Path | None,
    settled_s: float,
) -> Measured:
    """Let so many users of a class live for so long."""
    command = [sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("users.py")), user, "--headless"]
    size = ["-u", str(users), "-r", str(max(100, users // 5)), "-t", f"{seconds:g}s", "-H", server.url]
    environment = {
        **os.environ,
        "BENCH_TOKEN": credentials.token,
        "BENCH_SESSION": credentials.session,
        "BENCH_SETTLED_S": str(settled_s),
        **({} if tokens is None else {"OCEANHIL_TOKENS": str(tokens)}),
    }
    finished = subprocess.run(
        [*command, *size, "--only-summary", "--skip-log"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds + 120,
        check=False,
    )
    lines = [line for line in finished.stdout.splitlines() if line.startswith(_MARK)]
    assert lines, finished.stdout + finished.stderr
    found = msgspec.json.decode(lines[-1].removeprefix(_MARK), type=Measured)
    assert not found.failed, finished.stdout
    return found


def wrk(server: Process, credentials: Credentials, connections: int, seconds: int) -> float | None:
    """Give the requests for each second of wrk's processor time; None where there is no wrk."""
    program = shutil.which("wrk")
    if program is None:
        return None
    headers = [word for name, value in credentials.headers().items() for word in ("-H", f"{name}: {value}")]
    before = _children_s()
    command = [program, "-t1", f"-c{connections}", f"-d{seconds}s", *headers, f"{server.url}{STATE}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    rate = _RATE.search(said)
    assert rate is not None, said
    return float(rate[1]) * seconds / (_children_s() - before)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

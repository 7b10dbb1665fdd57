"""`oceanhil serve` as a process of its own, and what it weighs."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from tests.user import ended

if TYPE_CHECKING:
    from types import TracebackType

LOOPBACK = "127.0.0.1"
_SERVE = "from oceanhil.app.commands.serve import serve; serve()"
_TIMEOUT_S = 60


class Served:
    """A context manager; `arguments` are further options of the command."""

    def __init__(self, *arguments: str) -> None:
        self._command = [sys.executable, "-c", _SERVE, "--port", "0", "--quiet", "--seed", "1", *arguments]

    def __enter__(self) -> Self:
        allow_many_files()
        variables = {**os.environ, "PYTHONFAULTHANDLER": "1"}  # so that it can say where it hangs
        self.process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().removeprefix("listening on ").strip()
        self.port = urlsplit(self.url).port or 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.process.terminate()
        _, self.said = ended(self.process)

    def rss_mb(self) -> float:
        return rss_mb(self.process.pid)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, object]]:
        data = None if body is None else json.dumps(body).encode()
        sent = {"content-type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()}}
        request = urllib.request.Request(self.url + path, data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def online_device(self, mac: str = "24:6F:28:AA:BB:CC") -> dict[str, str]:
        """Make a device, register it and open a session; gives the headers of its polls."""
        _, made = self.ask("POST", "/_admin/devices", {"board": "esp32"})
        identity = {"device_id": "ESP32_" + mac.replace(":", ""), "mac_address": mac}
        registration = {**identity, "token": made["registration_token"], "ip": "192.0.2.1"}
        token = str(self.ask("POST", "/api/device/register/", registration)[1]["permanent_token"])
        session = self.ask("POST", "/api/device/session/", identity, x_device_token=token)[1]["session_id"]
        return {"x_device_token": token, "x_session_id": str(session)}


def rss_mb(process: int) -> float:
    """Give the memory that a process holds, MB of 10⁶ bytes (Linux: proc_pid_statm(5))."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def allow_many_files() -> None:
    """Let this process, and those it starts, have as many open files as the machine allows."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

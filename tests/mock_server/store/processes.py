"""`oceanhil serve --db` as a process, to be asked, stopped and killed."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SERVE = "from oceanhil.app.commands.serve import serve; serve()"


class Running:
    """The command on a file; `url` is empty if it did not come to listen."""

    def __init__(self, path: Path | str, code: str = SERVE, before: Sequence[str] = ()) -> None:
        command = [*before, sys.executable, "-c", code, "--port", "0", "--quiet", "--db", str(path)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().removeprefix("listening on ").strip()

    def ask(self, path: str, body: object = None) -> tuple[int, dict[str, object]]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def make_devices(self, number: int) -> None:
        """Make devices, one acknowledged change each."""
        for _ in range(number):
            assert self.ask("/_admin/devices", {"board": "esp32"})[0] == 201

    def stop(self) -> tuple[int, str]:
        self.process.terminate()
        _, err = self.process.communicate(timeout=20)
        return self.process.returncode, err

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def refusal(self) -> tuple[int, str]:
        """Wait for the end of one that may not start; gives its exit code and what it said."""
        _, err = self.process.communicate(timeout=20)
        return self.process.returncode, err

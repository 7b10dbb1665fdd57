"""Other mock servers, where Node and their packages are there: Prism and mountebank (versions in bench/peers).

Prism checks each poll against our OpenAPI document and answers with its example. mountebank compares path, token and
session with those of the one device it knows, and records the request. Neither has devices, sessions that end, or a
state that somebody could change.
"""

import contextlib
import json
import shutil
import socket
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import requests

from bench.row import Skipped
from bench.server.devices import STATE
from bench.server.processes import Process

_FOLDER = Path(__file__).parents[1] / "peers"
_WAIT_S = 60.0


class PeerProcess(Process):
    """A server that is told its port, and ready when that is open."""

    def __init__(self, command: list[str], port: int) -> None:
        super().__init__(command, None)
        self.url = f"http://127.0.0.1:{port}"

    def is_ready(self) -> bool:
        """Wait until its port is open; False if that takes too long, or it has ended."""
        ends_s = time.monotonic() + _WAIT_S
        while not self.has_ended and time.monotonic() < ends_s:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return True
            time.sleep(0.1)
        return False


def peers(
    stack: ExitStack, url: str, folder: Path, headers: Mapping[str, str], body: str
) -> tuple[dict[str, Process], list[Skipped]]:
    """Start those there are, until `stack` ends; `body` is our server's answer to a poll with `headers`."""
    commands = {"Prism": _prism(url, folder), "mountebank": _mountebank(folder, headers, body)}
    found: dict[str, Process] = {}
    skipped = []
    for name, (command, port) in commands.items():
        if shutil.which("node") is None or not Path(command[0]).exists():
            skipped.append(Skipped(f"poll, {name}", "its packages are not there; `npm ci` in bench/peers, with Node"))
            continue
        process = stack.enter_context(PeerProcess(command, port))
        if process.is_ready():
            found[name] = process
        else:
            skipped.append(Skipped(f"poll, {name}", "it did not start"))
    return found, skipped


def _prism(url: str, folder: Path) -> tuple[list[str], int]:
    document, port = folder / "openapi.json", _free_port()
    document.write_bytes(requests.get(f"{url}/openapi.json", timeout=30).content)
    return [_program("prism"), "mock", str(document), "-h", "127.0.0.1", "-p", str(port), "-v", "fatal"], port


def _mountebank(folder: Path, headers: Mapping[str, str], body: str) -> tuple[list[str], int]:
    config, port = folder / "imposters.json", _free_port()
    asked = {"method": "GET", "path": STATE, "headers": dict(headers)}
    # Left alone it would end each connection, and send chunks.
    shape = {"content-type": "application/json", "content-length": str(len(body)), "connection": "keep-alive"}
    answered = {"statusCode": 200, "headers": shape, "body": body}
    stub = {"predicates": [{"equals": asked}], "responses": [{"is": answered}]}
    imposter = {
        "protocol": "http",
        "port": port,
        "recordRequests": True,
        "defaultResponse": {"statusCode": 401},
        "stubs": [stub],
    }
    config.write_text(json.dumps({"imposters": [imposter]}))
    options = ["--nologfile", "--loglevel", "error", "--localOnly", "--configfile", str(config)]
    return [_program("mb"), "--port", str(_free_port()), "--pidfile", str(folder / "mb.pid"), *options], port


def _program(name: str) -> str:
    return str(_FOLDER / "node_modules" / ".bin" / name)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port

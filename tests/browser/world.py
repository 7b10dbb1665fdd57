"""A server and the devices at it: quick ones that speak HTTP from the test, and a simulated board."""

import json
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import Core, DeviceView
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest

REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"
_PREFIXES = {Board.ESP32: "ESP32", Board.ESP8266: "ESP8266", Board.PICOW: "PICOW"}
_BOOT_S = 15
_HTTP_TIMEOUT_S = 1


class World:
    """A running server; its wall clock is the machine's until the test sets it."""

    server: BackgroundServer

    def __init__(self, core: Core) -> None:
        self.core = core
        self.fixed_us: int | None = None

    def wall_us(self) -> int:
        return wall_us() if self.fixed_us is None else self.fixed_us

    def generate(self, name: str, board: Board = Board.ESP32) -> tuple[str, str]:
        """Make a pending device; gives its id and its registration token."""
        made = self.server.call(lambda core, now_us: core.create_device(board, name, now_us))
        return made.id, made.registration_token

    def device(self, name: str, number: int = 1, board: Board = Board.ESP32) -> "HttpDevice":
        """Register a device with a session."""
        identity, token = self.generate(name, board)
        return HttpDevice(self, identity, token, number, board)

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward."""
        self.server.call(lambda core, now_us: core.advance_clock(seconds, now_us))

    def add_fault(self, rule: FaultRule) -> str:
        """Add a fault rule; gives its id."""
        return self.server.call(lambda core, now_us: core.add_fault(rule, now_us)).id

    def remove_fault(self, identity: str) -> None:
        """Remove a fault rule."""
        self.server.call(lambda core, now_us: core.remove_fault(identity, now_us))

    def flood(self, headers: dict[str, str], count: int) -> None:
        """Let one device poll as fast as the core answers."""
        request = HttpRequest("GET", STATE, headers)

        def polls(core: Core, now_us: int) -> None:
            for _ in range(count):
                core.handle(request, now_us)

        self.server.call(polls)

    def devices(self) -> dict[str, DeviceView]:
        """Every device by its name."""
        return {view.name: view for view in self.server.call(lambda core, now_us: core.devices(now_us))}


class HttpDevice:
    """The three requests of a device, sent by the test."""

    def __init__(
        self, world: World, identity: str, registration_token: str, number: int, board: Board = Board.ESP32
    ) -> None:
        self.id = identity
        self.headers: dict[str, str] = {}
        self._world = world
        self.mac = f"24:6F:28:00:{number >> 8:02X}:{number & 255:02X}"
        self._names = {"device_id": f"{_PREFIXES[board]}_{self.mac.replace(':', '')}", "mac_address": self.mac}
        made = self.send("POST", REGISTER, {**self._names, "token": registration_token, "ip": "192.168.1.50"})
        self.headers["X-Device-Token"] = str(made["permanent_token"])
        self.headers["X-Session-Id"] = str(self.send("POST", SESSION, self._names)["session_id"])

    def poll(self) -> dict[str, object]:
        return self.send("GET", STATE)

    def try_to_poll(self) -> None:
        """Poll, whatever comes of it."""
        with suppress(HTTPException, OSError, ValueError):
            self.poll()

    def report(self, **state: float) -> None:
        self.send("POST", STATE, state)

    def send(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """Send one request; an answer that is cut off or missing raises."""
        connection = HTTPConnection("127.0.0.1", self._world.server.port, timeout=10)
        try:
            extra = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), {**self.headers, **extra})
            decoded: dict[str, object] = json.loads(connection.getresponse().read())
            return decoded
        finally:
            connection.close()


class SimulatedDevice:
    """A virtual board on a held clock, its firmware registered and ONLINE."""

    name = "simulated"

    def __init__(self, world: World, folder: Path) -> None:
        profile = folder / "quick.toml"
        profile.write_text(f"[device]\nhttp_timeout_s = {_HTTP_TIMEOUT_S}\n", "utf-8")
        self.id, token = world.generate(self.name)
        arguments = ("--server", world.server.url, "--token", token, "--profile", str(profile), "-v", "--no-agent")
        self._board = VirtualBoardProcess("--board", "esp32", "--clock", "held", *arguments)
        self._read = 0

    def boot(self) -> str:
        """Power on, and let it come online."""
        self._board.control.power(on=True)
        return self.run(_BOOT_S)

    def run(self, seconds: float) -> str:
        """Let time pass for the board; gives what it printed meanwhile."""
        control = self._board.control
        control.run(control.ask().now_us + round(seconds * 1_000_000))
        text, start = self._board.errors, self._read
        self._read = len(text)
        return text[start:]

    def __enter__(self) -> Self:
        assert "[INFO] Device ONLINE" in self.boot()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._board.close()

"""Virtual boards in labgrid's own terms: a resource, what an exporter offers of it, and a driver.

This file is for labgrid's environment, where oceanhil is not: it imports labgrid, and starts oceanhil as the command
that it is. `imports:` of a labgrid configuration names it; `python oceanhil_labgrid.py` is labgrid's exporter that
knows the resource too, with the options of `labgrid-exporter`.

    targets:
      main:
        resources:
          OceanhilVirtualBoard:
            kind: esp32
        drivers:
          OceanhilVirtualBoardDriver: {}
    imports:
      - oceanhil_labgrid.py

A virtual board of an exporter lives as long as its exporter, as a real one does: who acquires and releases its place
does not change it.

Source: labgrid 26.0.1, `doc/development.rst` (writing drivers and resources), `remote/exporter.py` (`ResourceExport`,
`exports`), `remote/client.py` (`ClientSession.power`: a driver with the PowerProtocol comes first).
"""

from __future__ import annotations

import json
import secrets
import shlex
import socket
import subprocess
from collections.abc import Mapping
from typing import IO, ClassVar, Final

import attr
from labgrid.driver import SerialDriver
from labgrid.driver.exception import ExecutionError
from labgrid.factory import target_factory
from labgrid.protocol import PowerProtocol, ResetProtocol
from labgrid.remote import exporter
from labgrid.resource import NetworkSerialPort

_ANSWER_S: Final = 30.0
_END_S: Final = 5.0
_LOOPBACK: Final = "127.0.0.1"
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - where somebody else asked to listen
_LOCALLY_ADMINISTERED: Final = 0x02
_LOCAL: Final = "OceanhilVirtualBoard"
_EXPORTED: Final = "NetworkOceanhilVirtualBoard"


@target_factory.reg_resource
@attr.s(eq=False)
class OceanhilVirtualBoard(NetworkSerialPort):
    """A virtual board that is started here; `host` and `port` are known once it is.

    `kind` is a family of boards, `clock` how its time goes (`real`, `held`), `command` how oceanhil is started, `mac`
    its MAC (without, one of its own), `flash` a file that keeps its flash, `options` further ones of `oceanhil
    vboard`. Its line is offered at `listen`.
    """

    host: str = attr.ib(default=_LOOPBACK, validator=attr.validators.instance_of(str))
    port: int | None = attr.ib(default=None, validator=attr.validators.optional(attr.validators.instance_of(int)))
    kind: str = attr.ib(default="esp32", validator=attr.validators.instance_of(str))
    clock: str = attr.ib(default="real", validator=attr.validators.in_(("real", "held")))
    command: str = attr.ib(default="oceanhil", validator=attr.validators.instance_of(str))
    mac: str = attr.ib(default="", validator=attr.validators.instance_of(str))
    flash: str = attr.ib(default="", validator=attr.validators.instance_of(str))
    options: str = attr.ib(default="", validator=attr.validators.instance_of(str))
    listen: str = attr.ib(default=_LOOPBACK, validator=attr.validators.instance_of(str))
    control: str = attr.ib(default="", init=False)
    _process: _Process | None = attr.ib(default=None, init=False)

    def start(self) -> None:
        """Start it, off; raises ExecutionError."""
        words = [*shlex.split(self.command), "vboard", "--board", self.kind, "--clock", self.clock]
        words += ["--mac", self.mac or _some_mac()]
        words += ["--flash", self.flash] if self.flash else []
        words += ["--rfc2217", f"{self.listen}:0", "--control", f"tcp:{_LOOPBACK}:0", *shlex.split(self.options)]
        self._process = _Process(words)
        self.port = int(self._process.port_url.rpartition(":")[2])
        self.control = self._process.control

    def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def poll(self) -> None:
        """Look whether it runs: one whose process is gone is not plugged in."""
        self.avail = self._process is None or self._process.is_running


@target_factory.reg_resource
@attr.s(eq=False)
class NetworkOceanhilVirtualBoard(NetworkSerialPort):
    """A virtual board of an exporter; `agent` and `time` are what an inventory of oceanhil's says of it.

    `control` is where its power switch is, on the exporter's machine alone.
    """

    kind: str = attr.ib(default="esp32", validator=attr.validators.instance_of(str))
    agent: bool = attr.ib(default=True, validator=attr.validators.instance_of(bool))
    time: str = attr.ib(default="real", validator=attr.validators.instance_of(str))
    control: str = attr.ib(default="", validator=attr.validators.instance_of(str))


@target_factory.reg_driver
@attr.s(eq=False)
class OceanhilVirtualBoardDriver(SerialDriver, PowerProtocol, ResetProtocol):
    """The console, the power switch and the reset button of a virtual board.

    One that is started here lives while the driver is active.
    """

    bindings: ClassVar = {"port": {_LOCAL, _EXPORTED}}

    def on_activate(self) -> None:
        """Start it if it is to be started, and open its line."""
        if isinstance(self.port, OceanhilVirtualBoard):
            self.port.start()
        super().on_activate()

    def on_deactivate(self) -> None:
        """Close its line, and end what was started."""
        super().on_deactivate()
        if isinstance(self.port, OceanhilVirtualBoard):
            self.port.stop()

    @SerialDriver.check_active
    def on(self) -> None:
        """Give it power."""
        self._ask(do="power", on=True)

    @SerialDriver.check_active
    def off(self) -> None:
        """Take its power."""
        self._ask(do="power", on=False)

    @SerialDriver.check_active
    def cycle(self) -> None:
        """Take its power, and give it back: nothing of it needs time to discharge."""
        self.off()
        self.on()

    @SerialDriver.check_active
    def get(self) -> bool:
        """Tell whether it has power."""
        return bool(self._ask(do="ask")["powered"])

    @SerialDriver.check_active
    def reset(self) -> None:
        """Press its reset button."""
        self._ask(do="reset")

    def _ask(self, **request: str | bool) -> Mapping[str, object]:
        """Ask its control channel, a line of JSON each way; raises ExecutionError."""
        host, _, port = str(self.port.control).removeprefix("tcp:").rpartition(":")
        try:
            with socket.create_connection((host, int(port)), _ANSWER_S) as channel, channel.makefile("rwb") as lines:
                lines.write(json.dumps(request).encode() + b"\n")
                lines.flush()
                answer = json.loads(lines.readline() or b"{}")
        except (OSError, ValueError) as error:
            where = f"the control channel of the virtual board at {self.port.control!r}"
            raise ExecutionError(f"{where} cannot be reached: {error}; it is open on the board's own machine") from None
        if "powered" not in answer:
            raise ExecutionError(f"the virtual board refuses {request['do']!r}: {answer.get('error', 'no word')}")
        return dict(answer)


@attr.s(eq=False)
class VirtualBoardExport(exporter.ResourceExport):
    """What an exporter offers of an `OceanhilVirtualBoard`, from its start to its end."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.local = target_factory.make_resource(None, _LOCAL, None, self.local_params)
        self.data["cls"] = _EXPORTED
        self.local.start()

    def _get_params(self) -> dict[str, object]:
        board = self.local
        return {
            "host": self.host if board.listen in _EVERYWHERE else board.listen,
            "port": board.port,
            "speed": board.speed,
            "protocol": "rfc2217",
            "kind": board.kind,
            "agent": True,
            "time": board.clock,
            "control": board.control,
        }


exporter.exports[_LOCAL] = VirtualBoardExport


class _Process:
    """A running `oceanhil vboard`; ends with `close`, and by itself when this process does."""

    def __init__(self, words: list[str]) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - no shell; the configuration's own words
                [*words, "--json", "--until-eof"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as error:
            cause = (error.strerror or "unknown error").lower()
            text = f"{words[0]!r} cannot be started: {cause}; say in 'command' where oceanhil is"
            raise ExecutionError(text) from None
        self._input, output = self._process.stdin, self._process.stdout
        assert output is not None
        ready = json.loads(_first_line(output) or "{}")
        if not ready:
            self.close()
            raise ExecutionError(f"the virtual board did not start; what it said stands above: {shlex.join(words)}")
        self.port_url = str(ready["port"])
        self.control = str(ready["control"])

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        assert self._input is not None
        self._input.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _some_mac() -> str:
    """Draw one of those that no manufacturer gives: two boards of one would be one device to a server."""
    return ":".join(f"{each:02X}" for each in (_LOCALLY_ADMINISTERED, *secrets.token_bytes(5)))


def _first_line(output: IO[bytes]) -> str:
    return output.readline().decode("utf-8", "replace")


if __name__ == "__main__":
    exporter.main()

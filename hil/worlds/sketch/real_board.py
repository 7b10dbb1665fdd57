"""A sketch on a virtual board: the same boots as in world `sketch`, its requests to a real server.

What is it: what `oceanhil.hil.vboard` runs in the place of the reference firmware. A request waits for its answer, and
the board with it: what takes long on the server's side is late on the board's serial line, too. An application image
that somebody writes to its flash carries the texts of another case, and where its server is: the sketch is compiled
with them as if that image had been built of it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from oceanhil.hil.worlds.sketch.boots import SketchBoots
from oceanhil.hil.worlds.sketch.hosts import Hosts
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.hil.worlds.sketch.uploaded_files import has_files, upload_files
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.panics import Assertion, PanicKind
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.remote.wire.http_exchange import HttpExchanger, Route
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.image import read_image
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import HttpFailure, Network
from oceanhil.simulator.program.hardware import Hardware

_ANSWER_S: Final = 10.0
_HOP_BY_HOP: Final = frozenset({"connection", "content-length", "date", "keep-alive", "transfer-encoding"})


class DistantServer:
    """A server on this machine or elsewhere, as a sketch's connections meet it; implements `sockets.Server`."""

    def __init__(self, route: Callable[[], Route], now_us: Callable[[], int]) -> None:
        self._route = route
        self._now_us = now_us
        self._exchanger: HttpExchanger | None = None

    def deliver(self, request: HttpRequest) -> Delivery:
        """Ask, and wait for the answer; the connection ends without one where there is none."""
        outcome = self._fitting().exchange(request, _ANSWER_S)
        if isinstance(outcome, HttpFailure):
            return Delivery(None)
        # How long it is, and whether more follows, is written anew for the sketch's own connection.
        headers = {name: text for name, text in outcome.headers.items() if name.lower() not in _HOP_BY_HOP}
        return Delivery(HttpResponse(outcome.status, outcome.body, headers))

    def refuses(self, peer: str) -> bool:
        """Tell whether nobody has said which server it is."""
        del peer
        return not self._route().url

    @property
    def may_refuse(self) -> bool:
        """Nobody knows when somebody will say which server it is."""
        return True

    @property
    def unix_us(self) -> int:
        """This machine's clock."""
        return self._now_us()

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._exchanger is not None:
            self._exchanger.close()
            self._exchanger = None

    def _fitting(self) -> HttpExchanger:
        """Give the connection on the route of now."""
        route = self._route()
        if self._exchanger is None or self._exchanger.route != route:
            self.close()
            self._exchanger = HttpExchanger(route)
        return self._exchanger


class SketchOnBoard:
    """Implements `oceanhil.hil.vboard.virtual_board.BoardFirmware`: a sketch as the firmware of a virtual board."""

    def __init__(
        self,
        sketch: RunnableSketch,
        firmware: Firmware,
        route: Callable[[], Route],
        now_us: Callable[[], int],
        tell: Callable[[str], None],
    ) -> None:
        """Take what runs, the texts of a case for it, and the way to its server; `tell` hears of crashes and halts."""
        self.firmware = firmware
        self._sketch = sketch
        self._own_route = route
        self._image_url = ""
        self._server = DistantServer(self._route, now_us)
        self._tell = tell
        self._boots: SketchBoots | None = None

    def connect(self, kernel: Kernel, board: SimulatedBoard, network: Network) -> None:
        """Become the firmware of this board."""
        self.close()
        self._board = board
        self._boots = SketchBoots(kernel, board, network, self._server, self._sketch, self)
        board.program = self.run
        board.firmware_source = self._in_flash
        board.hears = self._boots.hear
        files = self._sketch.files(self.firmware)
        if files and not has_files(board.flash, board.family):
            board.edit_flash(lambda flash: upload_files(flash, board.family, files))

    def _in_flash(self) -> Firmware:
        """Give what the next boot runs: the texts of the image in flash, or those that the board began with."""
        image = read_image(self._board.board, self._board.flash)
        self._image_url = "" if image is None else image.server_url or ""
        return self.firmware if image is None else image.firmware

    def _route(self) -> Route:
        own = self._own_route()
        return replace(own, url=self._image_url) if self._image_url else own

    async def run(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run one boot."""
        assert self._boots is not None
        name = urlsplit(self._route().url).hostname
        self._boots.hosts = Hosts(servers=(*Hosts().servers, *((name,) if name else ())))
        await self._boots.run(hardware, firmware, settings, wire)

    def booted(self, reason: ResetReason) -> None:
        """Hear why the board starts."""
        assert self._boots is not None
        self._boots.start(reason)

    def close(self) -> None:
        """Let its processes and its connection go."""
        self._server.close()
        if self._boots is not None:
            self._boots.close()

    def deep_sleep(self, duration_us: int) -> None:
        """Send the board into deep sleep."""
        self._board.deep_sleep(duration_us)

    def crash(self, kind: PanicKind, task: str, assertion: Assertion | None) -> None:
        """Let the board crash; the boot that follows knows of what."""
        assert self._boots is not None
        self._boots.crashed = kind
        self._board.crash(kind, task, assertion)

    def say_crash(self, kind: PanicKind, task: str, assertion: Assertion | None) -> None:
        """Let the board print what a crash prints, and stand still."""
        self._board.say_crash(kind, task, assertion)

    def crashed_at(self, place: str) -> None:
        """Tell where the sketch crashes."""
        if place:
            self._tell(f"the sketch crashes: {place}")

    def crashed_unheard(self, kind: PanicKind) -> None:
        """Tell of a crash of which the board prints nothing."""
        self._tell(f"the sketch crashes: {kind.word}, of which the board prints nothing")

    def halted(self, reason: str) -> None:
        """Tell that the sketch does nothing more."""
        self._tell(f"the sketch {reason}")

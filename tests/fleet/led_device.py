"""One device led by hand: a server that answers by a script, with a clock that goes from wait to wait."""

from collections.abc import Callable
from dataclasses import dataclass, field

from oceanhil.fleet.device import Ask, AskTime, FleetDevice, Habits, Join, Need, Rest, Told, mac_of
from oceanhil.protocol.board import Board
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from tests.simulator.answers import NOW_S

PROFILE = load_profile()
REGISTRATION = "oc_reg_" + "R" * 43
SECOND_US = 1_000_000
TRIP_US = 40_000
JOIN_US = 2 * SECOND_US
Serve = Callable[[HttpRequest, int], Exchanged]


def made(
    board: Board = Board.ESP32, store: StorePolicy = StorePolicy.REFERENCE, jitter_percent: int = 0
) -> FleetDevice:
    habits = Habits(PROFILE.device, PROFILE.wire, jitter_percent)
    return FleetDevice(board, mac_of(1), Firmware(REGISTRATION, store=store), habits, Chance(1))


@dataclass
class LedDevice:
    """Leads a device; `serve` is told each request and when it arrives, µs."""

    serve: Serve
    device: FleetDevice = field(default_factory=made)
    now_us: int = 0
    rests_s: list[float] = field(default_factory=list)
    need: Need | None = None
    has_time: bool = True
    """Whether the time server answers."""

    def boot(self, seconds: float) -> "LedDevice":
        self.need = self.device.boot(self.now_us)
        return self.run(seconds)

    def run(self, seconds: float) -> "LedDevice":
        until_us = self.now_us + round(seconds * SECOND_US)
        while self.need is not None and self.now_us < until_us:
            told = self._meet(self.need)
            self.need = self.device.go_on(told, self.now_us)
        return self

    def _meet(self, need: Need) -> Told:
        match need:
            case Rest(duration_us):
                self.rests_s.append(duration_us / SECOND_US)
                self.now_us += duration_us
                return None
            case Join():
                self.now_us += JOIN_US
                return "192.168.1.100"
            case AskTime(timeout_us):
                if not self.has_time:
                    self.now_us += timeout_us
                    return None
                self.now_us += TRIP_US
                return NOW_S * SECOND_US + self.now_us
            case Ask(request, _, trusts_dates):
                self.now_us += TRIP_US // 2
                told = self.serve(request, self.now_us) if trusts_dates else HttpFailure.TLS
                self.now_us += TRIP_US // 2
                return told

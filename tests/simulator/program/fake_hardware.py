"""Hardware without a board: scripted answers, a clock that only waits and requests move, everything noted down.

Nothing here ever suspends, so a program runs to the end of its time in one go. Every call counts against a budget: a
program that goes round without waiting is caught instead of hanging.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpResponse
from oceanhil.protocol.panics import ResetCause
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import RecordFlag, RecordReading, StorePolicy
from oceanhil.protocol.settings import DeviceSettings
from oceanhil.simulator.identity.fuses import MacUnreadableError
from oceanhil.simulator.outputs import Sensors
from oceanhil.simulator.program import run_program
from tests.simulator.answers import NOW_S, Answer, Sent, answers
from tests.simulator.fake_storage import FakeStorage

PROFILE = load_profile()
MAC = bytes.fromhex("246f28aabbcc")
ADDRESS = "192.168.1.100"
REGISTRATION = "oc_reg_" + "R" * 43
SECOND_US = 1_000_000
LATENCY_US = 40_000
_JOIN_US = 2 * SECOND_US
_CALLS_MAX = 100_000


class TimeIsUp(BaseException):
    """The run ends here; no program can catch it by mistake."""


class EndlessLoopError(BaseException):
    """The program used up its budget of calls."""


@dataclass
class FakeHardware:
    """One device's surroundings; implements `oceanhil.simulator.program.hardware.Hardware`."""

    answer: Answer = field(default_factory=answers)
    board: Board = Board.ESP32
    until_s: int = 60
    mac: bytes | None = MAC
    joins: list[bool] = field(default_factory=list)
    """Whether each attempt to join succeeds; all after those do."""
    clock_us: int = NOW_S * SECOND_US
    """What its own clock would have shown at time 0."""
    time_server_s: list[int | None] = field(default_factory=list)
    """What the time server says each time, as the time of the run's start; after that, the truth."""
    booted_ms: int = 0
    random: int = 0
    connected: bool = False
    now_us: int = 0
    calls: int = 0
    halted: bool = False
    storage: FakeStorage = field(default_factory=FakeStorage)
    sent: list[Sent] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    timeouts_ms: dict[str, int] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)
    """The last line printed before each wait for flash work to end."""
    loads: list[RecordReading] = field(default_factory=list)
    saves: list[RecordReading] = field(default_factory=list)
    relays: list[RecordFlag] = field(default_factory=list)
    sensors: Sensors = field(default_factory=Sensors)
    half_answer: HttpResponse | None = None
    text: str = ""
    reset_cause: ResetCause = ResetCause.POWER_ON

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")[:-1]

    @property
    def paths(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.sent]

    def read_mac(self) -> bytes:
        if self.mac is None:
            raise MacUnreadableError("fuse CRC is 0x12, computed 0xac")
        return self.mac

    def print(self, text: str) -> None:
        self._take(0)
        self.text += text

    def millis(self) -> int:
        self._take(0)
        return (self.booted_ms + self.now_us // 1000) % (1 << 32)

    def unix_us(self) -> int:
        return self.clock_us + self.now_us

    def set_unix_us(self, unix_us: int) -> None:
        self.clock_us = unix_us - self.now_us

    def random_ppm(self) -> int:
        return self.random

    async def sleep_ms(self, duration_ms: int) -> None:
        self.waits_s.append(duration_ms / 1000)
        self._take(1000 * duration_ms)

    async def flash_settled(self) -> None:
        self.settled.append(self.lines[-1])

    async def wifi_join(self, ssid: str, password: str, timeout_ms: int) -> str | None:
        self.timeouts_ms["join"] = timeout_ms
        self.connected = self.joins.pop(0) if self.joins else True
        self._take(_JOIN_US if self.connected else 1000 * timeout_ms)
        return ADDRESS if self.connected else None

    def wifi_connected(self) -> bool:
        self._take(0)
        return self.connected

    async def http(self, method: str, path: str, headers: Mapping[str, str], body: bytes, timeout_ms: int) -> Exchanged:
        self.timeouts_ms[method] = timeout_ms
        request = Sent(self.now_us / SECOND_US, method, path, dict(headers), body)
        self.sent.append(request)
        self._take(LATENCY_US)
        return self.answer(request)

    def take_half_answer(self) -> HttpResponse | None:
        return self.half_answer

    async def ask_time(self, timeout_ms: int) -> int | None:
        self.timeouts_ms["time"] = timeout_ms
        told_s = self.time_server_s.pop(0) if self.time_server_s else NOW_S
        self._take(1000 * timeout_ms if told_s is None else LATENCY_US)
        return None if told_s is None else told_s * SECOND_US + self.now_us

    def switch_relays(self, on: RecordFlag) -> None:
        self.relays.append(on)

    def read_sensors(self) -> Sensors:
        return self.sensors

    def note_load(self, reading: RecordReading) -> None:
        self.loads.append(reading)

    def note_save(self, reading: RecordReading) -> None:
        self.saves.append(reading)

    def _take(self, duration_us: int) -> None:
        self.calls += 1
        self.now_us += duration_us
        if self.calls > _CALLS_MAX:
            raise EndlessLoopError(f"{_CALLS_MAX} calls within {self.now_us} µs of virtual time")
        if self.now_us > self.until_s * SECOND_US:
            raise TimeIsUp


def firmware(*, store: StorePolicy = StorePolicy.REFERENCE, token: str = REGISTRATION, sntp: bool = False) -> Firmware:
    return Firmware(token, store=store, sntp=sntp)


def run(
    hardware: FakeHardware, image: Firmware | None = None, settings: DeviceSettings = PROFILE.device
) -> FakeHardware:
    """Run the program until its time is up or it halts; whatever it raises goes through."""
    program = run_program(hardware, image or firmware(), settings, PROFILE.wire)
    try:
        program.send(None)
    except StopIteration:
        hardware.halted = True
    except TimeIsUp:
        pass
    finally:
        program.close()
    return hardware

"""A foreign server that lives in a machine time of the test's own, in which sleeping costs nothing."""

from __future__ import annotations

import itertools

from oceanhil.hil.worlds.foreign.lazy_time import RealClock
from oceanhil.hil.worlds.foreign.source import ForeignServer, Reach
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.mock_server.client import Client
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.connector.control import CLOCK, LOG, SETTINGS, Obtained
from oceanhil.remote.connector.oceanremote import make_side
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.pace import RatePace
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_case

HIDDEN = frozenset({CLOCK, SETTINGS, LOG})
PATIENCE_US = 300_000_000


class MachineTime:
    """Stands still unless somebody sleeps."""

    def __init__(self) -> None:
        self.now_us = 1_900_000_000_250_000
        self.slept_s = 0.0
        self.told: list[str] = []

    def unix_us(self) -> int:
        return self.now_us

    def sleep_s(self, seconds: float) -> None:
        self.now_us += round(seconds * 1_000_000)
        self.slept_s += seconds

    def clock(self) -> RealClock:
        return RealClock(self.unix_us, self.sleep_s, PATIENCE_US, self.told.append)


class Reduced(AdminControl):
    """The admin side of a mock server as the side of somebody else's, which has less."""

    def __init__(self, client: Client, hidden: frozenset[Need]) -> None:
        super().__init__(client)
        self._hidden = hidden

    @property
    def needs(self) -> frozenset[Need]:
        return super().needs - self._hidden


class NumberedDevices(Reduced):
    """A side that calls devices by the lowest number that is free, as rows of some databases are."""

    def __init__(self, client: Client) -> None:
        super().__init__(client, HIDDEN)
        self._ids: dict[str, str] = {}

    def obtain(self, board: str, name: str) -> Obtained:
        obtained = super().obtain(board, name)
        number = next(str(number) for number in itertools.count(1) if str(number) not in self._ids)
        self._ids[number] = obtained.id
        return Obtained(number, obtained.token)

    def delete(self, identity: str) -> None:
        super().delete(self._ids.pop(identity))

    def status(self, identity: str) -> DeviceStatus:
        return super().status(self._ids[identity])


def numbering_server(client: Client, time: MachineTime) -> ForeignServer:
    return ForeignServer(Reach(lambda: NumberedDevices(client), Wire(Target(client.url)), time.clock()))


def foreign_server(client: Client, time: MachineTime, hidden: frozenset[Need] = HIDDEN) -> ForeignServer:
    return ForeignServer(Reach(lambda: Reduced(client, hidden), Wire(Target(client.url)), time.clock()))


def limited_server(client: Client, time: MachineTime) -> ForeignServer:
    """The same, with the platform's limit of registrations, which is kept to."""
    side = make_side(load_profile())
    pace = RatePace(side.limits, side.is_registration, now_s=lambda: time.now_us / 1_000_000, sleep_s=time.sleep_s)
    wire = Wire(Target(client.url), pace)
    limits = side.limits.registrations_per_min
    return ForeignServer(Reach(lambda: Reduced(client, HIDDEN), wire, time.clock(), limits, until_room=pace.until_room))


def run_scenario(server: ForeignServer, library: Library, name: str, board: Board = Board.ESP32) -> list[Result]:
    factory = SimWorldFactory()
    factory.use_servers(server)
    cases = library[name].expand(board, factory.drivers(board))
    assert cases, f"{name} has no case on {board.value}"
    return [run_case(case, factory, load_profile()) for case in cases]

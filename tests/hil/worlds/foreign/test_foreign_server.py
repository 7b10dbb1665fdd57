"""What a session is told of a foreign server whose own side does not go along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.hil.worlds.foreign.source import ForeignServer, Reach
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Scalar, load_profile
from oceanhil.remote.connector.control import SETTINGS, STATUS, TOKEN, Control, ControlError, Obtained, UnsaidError
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from oceanhil.scenarios.world import LackingError, WorldError
from tests.hil.worlds.foreign.machine import MachineTime

if TYPE_CHECKING:
    from collections.abc import Mapping

NOWHERE = "http://127.0.0.1:9"


class Stubborn(Control):
    """Makes devices and neither removes them nor knows how they are."""

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({TOKEN, STATUS})

    def obtain(self, board: str, name: str) -> Obtained:
        return Obtained(name, "oc_reg_" + "r" * 43)

    def status(self, identity: str) -> DeviceStatus:
        raise ControlError("status: unknown word 'GONE FISHING' for 'status'", "status")

    def revoke(self, identity: str) -> None:
        raise ControlError("revoke: the backend answered 500", "revoke")

    def close(self) -> list[str]:
        return ["device 'd1': the connector does not say how to delete it"]


class WithOneSetting(Control):
    """Has a setting, and takes what it is told of any."""

    def __init__(self) -> None:
        self.told: dict[str, Scalar] = {}

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({TOKEN, SETTINGS})

    def settings(self) -> Mapping[str, Scalar]:
        return {"maintenance": False}

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        self.told.update(changes)


def test_a_setting_that_the_server_has_not_is_lacking_and_not_tried(machine_time: MachineTime) -> None:
    control = WithOneSetting()
    server = ForeignServer(Reach(lambda: control, Wire(Target(NOWHERE)), machine_time.clock()))
    core = server.begin(load_profile(), 0)
    with pytest.raises(LackingError, match="a setting 'idempotent_register_window' of the server"):
        core.put_settings({"maintenance": True, "idempotent_register_window": 60}, 0)
    assert control.told == {}
    core.put_settings({"maintenance": True}, 0)
    assert control.told == {"maintenance": True}
    server.close()


@pytest.fixture
def server(machine_time: MachineTime) -> ForeignServer:
    return ForeignServer(Reach(Stubborn, Wire(Target(NOWHERE)), machine_time.clock()))


def test_what_could_not_be_removed_is_told_at_the_end(server: ForeignServer) -> None:
    server.begin(load_profile(), 0)
    with pytest.raises(WorldError, match=r"still holds what this run made: device 'd1'"):
        server.close()
    server.close()


def test_a_removal_that_is_interrupted_is_tried_again_at_the_end(machine_time: MachineTime) -> None:
    closed: list[str] = []

    class Interrupted(Stubborn):
        def close(self) -> list[str]:
            closed.append("begun")
            if len(closed) == 1:
                raise KeyboardInterrupt
            return super().close()

    server = ForeignServer(Reach(Interrupted, Wire(Target(NOWHERE)), machine_time.clock()))
    core = server.begin_beside(load_profile())
    with pytest.raises(KeyboardInterrupt):
        core.end()
    with pytest.raises(WorldError, match=r"still holds what this run made: device 'd1'"):
        server.close()
    assert len(closed) == 2


def test_who_interrupts_that_too_is_told_how_to_clean_up(machine_time: MachineTime) -> None:
    class Interrupted(Stubborn):
        def close(self) -> list[str]:
            raise KeyboardInterrupt

    server = ForeignServer(Reach(Interrupted, Wire(Target(NOWHERE)), machine_time.clock()))
    with pytest.raises(WorldError, match=r"still holds what this run made: .* was interrupted; .*--clean-up"):
        server.close()
    server.close()


def test_an_operation_that_the_connector_has_not_is_lacking(machine_time: MachineTime) -> None:
    class Taciturn(Stubborn):
        def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
            raise UnsaidError("set-state: the connector 'connector' does not say how", "set-state")

    core = ForeignServer(Reach(Taciturn, Wire(Target(NOWHERE)), machine_time.clock())).begin(load_profile(), 0)
    with pytest.raises(LackingError, match=r"^set-state: the connector 'connector' does not say how$"):
        core.set_state("d1", {"relay1": True}, 0)
    with pytest.raises(LackingError, match=r"tests can move: the connector lacks .*\(clock-now, clock-advance, "):
        core.set_clock_offset(60, 0)


def test_a_status_that_nobody_knows_is_an_error_of_the_world(server: ForeignServer) -> None:
    core = server.begin(load_profile(), 0)
    with pytest.raises(WorldError, match=r"^connector: status: unknown word 'GONE FISHING' for 'status'$"):
        core.contact("d1", 0)


def test_an_operation_that_fails_is_an_error_of_the_world(server: ForeignServer) -> None:
    core = server.begin(load_profile(), 0)
    with pytest.raises(WorldError, match=r"^connector: revoke: the backend answered 500$"):
        core.revoke("d1", 0)


def test_a_server_that_is_gone_is_an_error_of_the_world(server: ForeignServer) -> None:
    core = server.begin(load_profile(), 0)
    with pytest.raises(WorldError, match=r"does not answer devices \(refused\); see whether it runs"):
        core.handle(HttpRequest("GET", "/api/device/state/"), 0)


def test_a_control_that_cannot_be_opened_is_told_at_once(machine_time: MachineTime) -> None:
    def refuse() -> Control:
        raise ControlError("the ledger is damaged")

    with pytest.raises(WorldError, match=r"^connector: the ledger is damaged$"):
        ForeignServer(Reach(refuse, Wire(Target(NOWHERE)), machine_time.clock()))


def test_devices_of_the_same_name_in_two_runs_are_told_apart(server: ForeignServer) -> None:
    names = {server.begin(load_profile(), 0).create_device(Board.ESP32, "twin", 0).id for _ in range(2)}
    assert len(names) == 2
    assert all(name.startswith("oceanhil-") and name.endswith("-twin") for name in names)

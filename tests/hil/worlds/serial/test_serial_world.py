"""Runs on a virtual board over a pty, from making the world to closing it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from oceanhil.hil.link.port_errors import UnpluggedError
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.serial.server import BenchSocket
from oceanhil.hil.worlds.serial.world import SerialWorld
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import Loss
from oceanhil.protocol.panics import BootLoop, Reset, ResetCause
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import RecordVerdict
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import Capability, WorldError, WorldRequest

PROFILE = load_profile()
# What nobody learns over a line, or does to a server that keeps its connections.
BEYOND_A_LINE = {
    Capability.CONNECTION_FAULTS,
    Capability.FLASH_WEAR,
    Capability.MEMORY,
    Capability.BUTTON,
    Capability.TIME_REQUESTS,
    Capability.PATH_FAULTS,
    Capability.STORAGE_REFUSAL,
}
SECOND_US = 1_000_000
REQUEST = WorldRequest(board=Board.ESP32, seed=0, profile=PROFILE)


@pytest.fixture(scope="module")
def factory() -> Iterator[SerialWorldFactory]:
    with closing(SerialWorldFactory("virtual")) as made:
        yield made


@contextmanager
def run(factory: SerialWorldFactory, seed: int = 0) -> Iterator[SerialWorld]:
    with closing(factory.make(WorldRequest(board=Board.ESP32, seed=seed, profile=PROFILE))) as world:
        yield world


def come_online(world: SerialWorld) -> str:
    """Flash, power on and wait; gives the ID in the dashboard."""
    made = world.server.generate_firmware(Board.ESP32, "device")
    world.device().flash(Firmware(made.registration_token))
    world.device().power_on()
    assert world.wait_for(says_online, 60 * SECOND_US) is not None
    return made.id


def says_online(event: Event) -> bool:
    return event.kind is EventKind.SERIAL and event.fields["text"] == "[INFO] Device ONLINE"


def kinds(world: SerialWorld) -> set[EventKind]:
    return {event.kind for event in world.trace}


def test_a_board_comes_online_and_everything_about_it_is_in_the_trace(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        device_id = come_online(world)
        assert world.server.status(device_id) is DeviceStatus.ONLINE
        assert {EventKind.BOOT, EventKind.SERIAL, EventKind.REQUEST, EventKind.SAVE, EventKind.STATUS} <= kinds(world)
        assert {event.device for event in world.trace if event.kind is EventKind.REQUEST} == {"device"}


def test_the_same_seed_gives_the_same_trace_to_the_byte(factory: SerialWorldFactory) -> None:
    traces = []
    for seed in (5, 5, 6):
        with run(factory, seed) as world:
            come_online(world)
            traces.append(world.trace.to_jsonl())
    assert traces[0] == traces[1] != traces[2]


@pytest.mark.slow
def test_time_passes_only_when_the_scenario_lets_it(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        come_online(world)
        before_us, seen = world.now_us, len(world.trace)
        world.device().stored_record()
        assert (world.now_us, len(world.trace)) == (before_us, seen)
        world.run_for(3_600 * SECOND_US)
        assert world.now_us == before_us + 3_600 * SECOND_US


def test_waiting_for_what_does_not_come_takes_its_time_and_gives_nothing(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        world.device()
        assert world.wait_for(says_online, 10 * SECOND_US) is None
        assert world.now_us == 10 * SECOND_US


def test_the_next_run_begins_with_a_new_board(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        come_online(world)
        assert world.device().stored_record().verdict is RecordVerdict.VALID
    with run(factory) as world:
        assert not world.device().has_power
        assert world.device().stored_record().verdict is RecordVerdict.EMPTY
        assert kinds(world) == set()


def test_a_line_that_a_run_left_unfinished_is_none_of_the_next(factory: SerialWorldFactory) -> None:
    said = []
    for _ in range(2):
        with run(factory) as world:
            world.device().flash(Firmware("oc_reg_of_nobody"))
            world.device().power_on()
            world.run_for(SECOND_US)
            said.append([event.fields["text"] for event in world.trace if event.kind is EventKind.SERIAL])
    assert said[0] == said[1]


def test_a_closed_world_leaves_its_board_off(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        come_online(world)
        hand = world.device().hand
    assert hand.control is not None
    assert not hand.control.ask().powered


def test_looking_into_storage_of_a_board_that_is_off_is_no_boot(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        come_online(world)
        world.device().power_off()
        seen = len(world.trace)
        assert world.device().stored_record().verdict is RecordVerdict.VALID
        assert len(world.trace) == seen
        assert not world.device().has_power


def test_a_report_names_the_board_that_was_used(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        come_online(world)
        facts = world.facts()
    assert (facts["board_name"], facts["mac"], facts["boots"]) == ("virtual-esp32-1", "24:6F:28:00:00:01", "1")


def test_a_network_that_loses_everything_keeps_the_board_from_the_server(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        world.device()
        world.network.apply(Loss(1_000_000))
        made = world.server.generate_firmware(Board.ESP32, "device")
        world.device().flash(Firmware(made.registration_token))
        world.device().power_on()
        world.run_for(60 * SECOND_US)
        assert world.server.status(made.id) is DeviceStatus.PENDING


def test_the_world_can_do_what_its_bench_can(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        assert world.capabilities == factory.capabilities == frozenset(Capability) - BEYOND_A_LINE
        assert (world.name, world.profile) == ("serial:virtual", PROFILE)


def test_every_board_is_let_go_even_if_one_cannot_be(
    factory: SerialWorldFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise UnpluggedError("'/dev/x' is unplugged")

    world = factory.make(REQUEST)
    first, second = world.device(), world.device("second")
    second.power_on()
    monkeypatch.setattr(first, "let_go", gone)
    with pytest.raises(WorldError, match="is unplugged"):
        world.close()
    assert second.hand.control is not None
    assert second.hand.control.ask().powered is False


def test_a_board_that_boots_over_and_over_gets_its_own_mac_back(factory: SerialWorldFactory) -> None:
    with run(factory) as world:
        come_online(world)
        device = world.device()
        device.set_mac(bytes.fromhex("246f28ffffff"))
        device._crashes.loop = BootLoop(3, Reset(ResetCause.WATCHDOG))
    hand = device.hand
    assert hand.agent is not None
    assert hand.control is not None
    hand.control.power(on=True, hold=True)
    assert hand.agent.mac_read() == hand.mac


@pytest.mark.parametrize("error", [MachineRefusedError("port 80 is in use"), UnicodeError("label too long")])
def test_a_server_that_cannot_listen_is_an_error_of_the_world(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: WorldRequest) -> BenchSocket:
        raise error

    with closing(SerialWorldFactory("virtual")) as factory:
        monkeypatch.setattr(factory._bench, "socket", refuse)
        with pytest.raises(WorldError, match="the server for the boards cannot listen"):
            factory.make(REQUEST)

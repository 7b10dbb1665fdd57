"""What firmware does not say is not judged; the time that the steps behind it count on passes all the same."""

from oceanhil.protocol.board import Board
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.context import DeviceContext, WorldStep
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.steps.device_state import ExpectHalt
from oceanhil.scenarios.devices.steps.serial import ExpectNoSerial, ExpectSerial
from oceanhil.scenarios.world import Capability, SpeaksItsOwn, WorldRequest
from tests.scenarios.fake_world import FakeWorld, Planned, S, requested


class SilentWorld(FakeWorld, SpeaksItsOwn):
    """One whose firmware prints no documented line."""

    def speaks(self, line: Line) -> bool:
        del line
        return False


def passed_over(step: WorldStep, *planned: Planned) -> int:
    """Do a step that nothing can be said of; gives how much time it took, in seconds."""
    request = WorldRequest(board=Board.ESP32, seed=0, profile=load_profile())
    world = SilentWorld(request, {}, frozenset(Capability))
    for each in planned:
        world.plan(each)
    DeviceContext(world, Board.ESP32, FirmwareChoice()).do(step)
    return world.now_us // S


def test_a_line_about_an_answer_is_waited_for_until_its_request_was_answered() -> None:
    refused = ExpectSerial(line="[REG] HTTP Response: 401")
    assert passed_over(refused, requested("register", 200, 5 * S), requested("register", 401, 20 * S)) == 20


def test_of_several_the_last_is_waited_for() -> None:
    twice = ExpectSerial(line="[REG] HTTP Response: 401", count=2)
    assert passed_over(twice, requested("register", 401, 5 * S), requested("register", 401, 30 * S)) == 30


def test_a_request_that_never_comes_takes_no_longer_than_the_line_might() -> None:
    assert passed_over(ExpectSerial(line="[REG] HTTP Response: 401", within_us=7 * S)) == 7


def test_a_line_that_must_not_come_for_a_time_takes_that_time() -> None:
    assert passed_over(ExpectNoSerial(line="[WiFi] Connection lost", for_us=300 * S)) == 300


def test_the_end_of_a_program_that_does_not_say_so_takes_no_time() -> None:
    assert passed_over(ExpectHalt()) == 0

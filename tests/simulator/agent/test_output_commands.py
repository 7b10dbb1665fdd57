"""What the agent tells of relays, and what it lets the program read in place of its sensor."""

import json

from oceanhil.protocol.agent.commands import Factory, Go, Hold, RelaysRead, Restart, SensorSet
from oceanhil.protocol.agent.events import BootEvent, RelaysEvent
from oceanhil.protocol.agent.replies import RelaysReading
from oceanhil.protocol.agent.vocabulary import RelayState
from oceanhil.protocol.resets import ResetKind
from oceanhil.simulator.outputs import Sensors
from tests.simulator.agent.talk import Talk
from tests.simulator.answers import answers, state

OFF, ON = RelayState.OFF, RelayState.ON
ALL_OFF = RelaysReading(OFF, OFF, 0, 0)


def wanting_relay_2() -> Talk:
    """Give a board that runs, whose dashboard wants relay 2."""
    return Talk(answer=answers(poll=[state(relay2=True)])).running()


def reports(talk: Talk) -> list[tuple[float, float]]:
    """List what was reported of the sensor."""
    bodies = [json.loads(each.body) for each in talk.observed.requests if b"humidity" in each.body]
    return [(body["temperature"], body["humidity"]) for body in bodies]


def test_a_relay_that_the_program_switches_is_reported_and_counted() -> None:
    talk = wanting_relay_2()
    assert [each for each in talk.events() if isinstance(each, RelaysEvent)] == [RelaysEvent(OFF, ON)]
    assert talk.ask(RelaysRead()) == RelaysReading(OFF, ON, 0, 1)


def test_relays_that_open_at_a_reset_are_not_reported_and_those_of_the_record_are() -> None:
    talk = wanting_relay_2()
    talk.ask(Restart(ResetKind.PIN))
    talk.observed.run(2)
    told = [each for each in talk.events() if isinstance(each, RelaysEvent | BootEvent)]
    assert [type(each) for each in told] == [BootEvent, RelaysEvent, BootEvent, RelaysEvent]
    assert talk.ask(RelaysRead()) == RelaysReading(OFF, ON, 0, 1)


def test_a_board_that_is_held_holds_no_relay() -> None:
    talk = wanting_relay_2()
    talk.ask(Hold())
    assert talk.ask(RelaysRead()) == ALL_OFF
    assert Talk().held().ask(RelaysRead()) == ALL_OFF


def test_the_program_reports_what_the_bench_has_set_until_it_gives_the_sensor_back() -> None:
    talk = Talk().running()
    talk.ask(SensorSet(-5, None))
    talk.observed.run(60)
    talk.ask(SensorSet(None, None))
    talk.observed.run(60)
    assert reports(talk) == [(23.5, 62.0), (-0.5, 62.0), (23.5, 62.0)]


def test_a_boot_forgets_what_the_bench_has_set_but_not_what_the_sensor_shows() -> None:
    talk = Talk().held()
    talk.board.outputs.sensors = Sensors(10, 20)
    talk.ask(SensorSet(300, 400))
    talk.ask(Go())
    talk.observed.run(20)
    talk.ask(SensorSet(300, 400))
    talk.ask(Restart(ResetKind.SOFTWARE))
    talk.observed.run(20)
    assert set(reports(talk)) == {(1.0, 2.0)}


def test_the_factory_gives_the_sensor_back() -> None:
    talk = Talk().running(3)
    talk.ask(SensorSet(300, 400))
    talk.ask(Factory())
    assert talk.board.outputs.measure() == Sensors()

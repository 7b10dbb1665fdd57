"""A moment of a run has its place in the life that was led."""

from collections.abc import Sequence

from oceanhil.exploration.life import Happening, Life, Start
from oceanhil.exploration.timeline import Timeline
from oceanhil.scenarios.trace import Event, EventKind
from tests.exploration.explored import NEW, ONLINE, S, habitat, happening, life

WHERE = habitat()


def led(*happenings: Happening, start: Start = ONLINE) -> tuple[Life, Sequence[Event]]:
    chosen = life(*happenings, start=start)
    return chosen, WHERE.lead(chosen).events


def place(chosen: Life, events: Sequence[Event], kind: EventKind, **fields: str) -> int:
    """When in the life the last such thing came."""
    (*_, last) = (each for each in events if each.kind is kind and fields.items() <= each.fields.items())
    return Timeline(chosen, events).at(last.t_us)


def test_what_a_happening_does_lies_where_it_happens() -> None:
    for start in (ONLINE, NEW):
        chosen, events = led(happening("uptime", 100), happening("reset", 70), start=start)
        assert place(chosen, events, EventKind.BOOT, reason="pin") == 170 * S


def test_all_of_the_start_lies_at_its_end() -> None:
    chosen, events = led(happening("relay", 100))
    assert place(chosen, events, EventKind.BOOT, reason="power-on") == 0


def test_behind_a_disturbance_that_runs_on_a_life_keeps_its_own_time() -> None:
    chosen, events = led(happening("token-regenerated", 10, later=600 * S), happening("reset", 60))
    assert place(chosen, events, EventKind.BOOT, reason="pin") == 70 * S


def test_what_comes_later_lies_no_earlier() -> None:
    chosen, events = led(happening("token-revoked", 10, later=30 * S), happening("maintenance", 2, 90))
    found = [Timeline(chosen, events).at(each.t_us) for each in events]
    assert found == sorted(found)


def test_what_comes_behind_the_last_happening_lies_behind_it() -> None:
    chosen, events = led(happening("server-restart", 10))
    assert place(chosen, events, EventKind.REQUEST) > 10 * S

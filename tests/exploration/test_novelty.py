"""What a life reaches is told by the kinds of things that happened, and so is what is new in another one."""

from collections.abc import Sequence

from oceanhil.exploration.life import Happening
from oceanhil.exploration.novelty import edges_reached, reached_in
from oceanhil.scenarios.trace import Event, EventKind, Source
from tests.exploration.explored import habitat, happening, life

WHERE = habitat()


def event(kind: EventKind, device: str = "device", t_us: int = 0, **fields: str | int | bool) -> Event:
    return Event(t_us, Source.DEVICE, kind, device, fields)


def poll(status: int = 200) -> Event:
    return event(EventKind.REQUEST, method="GET", path="/api/device/state/", status=status)


def line(text: str) -> Event:
    return event(EventKind.SERIAL, text=text)


def reached(*happenings: Happening) -> set[str]:
    return {*reached_in(WHERE.lead(life(*happenings)).events)}


def ways(of: Sequence[Event]) -> set[str]:
    return {each for each in reached_in(of) if each.startswith("way: ")}


def times(of: Sequence[Event]) -> list[str]:
    return [each for each in reached_in(of) if each.startswith("times: ")]


def test_the_same_life_reaches_the_same_whenever_it_is_led() -> None:
    assert reached(happening("reset", 5)) == reached(happening("reset", 700))


def test_a_life_in_which_nothing_happens_reaches_nothing_that_another_does_not() -> None:
    assert reached() < reached(happening("server-status", 5, 60))


def test_a_thousand_polls_reach_as_much_as_two() -> None:
    assert reached_in([poll()] * 1000) == reached_in([poll()] * 2)


def test_what_is_reached_is_told_with_when_it_was_first() -> None:
    of = [event(EventKind.LOAD, t_us=5, verdict="valid"), event(EventKind.LOAD, t_us=9, verdict="valid")]
    assert reached_in(of)["thing: load valid"] == 5


def test_pairs_are_of_what_comes_behind_each_other() -> None:
    assert "pair: state 200 > state 401" in reached_in([poll(), poll(401)])
    assert "pair: state 200 > state 401" not in reached_in([poll(401), poll()])


def test_what_is_done_to_a_device_is_not_its_doing() -> None:
    done = [event(EventKind.NETWORK, change="loss 3 ppm"), event(EventKind.DASHBOARD, action="relay")]
    assert reached_in([poll(), *done]).keys() == reached_in([poll()]).keys()
    assert "pair: dashboard relay > state 401" in reached_in([poll(), *done, poll(401)])


def test_answers_are_told_apart_as_a_device_tells_them_apart() -> None:
    assert reached_in([poll(502)]).keys() == reached_in([poll(404)]).keys() != reached_in([poll(401)]).keys()


def test_a_state_is_of_device_storage_and_server() -> None:
    events = [event(EventKind.LOAD, verdict="valid"), event(EventKind.STATUS, status="online"), poll()]
    assert "state: state 200 | load valid | status online" in reached_in(events)


def test_how_often_something_came_counts_by_powers_of_two_since_the_start() -> None:
    assert times([poll(401)] * 5) == ["times: state 401 x 2", "times: state 401 x 4"]
    boot = event(EventKind.BOOT, reason="pin")
    assert times([poll(401), boot, poll(401), boot]) == []


def test_a_way_back_is_what_lies_between_two_answered_polls_each_thing_once() -> None:
    assert ways([poll(), poll(401), poll(403), poll(401), event(EventKind.BOOT, reason="pin"), poll(), poll()]) == {
        "way: state 401 > state 403 > boot pin > back"
    }


def test_a_line_is_told_by_what_stands_before_its_details() -> None:
    one, other = ([poll(), line(text)] for text in ("[WiFi] IP Address: 10.0.0.7", "[WiFi] IP Address: 10.0.0.8"))
    assert reached_in(one).keys() == reached_in(other).keys() != reached_in([poll()]).keys()


def test_what_noise_makes_of_lines_is_nothing_new() -> None:
    noise = [event(EventKind.LINE, change="noise 9 ppm, lost 0 ppm"), line("[WaFi] I")]
    assert reached_in([poll(), *noise]) == reached_in([poll()])
    mended = [*noise, event(EventKind.LINE, change="sound"), line("[WiFi] IP")]
    assert "thing: [WiFi] IP" in reached_in([poll(), *mended])


def test_two_devices_have_a_course_each() -> None:
    twin = event(EventKind.BOOT, device="twin", reason="pin")
    assert "pair: state 200 > state 401" in reached_in([poll(), twin, poll(401)])


def test_edges_of_the_code_are_reached_by_their_numbers() -> None:
    assert edges_reached({7: 5, 9: 6}) == {"edge: 7": 5, "edge: 9": 6}

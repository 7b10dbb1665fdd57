from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.report.collapse import Entry, Repeat, collapse, signature
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source


def event(t_us: int, **fields: Scalar) -> Event:
    return Event(t_us, Source.SERVER, EventKind.REQUEST, "device", fields)


def poll(t_us: int, method: str = "GET", status: int = 200) -> Event:
    return event(t_us, method=method, path="/api/device/state/", status=status)


def first_to_last(entry: Entry) -> tuple[int, int]:
    return (entry.from_us, entry.to_us) if isinstance(entry, Repeat) else (entry.t_us, entry.t_us)


def test_events_that_do_not_repeat_come_back_unchanged() -> None:
    events = [poll(1), poll(2, "POST"), poll(3, status=503), poll(4)]
    assert collapse(events) == tuple(events)


def test_equal_polls_become_the_first_and_a_repeat() -> None:
    entries = collapse([poll(5 * number) for number in range(720)])
    assert entries == (poll(0), Repeat(5, 3595, ((poll(5), 719),)))


def test_two_rounds_are_left_alone() -> None:
    events = [poll(1), poll(2, "POST"), poll(3), poll(4, "POST")]
    assert collapse(events) == tuple(events)


@pytest.mark.slow
def test_a_day_of_polls_and_reports_folds_cycles_of_cycles() -> None:
    events = [poll(number, "POST" if number % 13 == 12 else "GET") for number in range(17_280)]
    entries = collapse(events)
    assert len(entries) < 12
    assert sum(entry.events if isinstance(entry, Repeat) else 1 for entry in entries) == 17_280


def test_another_status_breaks_a_repeat() -> None:
    events = [*map(poll, range(10)), poll(10, status=401), *map(poll, range(11, 20))]
    assert poll(10, status=401) in collapse(events)


def test_fields_nobody_is_shown_do_not_matter() -> None:
    events = [event(number, method="GET", path="/p", status=200, skew=number) for number in range(9)]
    assert len(collapse(events)) == 2


@pytest.mark.parametrize("name", ["clock_off_s", "retry_after"])
def test_what_an_answer_is_told_with_is_not_folded_into_another(name: str) -> None:
    refused = [event(number, method="POST", path="/p", status=401, **{name: 600}) for number in range(9)]
    another = [event(9 + number, method="POST", path="/p", status=401, **{name: 7_200}) for number in range(9)]
    entries = collapse([*refused, *another])
    assert [entry.fields[name] for entry in entries if isinstance(entry, Event)] == [600, 7_200]
    assert [entry.events for entry in entries if isinstance(entry, Repeat)] == [8, 8]


def test_a_clock_that_is_asked_at_another_part_of_its_second_folds() -> None:
    refused = [event(number, method="POST", path="/p", status=401, clock_off_s=600 + number % 2) for number in range(9)]
    assert len(collapse([*refused, event(9, method="POST", path="/p", status=401, clock_off_s=601)])) == 2


def test_devices_are_not_mixed_up() -> None:
    one = Event(1, Source.SERVER, EventKind.REQUEST, "device", {"status": 200})
    other = Event(1, Source.SERVER, EventKind.REQUEST, "twin", {"status": 200})
    assert signature(one) != signature(other)


@pytest.mark.slow
@given(st.lists(st.sampled_from(["GET", "POST", "PUT"]), max_size=120))
def test_no_event_is_lost_and_none_made_up(methods: list[str]) -> None:
    events = [poll(number, method) for number, method in enumerate(methods)]
    kept: Counter[Scalar] = Counter()
    for entry in collapse(events):
        for shown, number in entry.counts if isinstance(entry, Repeat) else ((entry, 1),):
            kept[shown.fields["method"]] += number
    assert kept == Counter(methods)


@pytest.mark.slow
@given(st.lists(st.sampled_from(["GET", "POST", "PUT"]), max_size=120))
def test_order_in_time_is_kept(methods: list[str]) -> None:
    times = [
        t_us
        for entry in collapse([poll(number, method) for number, method in enumerate(methods)])
        for t_us in first_to_last(entry)
    ]
    assert times == sorted(times)

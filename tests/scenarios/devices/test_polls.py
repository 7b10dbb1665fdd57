"""How often a device polls, as its polls come."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.scenarios.devices.polls import habitual_interval_s
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source

PATH = "/api/device/state/"


def polls(*times_us: int, device: str = "device", method: str = "GET") -> list[Event]:
    fields: Mapping[str, Scalar] = {"method": method, "path": PATH, "status": 200, "session": "5e5510"}
    return [Event(at_us, Source.SERVER, EventKind.REQUEST, device, fields) for at_us in times_us]


def boot(at_us: int) -> Event:
    return Event(at_us, Source.DEVICE, EventKind.BOOT, "device", {})


def wake(at_us: int) -> Event:
    return Event(at_us, Source.DEVICE, EventKind.BOOT, "device", {"reason": "deep-sleep"})


@given(st.integers(1, 900), st.integers(0, 10**9), st.lists(st.integers(0, 49_999), min_size=6, max_size=30))
def test_polls_at_an_interval_are_seen_as_such(every: int, begun_us: int, late_us: list[int]) -> None:
    times_us = [begun_us + number * every * 1_000_000 + late for number, late in enumerate(late_us)]
    assert habitual_interval_s(polls(*times_us), "device", PATH) == every


def test_few_polls_are_no_habit() -> None:
    assert habitual_interval_s(polls(*range(0, 50_000_000, 10_000_000)), "device", PATH) is None


def test_polls_that_come_as_they_like_are_no_habit() -> None:
    uneven = polls(0, 1_000_000, 5_000_000, 20_000_000, 22_000_000, 60_000_000)
    assert habitual_interval_s(uneven, "device", PATH) is None


def test_a_start_between_two_polls_makes_no_interval_of_them() -> None:
    events = [event for at in range(9) for event in (boot(at * 9_000_000), *polls(at * 9_000_000 + 1))]
    assert habitual_interval_s(events, "device", PATH) is None


def test_a_deep_sleep_between_two_polls_is_part_of_the_interval() -> None:
    woken = [event for at in range(9) for event in (wake(at * 9_000_000), *polls(at * 9_000_000 + 1))]
    assert habitual_interval_s(woken, "device", PATH) == 9


def test_reports_count_for_a_device_that_never_polls() -> None:
    reports = polls(*range(0, 99_000_000, 9_000_000), method="POST")
    assert habitual_interval_s(reports, "device", PATH) == 9
    assert habitual_interval_s([*reports, *polls(100_000_000)], "device", PATH) is None


def test_another_devices_polls_do_not_count() -> None:
    assert habitual_interval_s(polls(*range(0, 99_000_000, 9_000_000), device="twin"), "device", PATH) is None

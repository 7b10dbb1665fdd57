"""Two traces are the same when nothing that can be observed from outside differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.scenarios.comparison import Difference, blind_to, first_difference, masked, observables
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
from oceanhil.scenarios.world import Capability


def event(kind: EventKind, device: str = "device", t_us: int = 0, **fields: Scalar) -> Event:
    return Event(t_us, Source.DEVICE, kind, device, fields)


def line(text: str, device: str = "device", t_us: int = 0) -> Event:
    return event(EventKind.SERIAL, device, t_us, text=text)


def poll(status: int, t_us: int = 0) -> Event:
    return event(EventKind.REQUEST, t_us=t_us, method="GET", path="/api/device/state/", status=status, token="x")


BOOTED = line("[WiFi] Connecting... Connected!")
EVENTS = st.lists(
    st.one_of(
        st.builds(line, st.sampled_from(["[A] one", "[A] two", "ets boot"]), st.sampled_from(["device", "twin"])),
        st.builds(poll, st.sampled_from([200, 401])),
    ),
    max_size=12,
)


@pytest.mark.slow
@given(EVENTS)
def test_a_trace_does_not_differ_from_itself(events: list[Event]) -> None:
    assert first_difference(events, events) is None


@pytest.mark.slow
@given(EVENTS, st.integers(0, 10**12))
def test_when_things_happened_makes_no_difference(events: list[Event], offset_us: int) -> None:
    later = [Event(each.t_us + offset_us, each.source, each.kind, each.device, each.fields) for each in events]
    assert first_difference(events, later) is None


@pytest.mark.slow
@given(EVENTS)
def test_how_streams_interleave_makes_no_difference(events: list[Event]) -> None:
    by_stream = sorted(events, key=lambda each: (each.device, each.kind.value))
    assert first_difference(events, by_stream) is None


@pytest.mark.slow
@given(EVENTS, EVENTS)
def test_difference_is_symmetrical(left: list[Event], right: list[Event]) -> None:
    one, other = first_difference(left, right), first_difference(right, left)
    assert (one is None) == (other is None)


def test_one_poll_more_makes_no_difference() -> None:
    assert first_difference([poll(200), poll(401)], [poll(200), poll(200), poll(401)]) is None


def test_another_poll_between_two_requests_makes_no_difference() -> None:
    report = event(EventKind.REQUEST, method="POST", path="/api/device/state/", status=200)
    assert first_difference([poll(200), report, poll(200), report], [poll(200), report]) is None
    assert first_difference([poll(200), poll(401), poll(200)], [poll(200), poll(401)]) is not None


def test_a_report_more_or_a_poll_of_another_device_does() -> None:
    report = event(EventKind.REQUEST, method="POST", path="/api/device/state/", status=200)
    twin = Event(0, Source.SERVER, EventKind.REQUEST, "twin", poll(200).fields)
    for more in (report, twin, poll(401)):
        assert first_difference([poll(200), more], [poll(200)]) is not None


def test_another_answer_does() -> None:
    assert first_difference([BOOTED, poll(200), poll(401)], [BOOTED, poll(200), poll(403)]) == Difference(
        device="device",
        kind=EventKind.REQUEST,
        index=1,
        left="GET /api/device/state/ 401",
        right="GET /api/device/state/ 403",
        before=("GET /api/device/state/ 200",),
    )


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"status": 200, "code": ""}, "GET /x 200"),
        ({"status": 200, "code": None}, "GET /x 200"),
        ({"status": 401, "code": "token_used", "token": "oc_perm_abcde…"}, "GET /x 401 token_used"),
        ({"status": 0}, "GET /x 0"),
    ],
)
def test_of_a_request_counts_what_was_asked_and_how_it_was_answered(fields: dict[str, Scalar], text: str) -> None:
    asked = Event(0, Source.SERVER, EventKind.REQUEST, "device", {"method": "GET", "path": "/x", **fields})
    (seen,) = observables([asked])
    assert seen.text == text


@pytest.mark.parametrize(
    ("relay1", "relay2", "text"),
    [(True, False, "relay1 on, relay2 off"), (False, True, "relay1 off, relay2 on")],
)
def test_of_relays_counts_which_is_switched_on(relay1: bool, relay2: bool, text: str) -> None:
    (seen,) = observables([event(EventKind.RELAYS, relay1=relay1, relay2=relay2)])
    assert seen.text == text


def test_something_lacking_at_the_end_is_a_difference() -> None:
    found = first_difference([BOOTED], [BOOTED, line("[INFO] Device ONLINE")])
    assert found is not None
    assert (found.index, found.left, found.right) == (1, None, "[INFO] Device ONLINE")


def test_what_follows_stands_with_the_difference() -> None:
    tail = [poll(404), poll(200), poll(404), poll(200)]
    found = first_difference([poll(200), *tail], [poll(401), *tail[:2]])
    assert found is not None
    assert [len(found.before), len(found.left_after), len(found.right_after)] == [0, 3, 2]


def test_a_crash_in_one_world_only_is_a_difference() -> None:
    crash = Event(0, Source.DEVICE, EventKind.PANIC, "device", {"kind": "abort", "found": "abort()", "text": ""})
    found = first_difference([BOOTED], [BOOTED, crash])
    assert found is not None
    assert (found.kind, found.left, found.right) == (EventKind.PANIC, None, "abort")


def test_what_one_world_cannot_see_is_compared_in_neither() -> None:
    saved = event(EventKind.SAVE, verdict="valid")
    assert first_difference([BOOTED, saved], [BOOTED]) is not None
    assert first_difference([BOOTED, saved], [BOOTED], blind=frozenset({EventKind.SAVE})) is None


def faulty(change: str, device: str = "device") -> Event:
    return Event(0, Source.HARNESS, EventKind.LINE, device, {"change": change})


def test_what_only_a_disturbed_line_tells_is_not_compared() -> None:
    told = [line("[A] one"), event(EventKind.LOAD, verdict="valid"), event(EventKind.SAVE, verdict="empty")]
    assert first_difference([faulty("stuck"), *told], [faulty("stuck")]) is None
    assert first_difference([faulty("sound"), *told], [faulty("sound")]) is not None


def test_what_the_server_sees_is_compared_while_a_line_is_disturbed() -> None:
    found = first_difference([faulty("stuck"), poll(200)], [faulty("stuck"), poll(401)])
    assert found is not None
    assert found.kind is EventKind.REQUEST


def test_a_mended_line_is_compared_again() -> None:
    found = first_difference(
        [faulty("noise 1 ppm"), line("[A] x"), faulty("sound"), line("[A] one")], [line("[A] two")]
    )
    assert found is not None
    assert (found.left, found.right) == ("[A] one", "[A] two")


def test_the_line_of_another_device_is_compared() -> None:
    assert first_difference([faulty("stuck", "twin"), line("[A] one")], []) is not None


def test_a_world_without_the_dashboard_sees_no_requests() -> None:
    assert blind_to(frozenset(Capability)) == frozenset()
    assert blind_to({Capability.POWER}) == {
        EventKind.REQUEST,
        EventKind.STATUS,
        EventKind.RELAYS,
        EventKind.TIME,
    }


def test_the_first_of_several_differences_by_the_left_trace_is_shown() -> None:
    left = [poll(200), line("[A] one")]
    found = first_difference(left, [line("[A] two"), poll(401)])
    assert found is not None
    assert found.kind is EventKind.REQUEST


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[SYSTEM] Device ID: ESP32_246F28AABBCC", "[SYSTEM] Device ID: <device_id>"),
        ("[WiFi] IP Address: 192.168.1.100", "[WiFi] IP Address: <ip>"),
        ("[REG] Registration token: oc_reg_abcde…", "[REG] Registration token: <token>"),
        ("[REG] HTTP Response: 401", "[REG] HTTP Response: 401"),
        ("[REG]  Registration successful!", "[REG]  Registration successful!"),
        ("[REG] ✓ Registration successful!", "[REG]  Registration successful!"),
        ("[SESSION] Got session ID: a1b2c3d4", "[SESSION] Got session ID: <session>"),
        ("[SYSTEM] Next attempt in 600 s", "[SYSTEM] Next attempt in <seconds> s"),
        ("[REG] Registration failed: Invalid token", "[REG] Registration failed: Invalid token"),
        ("[EEPROM] Token loaded (slot A, seq 7)", "[EEPROM] Token loaded (slot <slot>, seq <sequence>)"),
        ("[NET] peer 10.0.0.7 (24:6F:28:AA:BB:CC) after 12 ms", "[NET] peer <ip> (<mac>) after <time> ms"),
        ("[NET] key deadbeef01 ", "[NET] key <hex>"),
    ],
)
def test_what_differs_from_run_to_run_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_only_what_can_be_observed_from_outside_counts() -> None:
    events = [
        line("ets Jun  8 2016 00:22:57"),
        event(EventKind.STEP, index=0),
        event(EventKind.POWER, state="on"),
        event(EventKind.STATUS, status="online"),
        event(EventKind.LOAD, verdict="valid"),
    ]
    assert [each.text for each in observables(events)] == ["online", "valid"]


def test_a_reason_is_in_the_words_of_who_gives_it() -> None:
    left, right = [line("[SYSTEM] Halted: no MAC")], [line("[SYSTEM] Halted: eFuse MAC CRC error")]
    assert first_difference(left, right) is None
    assert first_difference(left, [line("[SYSTEM] Device ID generation failed")]) is not None


def test_what_only_one_run_has_in_its_last_moment_is_no_difference() -> None:
    saved, polled, ended = line("[EEPROM] Token saved", t_us=95), poll(401, t_us=80), line("ets boot", t_us=100)
    assert first_difference([BOOTED, saved, ended], [BOOTED], moment_us=10) is None
    assert first_difference([BOOTED], [BOOTED, saved, ended], moment_us=10) is None
    assert first_difference([BOOTED, polled, ended], [BOOTED], moment_us=10) is not None
    assert first_difference([BOOTED, saved, ended], [BOOTED]) is not None


def test_what_differs_in_the_last_moment_of_both_is_a_difference() -> None:
    saved, failed = line("[EEPROM] Token saved", t_us=95), line("[EEPROM] Save failed", t_us=95)
    assert first_difference([BOOTED, saved], [BOOTED, failed], moment_us=10) is not None

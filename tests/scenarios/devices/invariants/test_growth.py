"""I10: waits after failures of any kind."""

import pytest

from oceanhil.protocol.network_change import Loss
from oceanhil.protocol.profile import load_profile, polling_every
from oceanhil.scenarios.devices.invariants.growth import WaitsGrow
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.invariants.foreign_life import Life
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import Planned, boot, line, network, power, requested

DOUBLING = (0, 2, 6, 14, 30, 62, 122, 182, 242)
STEADY = tuple(range(0, 200, 5))


def seen(*planned: Planned) -> str:
    return seen_by(WaitsGrow, *planned)


def failed(how: str, after_us: int) -> Planned:
    match how:
        case "wifi":
            return line("[WiFi] Connecting... Failed!", after_us)
        case "refused":
            return line("[POLL] HTTP Response: -1", after_us)
        case "no session":
            return requested("session", 200, after_us)
        case "dropped":
            return requested("register", 200, after_us, fault="drop_response")
        case _:
            return requested("session", int(how), after_us)


@pytest.mark.parametrize("how", ["refused", "no session", "dropped", "500", "503", "0"])
def test_doubling_waits_are_in_order_and_steady_ones_are_not(how: str) -> None:
    assert not seen(*(failed(how, each * S) for each in DOUBLING))
    assert seen(*(failed(how, each * S) for each in STEADY))


def test_after_half_an_answer_the_device_itself_says_whether_it_was_one() -> None:
    halves = [requested("state", 200, each * S, fault="malformed") for each in STEADY]
    assert not seen(*halves)
    assert seen(
        *(each for half, at in zip(halves, STEADY, strict=True) for each in (half, failed("refused", at * S + 1)))
    )


@pytest.mark.parametrize("fault", ["reset_after_head", "truncate"])
def test_to_somebody_elses_firmware_a_poll_whose_200_was_cut_may_be_unreadable(fault: str) -> None:
    polls = [requested("state", 200, each * S, fault=fault) for each in STEADY]
    told = (each for poll, at in zip(polls, STEADY, strict=True) for each in (poll, failed("refused", at * S + 1)))
    assert not Life(WaitsGrow).see(*polls).found
    assert Life(WaitsGrow).see(*told).found
    assert Life(WaitsGrow).see(*(requested("session", 200, each * S, fault=fault) for each in STEADY)).found
    assert seen(*polls)


@pytest.mark.parametrize("fault", ["delay+segments", "status+delay", "answer+slow+segments", "corrupt+delay"])
def test_polls_go_on_at_their_pace_where_several_faults_strike_and_the_answer_arrives_whole(fault: str) -> None:
    assert not seen(*(requested("state", 200, each * S, fault=fault) for each in STEADY))


@pytest.mark.parametrize(
    ("fault", "is_failure", "is_failure_of_others"),
    [
        ("delay+truncate", True, False),
        ("malformed+delay", False, False),
        ("malformed+truncate", False, False),
        ("delay+drop_response", True, True),
    ],
)
def test_of_several_faults_the_gravest_decides(fault: str, is_failure: object, is_failure_of_others: object) -> None:
    polls = [requested("state", 200, each * S, fault=fault) for each in STEADY]
    assert (bool(seen(*polls)), bool(Life(WaitsGrow).see(*polls).found)) == (is_failure, is_failure_of_others)


def test_what_was_announced_to_join_is_over_where_a_core_has_joined_by_itself() -> None:
    away = (line("[WiFi] Connecting... Failed!", S), line("[SYSTEM] Next attempt in 62 s", S + 1))
    joined, again = line("[WiFi] IP Address: 192.168.1.100", 6 * S), line("[WiFi] Connecting... Failed!", 40 * S)
    assert not Life(WaitsGrow).see(*away, joined, again).found
    assert Life(WaitsGrow).see(*away, again).found
    assert seen(*away, joined, again)


def test_a_core_that_joined_by_itself_need_not_say_so() -> None:
    away = (line("[WiFi] Connecting... Failed!", S), line("[SYSTEM] Next attempt in 62 s", S + 1))
    assert not Life(WaitsGrow).see(*away, requested("state", 200, 6 * S)).found
    assert seen(*away, requested("state", 200, 6 * S))
    lost = line("[SESSION] HTTP Response: -1", 30 * S)
    assert not Life(WaitsGrow).see(*away, lost).found
    assert seen(*away, lost)


def test_polls_go_on_at_their_pace_while_a_made_up_200_answers_them() -> None:
    for fault in ("answer", "status"):
        assert not seen(*(requested("state", 200, each * S, fault=fault) for each in STEADY))
        assert seen(*(requested("session", 200, each * S, fault=fault) for each in STEADY))


def test_a_request_that_comes_through_shows_that_the_network_was_joined() -> None:
    tries = [
        (failed("wifi", each * 40 * S), line("[SYSTEM] Next attempt in 2 s", each * 40 * S + 1)) for each in range(9)
    ]
    asks = [requested("state", 200, each * 40 * S + 20 * S) for each in range(9)]
    assert seen(*(each for pair in tries for each in pair))
    assert not seen(*(each for pair, asked in zip(tries, asks, strict=True) for each in (*pair, asked)))


def test_the_breach_says_how_often_and_how_soon() -> None:
    found = seen(*(failed("500", each * S) for each in STEADY[:6]))
    assert found == (
        "device failed 6 times in a row at /api/device/session/, the last 4 within 15s, "
        "at least 18s 666ms 667us expected"
    )


def test_a_wait_that_is_long_from_the_beginning_need_not_grow() -> None:
    assert not seen(*(failed("500", 30 * number * S) for number in range(12)))


def test_a_device_that_says_that_it_tries_to_join_again_at_once_each_time_is_told_so() -> None:
    def joins(*waits: int) -> str:
        shown = (
            (failed("wifi", each * 40 * S), line(f"[SYSTEM] Next attempt in {waits[each]} s", each * 40 * S + 1))
            for each in range(len(waits))
        )
        return seen(*(each for pair in shown for each in pair))

    assert not joins(2, 4, 8, 16, 32, 60)
    assert not joins(2, 3, 5, 8, 13, 21, 34)
    assert joins(2, 2, 2, 2) == (
        "device failed 4 times in a row to join the network and waits 2 s, at least 5 s expected"
    )


def test_before_each_attempt_to_join_but_the_first_a_wait_is_announced() -> None:
    announced = line("[SYSTEM] Next attempt in 2 s", 1)
    assert not seen(failed("wifi", 0), announced, failed("wifi", 40 * S))
    assert seen(failed("wifi", 0), failed("wifi", 40 * S)) == (
        "device tried again to join the network and had announced no wait"
    )
    joined = line("[WiFi] IP Address: 192.168.1.100", 20 * S)
    assert not seen(failed("wifi", 0), announced, joined, failed("wifi", 40 * S))


@pytest.mark.parametrize(
    "between",
    [
        requested("session", 200, 11 * S, session="5e5510"),
        boot(11 * S),
        power("off", 11 * S),
        line("[WiFi] IP Address: 192.168.1.100", 11 * S),
        line("[WiFi] Connecting... Connected!", 11 * S),
    ],
)
def test_what_went_well_or_began_anew_begins_the_count_anew(between: Planned) -> None:
    before = [failed("500", each * S) for each in (0, 5, 10)]
    after = [failed("500", each * S) for each in (15, 20, 25)]
    assert not seen(*before, between, *after)
    assert seen(*before, *after, failed("500", 30 * S))


@pytest.mark.parametrize(
    ("change", "begins_anew"), [("access point 'OceanNet', 2.4GHz", True), ("server reachable", False)]
)
def test_foreign_firmware_need_not_say_that_it_has_joined_another_access_point(
    change: str, *, begins_anew: bool
) -> None:
    before = [failed("refused", each * S) for each in (0, 5, 10)]
    changed = Planned(11 * S, EventKind.NETWORK, {"change": change}, "", Source.HARNESS)
    after = [failed("refused", each * S) for each in (15, 20, 25)]
    assert bool(Life(WaitsGrow).see(*before, changed, *after).found) is not begins_anew
    assert seen(*before, changed, *after)


def test_who_looks_for_a_network_in_vain_has_joined_none() -> None:
    away = Planned(16 * S, EventKind.NETWORK, {"change": "access point 'Another', 2.4GHz"}, "", Source.HARNESS)
    before, after = ([failed("wifi", each * S) for each in times] for times in ((0, 5, 10, 15), (20, 25, 30)))
    assert Life(WaitsGrow).see(*before, away, *after).found


def test_a_failure_that_the_device_prints_too_is_one() -> None:
    both = [[failed("dropped", each * S), line("[REG] HTTP Response: -5", each * S + 1)] for each in DOUBLING]
    assert not seen(*(event for pair in both for event in pair))


def test_who_waits_as_the_server_said_need_not_wait_longer() -> None:
    assert not seen(*(requested("session", 503, each * S, retry_after=1) for each in range(10)))
    assert seen(*(requested("session", 503, each * S) for each in range(10)))


def test_a_poll_whose_answer_was_corrupted_may_be_made_again_at_its_pace() -> None:
    polls = [requested("state", 200, 5 * each * S, fault="corrupt") for each in range(12)]
    assert not seen(*polls)
    assert seen(*(requested("state", 200, 5 * each * S, fault="truncate") for each in range(12)))


def test_an_announced_wait_is_kept() -> None:
    told = line("[SYSTEM] Next attempt in 8 s", 0)
    assert not seen(told, requested("session", 200, 7 * S, session="5e5510"))
    assert seen(told, requested("session", 200, 2 * S, session="5e5510")) == (
        "device asked again after 2s, 8s were announced"
    )


def test_foreign_firmware_may_report_while_it_waits_to_poll_again() -> None:
    polls = [requested("state", 500, 0), line("[SYSTEM] Next attempt in 90 s", 0)]
    reports = [requested("state", 200, each * S, method="POST") for each in (1, 61)]
    assert not Life(WaitsGrow).see(*polls, *reports, requested("state", 200, 90 * S)).found
    early = Life(WaitsGrow).see(*polls, *reports, requested("state", 200, 70 * S))
    assert early.found == "device asked again after 1m 10s, 1m 30s were announced"
    # Of documented firmware what was announced is the next request of any kind, and so it is after a failed report.
    assert seen(*polls, *reports)
    failed_report = [requested("state", 500, 0, method="POST"), line("[SYSTEM] Next attempt in 90 s", 0)]
    assert Life(WaitsGrow).see(*failed_report, *reports).found


def test_polls_and_reports_of_foreign_firmware_wait_each_for_itself() -> None:
    polls = [requested("state", 500, each * S) for each in DOUBLING]
    reports = [requested("state", 500, each * S + 1, method="POST") for each in DOUBLING]
    assert not Life(WaitsGrow).see(*polls, *reports).found
    assert seen(*polls, *reports)
    steady = [requested("state", 500, each * S, method="POST") for each in range(9)]
    found = "device failed 4 times in a row to report, the last 4 within 3s, at least "
    assert Life(WaitsGrow).see(*steady).found.startswith(found)
    good = requested("state", 200, 2 * S + 1)
    assert not Life(WaitsGrow).see(*steady[:3], good, *steady[3:6]).found


def test_an_announced_wait_is_over_when_it_is_over_unless_the_network_was_touched() -> None:
    told = line("[SYSTEM] Next attempt in 8 s", 0)
    late = requested("session", 200, 16 * S, session="5e5510")
    assert not seen(told, requested("session", 200, 14 * S, session="5e5510"))
    assert seen(told, late) == "device asked again only after 16s, 8s were announced"
    assert not seen(network(0), told, late)
    assert not seen(told, boot(9 * S), late)


def test_a_failed_poll_is_asked_again_with_the_next_poll() -> None:
    told, next_poll = line("[SYSTEM] Next attempt in 3 s", 0), requested("state", 200, 15 * S, session="5e5510")
    assert not seen_by(WaitsGrow, told, next_poll, profile=polling_every(load_profile(), 15))
    assert seen_by(WaitsGrow, told, next_poll, profile=polling_every(load_profile(), 5))


def test_after_a_failure_nobody_waits_for_ten_minutes() -> None:
    told = line("[SYSTEM] Next attempt in 600 s", 1)
    assert seen(failed("500", 0), told) == (
        "device waits 600 s after POST /api/device/session/ was answered 500, which may pass: at most 375 s expected"
    )
    assert not seen(requested("session", 401, 0, code="token_invalid"), told)


def test_jitter_comes_on_top_of_the_longest_wait() -> None:
    told = [line(f"[SYSTEM] Next attempt in {seconds} s", 1) for seconds in (375, 376)]
    assert [bool(seen(failed("500", 0), each)) for each in told] == [False, True]


def test_who_polls_more_seldom_than_the_longest_wait_may_wait_for_five_polls() -> None:
    told = line("[SYSTEM] Next attempt in 1875 s", 1)
    for interval_s, is_enough in ((300, True), (299, False)):
        found = seen_by(WaitsGrow, failed("500", 0), told, profile=polling_every(load_profile(), interval_s))
        assert (not found) is is_enough


def test_who_was_told_how_long_waits_that_long_whatever_failed_before() -> None:
    told = line("[SYSTEM] Next attempt in 600 s", 2)
    assert not seen(failed("dropped", 0), requested("session", 503, 1, retry_after=600), told)


def test_what_went_well_since_is_no_failure_to_wait_after() -> None:
    told = line("[SYSTEM] Next attempt in 600 s", 2)
    assert not seen(failed("wifi", 0), requested("session", 200, 1, session="5e5510"), told)


def lost(*times_s: int, code: str = "session_unknown") -> list[Planned]:
    return [requested("state", 401, each * S, session="5e5510", code=code) for each in times_s]


def test_sessions_that_are_over_at_once_are_asked_for_more_and_more_rarely() -> None:
    assert not seen(*lost(0, *DOUBLING))
    assert seen(*lost(*range(0, 30, 2))) == (
        "device failed 5 times in a row to poll with a new session, the last 4 within 6s, "
        "at least 9s 333ms 333us expected"
    )


def test_a_session_that_was_good_for_a_poll_may_be_replaced_at_once() -> None:
    pairs = [(requested("state", 200, 5 * each * S, session="5e5510"), *lost(5 * each + 1)) for each in range(20)]
    assert not seen(*(event for pair in pairs for event in pair))


def test_the_first_of_several_sessions_that_are_over_may_be_replaced_at_once() -> None:
    waits_ms = (0, 0, 1_500, 4_500, 10_500)
    over = [requested("state", 401, each * S // 1_000, session="5e5510", code="session_expired") for each in waits_ms]
    assert not seen(*over)
    assert seen(*over[1:], requested("state", 401, 5 * S, session="5e5510", code="session_expired"), *over[1:])


def test_a_refused_token_is_no_session_that_is_over() -> None:
    assert not seen(*lost(*range(0, 30, 2), code="token_revoked"))


def test_a_line_that_is_disturbed_tells_nothing() -> None:
    noise = Planned(0, EventKind.LINE, {"change": "noise 100 ppm"})
    assert not seen(noise, *(failed("wifi", each * S) for each in STEADY))


def test_what_was_under_way_when_the_network_went_breaks_no_word_given_since() -> None:
    told = [network(0), line("[SESSION] HTTP Response: -5", 1), line("[SYSTEM] Next attempt in 8 s", 2)]
    assert not seen(*told, requested("session", 200, 15_000, session="5e5510"))
    assert seen(*told, requested("session", 200, 15_000, session="5e5510"), requested("session", 200, 2 * S))
    assert seen(*told[1:], requested("session", 200, 15_000, session="5e5510"))


def test_a_request_that_succeeds_right_after_the_network_is_mended_begins_the_count_anew() -> None:
    before = [failed("500", each * S) for each in DOUBLING[:5]]
    well = [network(40 * S), requested("session", 200, 40 * S + 1, session="5e5510")]
    after = [failed("500", (50 + each) * S) for each in DOUBLING[:4]]
    assert not seen(*before, *well, *after)
    assert seen(*before, *after)


ASKED = requested("state", 503, 10 * S, retry_after=600)


@pytest.mark.parametrize(
    ("later", "is_too_soon"),
    [
        ([requested("state", 200, 609 * S)], True),
        ([requested("state", 200, 610 * S)], False),
        ([boot(20 * S), requested("state", 200, 30 * S)], False),
        ([line("[POLL] HTTP Response: -1", 20 * S), requested("state", 200, 30 * S)], False),
        ([requested("session", 200, 30 * S)], False),
        ([network(20 * S), requested("state", 200, 30 * S)], True),
        ([network(10 * S + 20_000), requested("state", 200, 30 * S)], False),
    ],
)
def test_nobody_asks_sooner_than_a_503_has_said(later: list[Planned], is_too_soon: bool) -> None:
    said = "device asked again 9m 59s after a 503 that asked to wait 10m"
    found = seen(ASKED, *later)
    assert bool(found) is is_too_soon
    assert found in {"", said, said.replace("9m 59s", "20s")}


def test_a_503_that_says_nothing_or_was_lost_and_any_other_status_bind_nobody() -> None:
    assert not seen(network(5 * S, Loss(100_000).words), ASKED, requested("state", 200, 30 * S))
    for asked in (
        requested("state", 503, 10 * S),
        requested("state", 503, 10 * S, retry_after=600, fault="drop_response"),
        requested("state", 500, 10 * S, retry_after=600),
    ):
        assert not seen(asked, requested("state", 200, 30 * S))


def test_a_503_is_believed_for_a_day() -> None:
    day_s = load_profile().device.retry_after_max_s
    month = requested("state", 503, 0, retry_after=30 * day_s)
    assert seen(month, requested("state", 200, (day_s - 1) * S))
    assert not seen(month, requested("state", 200, day_s * S))


def test_polls_and_reports_of_others_have_waits_of_their_own() -> None:
    report = requested("state", 200, 30 * S, method="POST")
    assert not Life(WaitsGrow).see(ASKED, report).found
    assert Life(WaitsGrow).see(ASKED, requested("state", 200, 30 * S)).found

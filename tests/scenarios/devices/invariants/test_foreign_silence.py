"""What firmware that speaks in its own words may leave unsaid, and when it may say that it is online."""

import pytest

from oceanhil.protocol.lines import Line
from oceanhil.scenarios.devices.invariants.online import OnlineNeedsSession
from oceanhil.scenarios.devices.invariants.silence import NoSilentStop
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.invariants.foreign_life import Life
from tests.scenarios.devices.invariants.watching import S
from tests.scenarios.fake_world import Planned, boot, line, requested

# A session that RAM keeps over a reset (I4)


def polled(status: int = 200, after_us: int = 3 * S, **fields: str) -> Planned:
    return requested("state", status, after_us, **fields)


def test_a_session_that_outlasts_a_start_in_ram_is_one_once_a_poll_with_it_was_answered() -> None:
    opened = (requested("session", 200, S, session="5e551000"), boot(2 * S))
    online = line("[INFO] Device ONLINE", 4 * S)
    with_it = polled(session="5e551000")
    assert not Life(OnlineNeedsSession).see(*opened, with_it, online).found
    assert Life(OnlineNeedsSession).see(*opened, online).found
    assert Life(OnlineNeedsSession).see(*opened, polled(), online).found
    assert Life(OnlineNeedsSession).see(*opened, polled(401, session="5e551000"), online).found
    assert Life(OnlineNeedsSession).see(boot(2 * S), with_it, online).found
    late = polled(after_us=3_602 * S, session="5e551000")
    assert Life(OnlineNeedsSession).see(*opened, late, line("[INFO] Device ONLINE", 3_603 * S)).found


# Waits in words that nobody knows (I7)


@pytest.mark.parametrize(
    ("text", "allowed_s"),
    [
        ("failed", 940),
        ("next try in 1200 s", 1240),
        ("sleeping 30 min", 1840),
        ("back in 1 hour, or 300 sec", 3640),
        ("wait 960000 ms", 1000),
        ("got 900 bytes, 12 minor faults", 940),
    ],
)
def test_a_wait_may_be_announced_in_any_words(text: str, allowed_s: int) -> None:
    assert not Life(NoSilentStop).see(boot(), line(text, S), run_us=(1 + allowed_s) * S).found
    assert Life(NoSilentStop).see(boot(), line(text, S), run_us=(2 + allowed_s) * S).found


def test_who_says_that_it_halts_may_be_silent_for_ever() -> None:
    said = (boot(), line("[SYSTEM] Halted: no MAC", S))
    spoken = frozenset({Line.SYSTEM_HALTED})
    assert not Life(NoSilentStop, spoken=spoken).see(*said, run_us=86_400 * S).found
    assert Life(NoSilentStop, spoken=spoken, is_read=True).see(*said, run_us=86_400 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(*said, boot(2 * S), run_us=86_400 * S).found


def test_who_rests_behind_a_refused_poll_does_so_with_a_new_session_too() -> None:
    # Of its waits it tells those behind failures: otherwise it might be silent for as long at any time.
    spoken = frozenset({Line.RETRY})
    refused, session = requested("state", 403, S), requested("session", 200, 2 * S)
    rests = (boot(), refused, session)
    assert not Life(NoSilentStop, spoken=spoken).see(*rests, run_us=3_600 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(*rests, run_us=3_650 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(*rests, polled(), run_us=180 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(boot(), requested("session", 403, S), session, run_us=180 * S).found
    over = requested("state", 401, S, code="session_expired")
    assert Life(NoSilentStop, spoken=spoken).see(boot(), over, session, run_us=180 * S).found
    assert Life(NoSilentStop, spoken=spoken, is_read=True).see(*rests, run_us=150 * S).found


@pytest.mark.parametrize(
    ("status", "rests"), [(400, True), (404, True), (418, True), (408, False), (425, False), (500, False)]
)
def test_behind_any_status_that_asking_again_does_not_cure_it_may_rest_as_behind_a_refused_token(
    status: int, *, rests: bool
) -> None:
    spoken, refused = frozenset({Line.RETRY}), requested("session", status, S)
    assert bool(Life(NoSilentStop, spoken=spoken).see(boot(), refused, run_us=630 * S).found) is not rests
    assert Life(NoSilentStop, spoken=spoken).see(boot(), refused, run_us=3_650 * S).found
    assert Life(NoSilentStop, spoken=spoken, is_read=True).see(boot(), refused, run_us=150 * S).found


TRICKLES = requested("register", 200, 2 * S, fault="slow")


def test_who_is_sent_a_byte_now_and_then_says_nothing_until_the_last_of_them() -> None:
    # Of its waits it tells those behind failures: otherwise it might be silent for as long at any time.
    spoken = frozenset({Line.RETRY})
    asked = (boot(), line("asking", S))
    assert Life(NoSilentStop, spoken=spoken).see(*asked, requested("register", 200, 2 * S), run_us=180 * S).found
    assert not Life(NoSilentStop, spoken=spoken).see(*asked, TRICKLES, run_us=942 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(*asked, TRICKLES, run_us=943 * S).found
    in_pieces = requested("register", 200, 2 * S, fault="slow+segments")
    assert not Life(NoSilentStop, spoken=spoken).see(*asked, in_pieces, run_us=942 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(*asked, TRICKLES, line("done", 9 * S), run_us=180 * S).found
    assert Life(NoSilentStop, spoken=spoken, is_read=True).see(*asked, TRICKLES, run_us=150 * S).found


def changed(after_s: int, change: str) -> Planned:
    return Planned(after_s * S, EventKind.NETWORK, {"change": change}, "", Source.HARNESS)


@pytest.mark.parametrize(
    ("away", "back"),
    [
        ("access point 'Another', 2.4GHz", "access point 'OceanNet', 2.4GHz"),
        ("server blocked", "server reachable"),
        ("path to the server reset", "path to the server sound"),
    ],
)
def test_firmware_of_others_may_be_trying_all_the_time_while_nothing_can_reach_the_server(away: str, back: str) -> None:
    gone = (boot(), line("up", S), changed(600, away))
    assert not Life(NoSilentStop).see(*gone, run_us=9 * 3600 * S).found
    assert not Life(NoSilentStop).see(*gone, changed(9 * 3600, back), run_us=(9 * 3600 + 940) * S).found
    assert Life(NoSilentStop).see(*gone, changed(9 * 3600, back), run_us=(9 * 3600 + 941) * S).found
    assert Life(NoSilentStop).see(boot(), line("up", S), changed(942, away), run_us=950 * S).found
    spoken = frozenset({Line.RETRY})
    assert Life(NoSilentStop, spoken=spoken).see(*gone, run_us=700 * S).found
    soon = (boot(), line("up", S), changed(60, away))
    assert not Life(NoSilentStop, spoken=spoken).see(*soon, run_us=9 * 3600 * S).found
    assert Life(NoSilentStop, spoken=spoken, is_read=True).see(*soon, run_us=9 * 3600 * S).found


def test_the_access_point_in_which_it_made_its_last_request_is_its_own() -> None:
    joined = (boot(), changed(1, "access point 'Cabin', 2.4GHz"), requested("state", 200, 2 * S))
    assert Life(NoSilentStop).see(*joined, run_us=943 * S).found
    assert not Life(NoSilentStop).see(*joined, changed(3, "access point 'OceanNet', 2.4GHz"), run_us=943 * S).found


def test_a_time_server_that_is_away_keeps_nobody_from_the_server() -> None:
    assert Life(NoSilentStop).see(boot(), changed(1, "time-server blocked"), run_us=942 * S).found


def test_a_server_that_asks_for_a_rest_gets_it() -> None:
    asked = requested("session", 503, 2 * S, retry_after=3600)
    assert not Life(NoSilentStop).see(boot(), asked, run_us=3641 * S).found
    assert Life(NoSilentStop).see(boot(), asked, run_us=3643 * S).found


def test_a_wait_to_join_that_is_announced_meanwhile_does_not_end_the_rest_that_the_server_asked_for() -> None:
    spoken = frozenset({Line.RETRY})
    asked, join = requested("state", 503, 3 * S, retry_after=600), line("[SYSTEM] Next attempt in 4 s", 60 * S)
    assert not Life(NoSilentStop, spoken=spoken).see(boot(), asked, join, run_us=630 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(boot(), asked, join, run_us=650 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(boot(), asked, join, polled(after_us=99 * S), run_us=400 * S).found
    assert Life(NoSilentStop, spoken=spoken, is_read=True).see(boot(), asked, join, run_us=630 * S).found


def test_who_announces_some_waits_in_known_words_need_not_announce_all() -> None:
    said = (boot(), line("[WiFi] Connecting... Failed!", S))
    assert not Life(NoSilentStop, spoken=frozenset({Line.RETRY})).see(*said, run_us=161 * S).found
    assert Life(NoSilentStop, spoken=frozenset({Line.RETRY})).see(*said, run_us=162 * S).found


def test_a_wait_that_is_announced_without_its_jitter_may_be_a_tenth_longer() -> None:
    spoken, said = frozenset({Line.RETRY}), (boot(), line("[SYSTEM] Next attempt in 1000 s", S))
    assert not Life(NoSilentStop, spoken=spoken).see(*said, run_us=1140 * S).found
    assert Life(NoSilentStop, spoken=spoken).see(*said, run_us=1143 * S).found
    assert Life(NoSilentStop, spoken=spoken, is_read=True).see(*said, run_us=1043 * S).found


def test_firmware_that_announces_waits_in_known_words_is_held_to_them() -> None:
    spoken = frozenset({Line.RETRY})
    said = (boot(), line("next try in 900 s", S))
    assert Life(NoSilentStop, spoken=spoken, is_read=True).see(*said, run_us=92 * S).found


@pytest.mark.parametrize(("status", "code"), [(401, "token_expired"), (410, "token_used"), (403, "token_revoked")])
def test_who_said_something_after_its_token_was_refused_may_rest_for_good(status: int, code: str) -> None:
    refusal, said = requested("register", status, S, code=code), line("Halt: neue Firmware noetig", 2 * S)
    assert not Life(NoSilentStop).see(boot(), refusal, said, run_us=86_400 * S).found
    assert Life(NoSilentStop).see(boot(), refusal, run_us=3700 * S).found
    assert Life(NoSilentStop, is_read=True).see(boot(), refusal, said, run_us=3700 * S).found


@pytest.mark.parametrize(
    ("code", "rest_s"), [("clock_skew", 3640), ("", 3640), ("session_expired", 940), ("session_unknown", 940)]
)
def test_after_another_refusal_than_its_tokens_it_may_rest_for_some_time(code: str, rest_s: int) -> None:
    refusal = requested("session", 401, 2 * S, code=code)
    assert not Life(NoSilentStop).see(boot(), refusal, run_us=(rest_s + 1) * S).found
    assert Life(NoSilentStop).see(boot(), refusal, run_us=(rest_s + 3) * S).found


def test_what_was_granted_since_a_refusal_ends_the_rest() -> None:
    granted = requested("session", 200, 3 * S, session="5e551000")
    refusal = requested("register", 410, S, code="token_used")
    assert Life(NoSilentStop).see(boot(), refusal, line("halt", 2 * S), granted, run_us=1000 * S).found

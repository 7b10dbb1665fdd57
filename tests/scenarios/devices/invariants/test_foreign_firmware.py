"""What invariants ask of firmware that stores and says what it has to in its own way."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.invariants.flash_work import FlashIsSpared
from oceanhil.scenarios.devices.invariants.growth import WaitsGrow
from oceanhil.scenarios.devices.invariants.pace import PaceIsKept
from oceanhil.scenarios.devices.invariants.refusals import RefusalsAreUnderstood
from oceanhil.scenarios.devices.invariants.requests import RequestsAreInForm
from oceanhil.scenarios.devices.invariants.retries import NoRetryStorm
from oceanhil.scenarios.devices.invariants.session_life import SessionIsUsed
from oceanhil.scenarios.devices.invariants.time_questions import TimeIsAskedFor
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.invariants.foreign_life import Life
from tests.scenarios.devices.invariants.watching import S
from tests.scenarios.fake_world import Planned, boot, line, requested

TOKEN = "oc_perm_aaaa…"
NOT_JOINED = "[WiFi] Connecting... Failed!"
ASKS_THE_TIME = Planned(2 * S, EventKind.TIME, {})


# What a refusal binds to, I8


def refused(after_us: int, **fields: str) -> Planned:
    return requested("session", 401, after_us, "device", token=TOKEN, code="clock_skew", **fields)


def test_a_clock_that_was_asked_for_may_be_tried_once_more() -> None:
    assert not Life(NoRetryStorm).see(refused(S), ASKS_THE_TIME, refused(4 * S)).found
    assert Life(NoRetryStorm).see(refused(S), ASKS_THE_TIME, refused(4 * S), refused(8 * S)).found
    assert Life(NoRetryStorm).see(refused(S), refused(4 * S)).found


def test_who_asks_a_time_server_that_it_cannot_reach_has_set_no_clock() -> None:
    blocked, back = (
        Planned(0, EventKind.NETWORK, {"change": f"time-server {state}"}, "", Source.HARNESS)
        for state in ("blocked", "reachable")
    )
    assert Life(NoRetryStorm).see(blocked, refused(S), ASKS_THE_TIME, refused(4 * S)).found
    assert not Life(NoRetryStorm).see(blocked, back, refused(S), ASKS_THE_TIME, refused(4 * S)).found
    assert not Life(NoRetryStorm).see(blocked, refused(S), ASKS_THE_TIME, refused(32 * S)).found


def test_a_clock_that_is_refused_no_more_was_set_by_what_the_refusal_said() -> None:
    granted, other = requested("session", 200, 4 * S, token=TOKEN), requested("session", 403, 4 * S, token=TOKEN)
    assert not Life(NoRetryStorm).see(refused(S), granted).found
    assert not Life(NoRetryStorm).see(refused(S), other).found
    again = requested("session", 403, 5 * S, token=TOKEN)
    assert Life(NoRetryStorm).see(refused(S), other, again).found


def test_an_answer_that_the_harness_spoilt_binds_nobody() -> None:
    assert not Life(NoRetryStorm).see(refused(S, fault="truncate"), refused(4 * S)).found


def test_it_may_poll_once_with_another_session_at_once_and_waits_longer_each_time_then() -> None:
    def poll(after_us: int, session: str) -> Planned:
        return requested("state", 403, after_us, "device", token=session, method="GET")

    row = [poll(0, "oc_ses_aaaa…"), poll(S, "oc_ses_bbbb…"), poll(3 * S, "oc_ses_cccc…")]
    assert not Life(NoRetryStorm).see(*row, poll(7 * S, "oc_ses_dddd…")).found
    assert Life(NoRetryStorm).see(*row, poll(7 * S - 1, "oc_ses_dddd…")).found
    assert Life(NoRetryStorm).see(*row[:2], poll(3 * S - 1, "oc_ses_cccc…")).found


def test_a_refusal_that_the_harness_ordered_binds_like_any() -> None:
    assert Life(NoRetryStorm).see(refused(S, fault="status"), refused(4 * S)).found


def test_a_poll_that_was_refused_without_a_reason_may_be_tried_with_another_session() -> None:
    poll, again = requested("state", 401, S, token=TOKEN), requested("state", 200, 2 * S, token=TOKEN)
    opened, refused_too = (requested("session", status, 3 * S // 2, token=TOKEN) for status in (200, 503))
    assert not Life(NoRetryStorm).see(poll, opened, again).found
    assert Life(NoRetryStorm).see(poll, refused_too, again).found
    assert Life(NoRetryStorm).see(poll, again).found


def test_a_refusal_without_a_reason_may_be_a_failure_as_any_that_is_waited_for_longer_each_time() -> None:
    waits = [untold(at_s * S) for at_s in (1, 3, 7, 15, 31, 61)]
    assert not Life(NoRetryStorm).see(*waits).found
    assert Life(NoRetryStorm).see(*waits[:2], untold(6 * S)).found
    assert Life(NoRetryStorm).see(*waits, untold(90 * S)).found
    assert Life(NoRetryStorm).see(untold(S), untold(2 * S)).found
    assert Life(NoRetryStorm).see(untold(S, 410), untold(10 * S)).found


def test_who_could_not_replace_a_refused_token_may_begin_at_that_again() -> None:
    shown, again = (requested("session", 403, at_s * S, token=TOKEN, code="token_revoked") for at_s in (1, 9))
    lost, refused_too, granted = (requested("register", status, 2 * S) for status in (500, 410, 200))
    assert not Life(NoRetryStorm).see(shown, lost, again).found
    assert not Life(NoRetryStorm).see(shown, requested("register", 200, 2 * S, fault="malformed"), again).found
    assert Life(NoRetryStorm).see(shown, refused_too, again).found
    assert Life(NoRetryStorm).see(shown, granted, again).found
    assert Life(NoRetryStorm).see(shown, again).found
    # The same token once more: who is granted one need not look which it is.
    anew = requested("register", 200, 2 * S, granted=TOKEN, replayed=True)
    assert not Life(NoRetryStorm).see(shown, anew, again).found
    once_more = requested("session", 403, 20 * S, token=TOKEN, code="token_revoked")
    assert Life(NoRetryStorm).see(shown, lost, again, once_more).found


def untold(at_us: int, status: int = 401) -> Planned:
    return requested("session", status, at_us, token=TOKEN)


# Flash work (I11)


GRANTED = requested("register", 200, S, granted=TOKEN)


def test_a_record_may_be_as_large_as_a_sector_and_be_saved_in_two_pieces() -> None:
    saved = Life(FlashIsSpared).see(boot(), GRANTED).work(2, 8192)
    assert not saved.found
    assert saved.work(1, 512).found


@pytest.mark.parametrize(("board", "sectors"), [(Board.ESP8266, 4), (Board.ESP32, 2), (Board.PICOW, 2)])
def test_a_file_system_is_made_once_where_nothing_was_ever_stored(board: Board, sectors: int) -> None:
    made = Life(FlashIsSpared, board).see(boot()).work(sectors, 256)
    assert not made.found
    assert made.see(boot()).work(sectors, 256).found
    # Beside it, two saves and a directory that is moved: each a block, as each of the two of the root.
    assert Life(FlashIsSpared, board).see(boot()).work(5 * sectors // 2 + 1, 256).found


def test_firmware_whose_record_is_the_documented_one_is_held_to_its_size_and_may_program_it_again_at_a_start() -> None:
    life = Life(FlashIsSpared, is_read=True).see(boot()).work(0, 256).see(boot()).work(0, 256)
    assert not life.found
    assert life.work(0, 256).found


@pytest.mark.parametrize(
    ("board", "erases", "programmed", "most"),
    [(Board.ESP8266, 1, 512, 4096), (Board.PICOW, 0, 4097, 4096), (Board.ESP32, 0, 793, 792)],
)
def test_a_start_is_no_reason_to_write_much(board: Board, erases: int, programmed: int, most: int) -> None:
    first = Life(FlashIsSpared, board).see(boot(), GRANTED).work(0, 300)
    assert not first.see(boot()).found
    found = first.work(erases, programmed).found
    beyond = "1 sector erased, at most 0" if erases else f"{programmed:,} bytes programmed, at most {most:,}"
    assert found.startswith(f"device: {beyond} expected, with no reason but a start")


def test_an_esp32_may_count_its_starts_in_nvs_which_collects_a_page_now_and_then() -> None:
    life = Life(FlashIsSpared, Board.ESP32).see(boot(), GRANTED).work(0, 300)
    for _ in range(200):
        life.see(boot()).work(0, 40)
    assert not life.see(boot()).work(1, 40 + 3000).found


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_a_start_lets_what_is_stored_be_programmed_once_more_over_itself(board: Board) -> None:
    life = Life(FlashIsSpared, board).see(boot(), GRANTED).work(1, 300)
    for _ in range(2):
        life.see(boot()).work(0, 300)
    assert not life.found
    assert life.work(0, 4096).found


@pytest.mark.parametrize(("board", "block"), [(Board.ESP8266, 2), (Board.ESP32, 1), (Board.PICOW, 1)])
def test_a_directory_that_a_cut_has_torn_is_moved_by_the_first_save_after_it(board: Board, block: int) -> None:
    saved, cut = line("[EEPROM] Token saved", 0), Planned(0, EventKind.POWER, {"state": "cut"})
    told = requested("state", 200, S, relay1=True, relay2=False)

    def started() -> Life:
        return Life(FlashIsSpared, board).see(boot(), GRANTED).work(block, 300).see(saved).see(cut).see(boot())

    def life() -> Life:
        return started().see(told)

    assert not life().work(4 * block, 512).found
    assert life().work(4 * block + 1, 512).found
    assert life().work(block, 512).see(requested("state", 200, relay1=False, relay2=False)).work(4 * block, 512).found
    assert life().see(boot()).see(told).work(4 * block, 512).found
    assert started().work(3 * block, 512).see(told).work(4 * block, 512).found


def test_a_start_may_make_a_file_system_anew_until_something_is_saved_behind_a_cut() -> None:
    cut = Planned(0, EventKind.POWER, {"state": "cut"})

    def behind_a_cut() -> Life:
        return Life(FlashIsSpared).see(boot(), GRANTED).work(1, 300).see(cut).see(boot(), run_us=S).see(boot())

    assert not behind_a_cut().work(2, 512).found
    saved = behind_a_cut().see(requested("state", 200, S, relay1=True, relay2=False)).work(1, 300)
    assert "with no reason but a start;" in f"{saved.see(boot()).work(2, 512).found};"


def test_a_token_that_was_refused_may_be_forgotten() -> None:
    life = Life(FlashIsSpared).see(boot(), GRANTED).work(1, 512).see(boot(), refused(S))
    assert not life.work(1, 512).found


def bench(*levers: str) -> list[Planned]:
    """Let the bench do this, and then nothing more."""
    return [Planned(0, EventKind.STEP, {"lever": each}, "", Source.HARNESS) for each in (*levers, "time.run")]


@pytest.mark.parametrize("lever", ["storage.refuse", "storage.wear_out"])
def test_attempts_at_a_save_that_is_in_vain_are_judged_by_the_day_alone(lever: str) -> None:
    assert Life(FlashIsSpared).see(boot(), GRANTED).work(7, 0).found
    assert not Life(FlashIsSpared).see(*bench(lever)).see(boot(), GRANTED).work(7, 0).found
    often = Life(FlashIsSpared).see(*bench(lever)).see(boot(), GRANTED).work(289, 0)
    assert "a sector was erased 289 times within a day, at most 288 expected" in often.found
    assert Life(FlashIsSpared, is_read=True).see(*bench(lever)).see(boot(), GRANTED).work(4, 0).found


@pytest.mark.parametrize(("lever", "is_right"), [("storage.clear", True), ("storage.damage", False)])
def test_who_was_emptied_makes_its_file_system_again(lever: str, *, is_right: bool) -> None:
    life = Life(FlashIsSpared).see(boot()).work(4, 256).see(*bench(lever, "device.flash")).see(boot())
    assert (life.work(7, 256).found == "") is is_right


@pytest.mark.parametrize(("founded", "is_right"), [(0, True), (4, False)])
def test_a_first_start_that_was_cut_short_leaves_its_file_system_to_the_next(founded: int, *, is_right: bool) -> None:
    off, on = (Planned(S, EventKind.POWER, {"state": each}) for each in ("off", "on"))
    life = Life(FlashIsSpared).see(boot()).work(founded, 64 * founded).see(off).see(on).see(boot())
    assert (life.work(4, 256).found == "") is is_right


# I16: the time may be learnt from a refusal


def test_a_cores_own_client_may_ask_every_15_seconds() -> None:
    every_15_s = [Planned(15 * number * S, EventKind.TIME, {}) for number in range(400)]
    assert not Life(TimeIsAskedFor).see(*every_15_s).found
    every_14_s = [Planned(14 * number * S, EventKind.TIME, {}) for number in range(400)]
    found = "device asked for the time 251 times in an hour, at most 250 expected"
    assert Life(TimeIsAskedFor).see(*every_14_s).found == found


def test_who_asks_after_each_refusal_of_its_clock_does_so_six_times_in_a_while_and_no_more() -> None:
    questions = [Planned((2 + 2 * number) * S, EventKind.TIME, {}) for number in range(6)]
    assert not Life(TimeIsAskedFor).see(boot(), *questions[:5]).found
    found = Life(TimeIsAskedFor).see(boot(), *questions).found
    assert found == "device asked for the time 6 times within 10s, at least 15s expected"
    assert Life(TimeIsAskedFor, is_read=True).see(boot(), *questions[:5]).found


def test_who_learns_the_time_from_a_refusal_need_not_have_asked_before() -> None:
    refused = requested("session", 401, S, code="clock_skew")
    assert not Life(TimeIsAskedFor).see(boot(), refused, ASKS_THE_TIME).found
    documented = Life(TimeIsAskedFor, is_read=True).see(boot(), refused, ASKS_THE_TIME)
    assert documented.found == "device was refused for its clock before it had asked what time it is"


# I8: a clock that is refused


@pytest.mark.parametrize("is_set", [True, False])
def test_who_was_told_the_time_by_a_server_whose_clock_was_set_then_asks_at_once(*, is_set: bool) -> None:
    refusals = [requested("session", 401, each * S, code="clock_skew") for each in (1, 4)]
    setting = [Planned(2 * S, EventKind.CLOCK, {"change": "server clock -301 s"}, "", Source.HARNESS)] if is_set else []
    assert (Life(NoRetryStorm).see(*refusals, *setting).found == "") is is_set


# I15: a token that stays refused


@pytest.mark.parametrize(("each_s", "is_right"), [(60, True), (30, False)])
def test_a_refused_token_is_shown_no_more_than_once_a_minute(each_s: int, *, is_right: bool) -> None:
    refusals = [requested("session", 401, each * each_s * S, code="token_invalid") for each in range(1, 130)]
    assert Life(RefusalsAreUnderstood).see(*refusals).found == (
        "" if is_right else "device was refused 81 times in an hour, at most 80 expected"
    )


@pytest.mark.parametrize(("after_s", "is_excused"), [(3_590, True), (3_610, False)])
def test_who_starts_while_its_driver_refuses_saves_may_have_no_new_token(after_s: int, *, is_excused: bool) -> None:
    granted = requested("register", 200, S, granted=TOKEN)
    started = (boot(after_s * S), requested("register", 410, (after_s + 5) * S, code="token_used"))
    assert Life(RefusalsAreUnderstood).see(granted).see(*started).found
    refusing = Life(RefusalsAreUnderstood).see(*bench("storage.refuse")).see(granted)
    assert (refusing.see(*started).found == "") is is_excused
    awake = Life(RefusalsAreUnderstood).see(*bench("storage.refuse")).see(granted)
    assert awake.see(requested("register", 410, 5 * S, code="token_used")).found


@pytest.mark.parametrize(("started_s", "is_excused"), [(1.4, True), (2.1, False)])
def test_who_starts_while_its_token_is_under_way_may_not_have_it(started_s: float, *, is_excused: bool) -> None:
    granted = requested("register", 200, S, granted=TOKEN)
    again = requested("register", 410, 9 * S, code="token_used")
    started = boot(round(started_s * S))
    assert (Life(RefusalsAreUnderstood).see(granted, started, again).found == "") is is_excused


@pytest.mark.parametrize(("started_s", "is_excused"), [(0.4, True), (0, False)])
def test_a_token_whose_request_was_sent_before_a_start_is_not_known(started_s: float, *, is_excused: bool) -> None:
    granted = requested("register", 200, S, granted=TOKEN)
    again = requested("register", 410, 9 * S, code="token_used")
    started = boot(round(started_s * S))
    assert (Life(RefusalsAreUnderstood).see(started, granted, again).found == "") is is_excused


# I10: what was announced, and lines of its own


@pytest.mark.parametrize(("path", "is_next"), [("register", True), ("session", False)])
def test_a_newer_token_need_not_wait_for_the_refused_one(path: str, *, is_next: bool) -> None:
    refused = requested("session", 403, S, code="token_revoked")
    told = line("[SYSTEM] Next attempt in 600 s", round(1.1 * S))
    life = Life(WaitsGrow).see(refused, told, requested(path, 200, round(1.3 * S), session="5e5510"))
    assert (life.found == "") is is_next


REFUSED_POLL = requested("state", 401, S), line("[SYSTEM] Next attempt in 600 s", round(1.1 * S))


def test_a_session_need_not_wait_for_the_time_at_which_refused_polls_go_on() -> None:
    opened, early, in_time = (
        requested(path, 200, after_s * S, session="5e5510")
        for path, after_s in (("session", 2), ("state", 7), ("state", 602))
    )
    assert not Life(WaitsGrow).see(*REFUSED_POLL, opened, in_time).found
    assert Life(WaitsGrow).see(*REFUSED_POLL, opened, early).found
    assert Life(WaitsGrow).see(*REFUSED_POLL, early).found


@pytest.mark.parametrize("refusal", [{"status": 401, "code": "session_expired"}, {"status": 429}])
def test_a_session_waits_where_the_poll_said_that_it_is_over_or_how_long_to_wait(refusal: dict[str, int | str]) -> None:
    status, code = int(refusal["status"]), str(refusal.get("code", ""))
    told = line("[SYSTEM] Next attempt in 60 s", round(1.1 * S))
    opened = requested("session", 200, 2 * S, session="5e5510")
    assert Life(WaitsGrow).see(requested("state", status, S, code=code), told, opened).found


@pytest.mark.parametrize(("failed", "is_judged"), [("[POLL] HTTP Response: -11", False), (NOT_JOINED, True)])
def test_who_loses_its_network_in_a_wait_for_a_request_may_join_at_once(failed: str, *, is_judged: bool) -> None:
    told = line("[SYSTEM] Next attempt in 64 s", S + 1)
    life = Life(WaitsGrow).see(line(failed, S), told, line(NOT_JOINED, 38 * S))
    assert (life.found != "") is is_judged


def test_a_wait_that_is_longer_than_announced_may_be_for_something_that_it_does_not_tell() -> None:
    told = line("[SYSTEM] Next attempt in 8 s", S)
    assert not Life(WaitsGrow).see(told, requested("session", 200, 60 * S, session="5e5510")).found


@pytest.mark.parametrize(("tag", "is_judged"), [("REPORT", False), ("POLL", True)])
def test_an_answer_that_is_missed_in_a_line_of_its_own_is_counted_with_no_other(tag: str, *, is_judged: bool) -> None:
    failures = [line(f"[{tag}] HTTP Response: -11", each * 10 * S) for each in range(1, 9)]
    assert (Life(WaitsGrow).see(*failures).found != "") is is_judged


@pytest.mark.parametrize(("waits_s", "is_judged"), [((5,), True), ((60, 5), False)])
def test_a_wait_that_follows_no_new_failure_to_join_is_for_something_else(
    waits_s: tuple[int, ...], *, is_judged: bool
) -> None:
    joins = [line("[WiFi] Connecting... Failed!", 80 * each * S) for each in range(1, 10)]
    told = [line(f"[SYSTEM] Next attempt in {wait_s} s", (721 + at) * S) for at, wait_s in enumerate(waits_s)]
    assert ("waits 5 s" in Life(WaitsGrow).see(*joins, *told).found) is is_judged


# I13: a poll that was lost


def loss(ppm: int) -> Planned:
    return Planned(S, EventKind.NETWORK, {"change": f"loss {ppm} ppm"}, "", Source.HARNESS)


@pytest.mark.parametrize(("ppm", "is_judged"), [(100_000, False), (0, True)])
def test_a_first_poll_that_may_have_been_lost_is_not_missed(ppm: int, *, is_judged: bool) -> None:
    begun = Life(PaceIsKept).see(loss(ppm)).see(requested("session", 200, S, session="5e5510"), run_us=62 * S)
    missed = "device opened a session and did not poll for 1m 1s, a poll within 1m expected"
    assert begun.found == (missed if is_judged else "")


@pytest.mark.parametrize(("reports", "is_judged"), [(0, False), (2, False), (3, True)])
def test_reports_are_missed_of_who_has_told_what_a_sensor_shows(reports: int, *, is_judged: bool) -> None:
    told = [
        requested("state", 200, (60 * each + 1) * S, session="5e5510", method="POST", temperature="23.5")
        for each in range(reports)
    ]
    polls = [requested("state", 200, 5 * each * S, session="5e5510") for each in range(110)]
    assert ("sent no report for 6m" in Life(PaceIsKept).see(*polls, *told).found) is is_judged


@pytest.mark.parametrize(("ppm", "is_judged"), [(100_000, False), (0, True)])
def test_a_poll_that_may_have_been_lost_is_not_missed(ppm: int, *, is_judged: bool) -> None:
    polls = [requested("state", 200, each * S, session="5e5510") for each in (2, 7, 20)]
    assert ("sent no poll for 13s" in Life(PaceIsKept).see(loss(ppm), *polls).found) is is_judged


@pytest.mark.parametrize("fields", [{}, {"fault": "expires_in=1"}])
def test_each_new_session_may_be_polled_with_at_once_and_no_old_one_sooner(fields: dict[str, str]) -> None:
    sessions = [requested("session", 200, each * S, session="5e5510", **fields) for each in range(1, 20)]
    polls = [requested("state", 200, each * S + S // 2, session="5e5510") for each in range(1, 20)]
    assert not Life(PaceIsKept).see(*sessions, *polls).found
    assert "polls within" in Life(PaceIsKept).see(*sessions[:1], *polls).found


def test_losses_end() -> None:
    ended = (
        Life(PaceIsKept).see(loss(1)).see(loss(0)).see(requested("session", 200, S, session="5e5510"), run_us=62 * S)
    )
    assert ended.found


# I14: a session whose answer was lost


@pytest.mark.parametrize(("ppm", "is_judged"), [(100_000, False), (0, True)])
def test_a_session_whose_answer_may_have_been_lost_may_be_replaced(ppm: int, *, is_judged: bool) -> None:
    first, second = (requested("session", 200, each * S, session="5e5510", expires_in=3600) for each in (1, 14))
    found = Life(SessionIsUsed).see(loss(ppm)).see(first, second).found
    assert found == ("device opened a session 13s after the last one, which lives for 1h" if is_judged else "")


@pytest.mark.parametrize(("ppm", "is_judged"), [(100_000, False), (0, True)])
def test_a_refusal_that_may_have_been_lost_binds_nobody(ppm: int, *, is_judged: bool) -> None:
    expired = [requested("state", 401, each * S, token=TOKEN, code="session_expired") for each in (3, 14)]
    opened = requested("session", 200, S, token=TOKEN, session="5e5510", expires_in=3600)
    for invariant in (NoRetryStorm, SessionIsUsed):
        assert bool(Life(invariant).see(loss(ppm)).see(opened, *expired).found) is is_judged


# I10: attempts to join


def test_who_announces_no_waits_may_join_without_one() -> None:
    failed = [line("[WiFi] Connecting... Failed!", each * S) for each in (1, 40)]
    assert not Life(WaitsGrow).see(*failed).found


# I17: the ID of a device


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("ESP8266_246F28072CD8", ""),
        ("ESP8266_246f28072cd8", ""),
        (
            "ESP8266_D82C07286F24",
            "device calls itself ESP8266_D82C07286F24, and with the MAC 24:6F:28:07:2C:D8 it is ESP8266_246F28072CD8",
        ),
    ],
)
def test_who_registers_is_called_by_its_mac(told: str, found: str) -> None:
    asked = requested("register", 200, S, mac="24:6F:28:07:2C:D8", device_id=told)
    assert Life(RequestsAreInForm).see(asked).found == found


def test_who_does_nothing_about_a_report_refused_for_its_session_may_poll_with_it_once() -> None:
    report = requested("state", 401, S, method="POST", code="session_unknown", token=TOKEN)
    poll = requested("state", 401, 5 * S, code="session_unknown", token=TOKEN)
    assert not Life(NoRetryStorm).see(report, poll).found
    assert Life(NoRetryStorm).see(report, poll, requested("state", 401, 10 * S, token=TOKEN)).found

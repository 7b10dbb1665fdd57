"""Expectations about what foreign firmware may do otherwise without being wrong."""

import pytest

from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.steps.foreign_steps import WELL, OwnFactory, run, session
from tests.scenarios.fake_world import (
    FakeFactory,
    Planned,
    S,
    boot,
    line,
    network,
    requested,
    status,
)
from tests.scenarios.writing import case_of

# Requests that were not answered


NO_ANSWERS = [
    "'[REG] HTTP Response: -1'",
    "{contains: '[REG] HTTP Response: -'}",
    "{line: '[REG] HTTP Response: -1', count: 2}",
]


@pytest.mark.parametrize(("expected", "is_one_enough"), list(zip(NO_ANSWERS, (True, True, False), strict=True)))
def test_which_number_stands_for_no_answer_is_its_own_matter(expected: str, *, is_one_enough: bool) -> None:
    def judged(number: int, *, is_read: bool = False) -> Outcome:
        said = line(f"[REG] HTTP Response: {number}", 2 * S)
        factory = OwnFactory(said, is_read=is_read, spoken=frozenset(Line))
        case = case_of("given: {token: none}\n", f"- expect.serial: {expected}\n")
        return run_case(case, factory, load_profile()).outcome

    found = Outcome.PASSED if is_one_enough else Outcome.FAILED
    assert [judged(number) for number in (-11, 0, 99)] == [found] * 3
    assert [judged(number) for number in (100, 503)] == [Outcome.SKIPPED] * 2, "it says that in words of its own"
    assert judged(0, is_read=True) is Outcome.FAILED


# Refusals that nobody asked for

REFUSED = '- expect.serial: "[SESSION] HTTP Response: 403"\n'


def test_who_does_not_ask_for_what_would_be_refused_is_not_at_fault() -> None:
    result = run(REFUSED + WELL, requested("register", 410, 2 * S))
    assert (result.outcome, result.failure) == (Outcome.PASSED, None)
    assert result.facts["expectations"] == "1 judged, 1 about refusals of what the firmware did not ask for"
    assert run(REFUSED, is_foreign=False).outcome is Outcome.FAILED


def test_who_was_refused_and_says_something_else_is_at_fault() -> None:
    wrong = line("[SESSION] HTTP Response: 200", 2 * S + 1)
    assert run(REFUSED + WELL, session(2, 403), wrong).outcome is Outcome.FAILED


def test_who_is_granted_what_others_are_refused_is_not_judged_by_what_comes_then() -> None:
    result = run(REFUSED + "- expect.status: offline\n", session(2))
    assert result.outcome is Outcome.SKIPPED
    assert result.reason == (
        "lacking here: a refusal: the server granted this firmware what it asked of /api/device/session/"
    )


def test_an_answer_that_the_harness_spoilt_was_granted_to_nobody() -> None:
    spoilt = requested("session", 200, 2 * S, fault="truncate")
    assert run(REFUSED, spoilt).outcome is Outcome.FAILED


@pytest.mark.parametrize("expected", ["[SESSION] HTTP Response: 200", "[SESSION] HTTP Response: -1"])
def test_what_is_no_refusal_is_expected_as_of_any(expected: str) -> None:
    assert run(f'- expect.serial: "{expected}"\n' + WELL).outcome is Outcome.FAILED


def test_what_was_granted_before_a_start_is_no_answer_to_what_is_asked_after_it() -> None:
    late = run("- time.run: 3s\n" + REFUSED + WELL, session(1), boot(2 * S))
    assert late.outcome is Outcome.PASSED


def test_who_shows_a_token_that_never_was_one_has_not_looked_at_what_it_kept() -> None:
    used_up = '- expect.serial: "[REG] HTTP Response: 410"\n' + WELL
    unknown = requested("session", 401, 2 * S, code="token_invalid")
    assert run(used_up, unknown).outcome is Outcome.FAILED
    deleted = Planned(S, EventKind.DASHBOARD, {"action": "delete"}, "", Source.SERVER)
    assert run(used_up, deleted, unknown).outcome is Outcome.PASSED
    assert run(used_up, requested("session", 403, 2 * S, code="token_revoked")).outcome is Outcome.PASSED


# Lines that were passed over


def test_a_line_from_before_a_mark_is_none_behind_it_though_nobody_could_expect_it() -> None:
    quiet = '- time.run: 3s\n- mark\n- expect.no_serial: {line: "[REG] HTTP Response: 200", for: 5s}\n'
    before, behind = line("[REG] HTTP Response: 200", S), line("[REG] HTTP Response: 200", 5 * S)
    assert run(quiet, before).outcome is Outcome.PASSED
    assert run(quiet, before, behind).outcome is Outcome.FAILED
    assert run(quiet.replace("- mark\n", ""), before).outcome is Outcome.FAILED
    assert run(quiet, before, is_foreign=False).outcome is Outcome.FAILED


# Waits that are longer than asked for


@pytest.mark.parametrize(("waited", "is_enough"), [("time.run: 5s", True), ("time.run: 2s", False)])
def test_who_has_waited_long_enough_need_not_have_asked_again(waited: str, *, is_enough: bool) -> None:
    asked = requested("register", 503, S)
    gap = f"- {waited}\n- expect.gap: {{path: register, at_least: 4s}}\n"
    assert run(gap, asked).outcome is (Outcome.PASSED if is_enough else Outcome.FAILED)
    assert run(gap, asked, is_foreign=False).outcome is Outcome.FAILED
    assert run(gap).outcome is Outcome.FAILED, "it has not asked at all"
    assert run(gap.replace("4s}", "4s, at_most: 9s}"), asked).outcome is Outcome.FAILED


# Lines that no page prints


@pytest.mark.parametrize("expected", ["[SESSION] HTTP Response: 403", "[SESSION] HTTP Response: -1"])
def test_when_a_line_comes_that_no_page_prints_is_its_own_matter(expected: str) -> None:
    looked = f'- expect.serial: "{expected}"\n' + WELL
    wrong = (session(2, 403), line("[SESSION] HTTP Response: 200", 2 * S + 1))
    held = run(looked, *wrong, is_read=False)
    assert (held.outcome, held.failure) == (Outcome.PASSED, None)
    assert "1 about lines that no page prints" in held.facts["expectations"]
    assert run(looked, *wrong).outcome is Outcome.FAILED


def test_what_the_guide_prints_is_expected_of_everybody_who_has_words_for_it() -> None:
    said = '- expect.serial: "[REG] HTTP Response: 410"\n'
    refused = requested("register", 410, 2 * S)
    assert run(said, refused, is_read=False).outcome is Outcome.FAILED


GOOD = '- expect.serial: "[REG] HTTP Response: 200"\n' + WELL
GRANTED = requested("register", 200, 2 * S)


def test_who_tells_the_status_of_failures_only_need_not_tell_that_of_a_good_answer() -> None:
    lost = line("[REG] HTTP Response: -11", S)
    for before in ((), (lost,)):
        result = run(GOOD, *before, GRANTED, is_read=False)
        assert (result.outcome, result.failure) == (Outcome.PASSED, None)
        assert "1 about good answers whose status the firmware does not tell" in result.facts["expectations"]
    assert run(GOOD, GRANTED).outcome is Outcome.FAILED


def test_what_is_told_behind_the_next_request_is_about_that_one() -> None:
    again, said = requested("register", 410, 5 * S), line("[REG] HTTP Response: 410", 5 * S + 1)
    assert run(GOOD, GRANTED, again, said, is_read=False).outcome is Outcome.PASSED


def test_who_tells_another_status_of_a_good_answer_is_wrong() -> None:
    assert run(GOOD, GRANTED, line("[REG] HTTP Response: -1", 2 * S + 1), is_read=False).outcome is Outcome.FAILED
    assert run(GOOD, is_read=False).outcome is Outcome.FAILED


def test_that_a_registration_has_failed_may_be_said_in_either_documented_line() -> None:
    said = '- expect.serial: "[REG] Registration failed: Invalid token"\n' + WELL
    both = frozenset({Line.REG_FAILED, Line.REG_TOKEN_DEAD})
    refused, dead = requested("register", 401, 2 * S), line("[REG] Token already used or expired", 2 * S + 1)

    def outcome(*planned: Planned, is_read: bool = False) -> Outcome:
        factory = OwnFactory(*planned, is_read=is_read, spoken=both)
        return run_case(case_of("given: {token: none}\n", said), factory, load_profile()).outcome

    assert outcome(refused, dead) is Outcome.PASSED
    assert outcome(refused) is Outcome.FAILED
    assert outcome(refused, dead, is_read=True) is Outcome.FAILED


def test_who_says_that_it_halts_has_halted() -> None:
    halt = "- expect.halt\n" + WELL
    said = line("[SYSTEM] Halted: no MAC", 2 * S)
    assert run_halted(halt, said, is_read=False).outcome is Outcome.PASSED
    assert run_halted(halt, said, is_read=True).outcome is Outcome.FAILED
    assert run_halted(halt, is_read=False).outcome is Outcome.FAILED


def run_halted(steps: str, *planned: Planned, is_read: bool) -> Result:
    factory = OwnFactory(*planned, is_read=is_read, spoken=frozenset({Line.SYSTEM_HALTED}))
    return run_case(case_of("given: {token: none}\n", steps), factory, load_profile())


def test_a_scenario_of_which_no_page_promises_anything_is_skipped_by_name() -> None:
    skipped = run(WELL, is_read=False, head="promised: false\n")
    assert skipped.outcome is Outcome.SKIPPED
    assert skipped.reason == "no page promises it, and this firmware is somebody else's"
    assert run(WELL, head="promised: false\n").outcome is Outcome.PASSED
    assert run(WELL, is_read=False).outcome is Outcome.PASSED


# Waits


def failed(after_s: int) -> Planned:
    return requested("session", 503, after_s * S)


def polled(after_s: int) -> tuple[Planned, ...]:
    at_us = after_s * S
    begun = requested("session", 200, at_us - 2, session="5e551000")
    said = line("[INFO] Device ONLINE", at_us - 1)
    return begun, said, status("online", at_us - 1), requested("state", 200, at_us, session="5e551000")


@pytest.mark.parametrize("disturbance", [failed(2), network(2 * S), requested("session", 200, 2 * S, fault="answer")])
def test_who_was_disturbed_may_still_be_waiting(disturbance: Planned) -> None:
    steps = "- server.generate\n- time.run: 3s\n- expect.online: 1m\n"
    assert run(steps, boot(), disturbance, *polled(200)).outcome is Outcome.PASSED
    failure = run(steps, boot(), disturbance, *polled(200), is_foreign=False, head="without: [I7]").failure
    assert failure is not None
    assert failure.expected == "'device' online within 1m"


def test_who_was_not_disturbed_has_the_time_that_a_scenario_gives() -> None:
    quiet = requested("session", 200, 2 * S)
    failure = run("- time.run: 3s\n- expect.online: 1m\n", boot(), quiet, *polled(200)).failure
    assert failure is not None
    assert failure.expected == "'device' online within 1m"


@pytest.mark.parametrize(("code", "patience_s"), [("session_expired", 900), ("clock_skew", 3600), ("", 3600)])
def test_who_was_refused_may_rest_longer_if_it_was_not_its_session_alone(code: str, patience_s: int) -> None:
    steps = "- server.generate\n- time.run: 3s\n- expect.online: 1m\n"
    refused = requested("session", 401, 2 * S, code=code)
    head = "without: [I7]"
    assert run(steps, boot(), refused, *polled(patience_s), head=head).outcome is Outcome.PASSED
    assert run(steps, boot(), refused, *polled(patience_s + 10), head=head).outcome is Outcome.FAILED


def test_a_disturbance_that_was_overcome_is_no_reason_to_wait() -> None:
    steps, overcome = "- time.run: 4s\n- expect.online: 1m\n", (boot(), failed(2), *polled(3), *polled(200))
    failure = run(steps, *overcome, head="without: [I13]").failure
    assert failure is not None
    assert failure.expected == "'device' online within 1m"


def test_nobody_waits_for_ever_after_a_disturbance() -> None:
    failure = run(
        "- time.run: 3s\n- expect.online: 1m\n", boot(), failed(2), *polled(910), head="without: [I7]"
    ).failure
    assert failure is not None
    assert failure.expected == "'device' online within 15m (1m in the file, and until it polls or has rested)"


# Sessions


def test_a_session_may_be_renewed_before_its_end() -> None:
    quiet = "- expect.no_request: {path: session, for: 1h}\n"
    assert run(quiet, session(3000)).outcome is Outcome.PASSED
    assert run(quiet, session(3000, 401)).outcome is Outcome.FAILED
    assert run(quiet, session(3000), is_foreign=False).outcome is Outcome.FAILED


def test_who_was_refused_a_session_last_renews_none() -> None:
    told = requested("session", 503, 2 * S, retry_after=30 * 86_400)
    quiet = "- expect.request: {path: session, status: 503}\n- expect.no_request: {path: session, for: 1h}\n"
    assert run(quiet, session(1), told).outcome is Outcome.PASSED
    # Who comes back sooner breaks I10 first.
    failure = run(quiet, session(1), told, session(1800), head="without: [I10]").failure
    assert failure is not None
    assert failure.expected == "no request to session for 1h"
    assert failure.found == "POST /api/device/session/ -> 200 at 0:30:00.000, told at 0:00:02.000 to wait 30d"


@pytest.mark.parametrize(
    ("granted", "refused", "is_right"), [(2, 0, True), (4, 0, True), (5, 0, False), (2, 1, True), (2, 2, False)]
)
def test_every_other_session_that_was_granted_may_be_one_more(granted: int, refused: int, *, is_right: bool) -> None:
    asked = [session(30 * each + 1) for each in range(granted)] + [
        session(60 * each + 240, 403) for each in range(refused)
    ]
    steps = "- time.run: 6m\n- expect.count: {path: session, count: 2}\n"
    assert (run(steps, *asked).outcome is Outcome.PASSED) is is_right


# What no page promises


UNPROMISED = [
    "expect.relay: {relay: 1, state: on, within: 1s, promised: false}",
    "expect.count: {path: session, at_least: 4, promised: false}",
    "expect.request: {path: session, within: 1s, promised: false}",
    'expect.serial: {line: "[REG] HTTP Response: 200", within: 1s, promised: false}',
    "expect.report: {relay1: on, promised: false}",
]


@pytest.mark.parametrize("step", UNPROMISED)
def test_what_no_page_promises_is_expected_of_this_project_s_firmware_alone(step: str) -> None:
    result = run(f"- {step}\n" + WELL, is_read=False)
    assert result.outcome is Outcome.PASSED
    assert result.facts["expectations"] == "1 judged, 1 about what no page promises"
    assert run(f"- {step}\n" + WELL, is_foreign=False).outcome is Outcome.FAILED
    assert run(f"- {step.replace(', promised: false', '')}\n" + WELL, is_read=False).outcome is Outcome.FAILED


@pytest.mark.parametrize("step", UNPROMISED)
def test_who_keeps_a_documented_record_is_held_to_it_all_the_same(step: str) -> None:
    assert run(f"- {step}\n" + WELL).outcome is Outcome.FAILED


@pytest.mark.parametrize("step", ["expect.no_request: {path: register, for: 5s", "expect.no_serial: {line: x, for: 5s"])
def test_the_time_of_what_nobody_promised_passes_all_the_same(step: str) -> None:
    asked = requested("register", 410, 4 * S)
    steps = f"- {step}, promised: false}}\n- expect.count: {{path: register, count: 1}}\n"
    assert run(steps, asked, is_read=False).outcome is Outcome.PASSED


# A life that has ended well


def test_any_word_about_a_refused_token_says_what_a_person_must_do() -> None:
    recovered, own = "- expect.recovered: 20s\n", line("Brauche neue Firmware.", 3 * S)
    refused, busy = requested("register", 410, 2 * S, code="token_used"), requested("register", 503, 2 * S)
    assert run(recovered, refused, own).outcome is Outcome.PASSED
    assert run("- time.run: 5s\n" + recovered, refused, own).outcome is Outcome.PASSED
    assert run(recovered, refused).outcome is Outcome.FAILED
    assert run(recovered, own, requested("register", 410, 4 * S, code="token_used")).outcome is Outcome.FAILED
    assert run(recovered, busy, own).outcome is Outcome.FAILED
    assert run(recovered, refused, own, is_foreign=False).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("[REG] HTTP Response: 410", True),
        ("[REG] Token already used or expired", True),
        ("[SERVER] It says token_used", True),
        ("[REG] HTTP Response: 503", False),
        ("[WiFi] IP Address: 192.168.1.7", False),
    ],
)
def test_whom_pages_alone_bind_says_it_by_the_status_of_a_refusal_or_in_words_of_its_own(
    text: str, is_said: bool
) -> None:
    refused, said = requested("register", 410, 2 * S, code="token_used"), line(text, 3 * S)

    def is_passed(*planned: Planned) -> bool:
        factory = OwnFactory(*planned, is_read=False, spoken=frozenset(Line))
        case = case_of("given: {token: none}\n", "- expect.recovered: 20s\n")
        return run_case(case, factory, load_profile()).outcome is Outcome.PASSED

    assert is_passed(refused, said) is is_said
    assert is_passed(said) is text.endswith("used or expired")


# How often it asks


@pytest.mark.parametrize("sessions", [9, 12])
def test_the_sessions_that_may_be_more_are_counted_in_what_was_found_and_not_in_what_is_expected(sessions: int) -> None:
    asked = [session(second) for second in range(1, sessions + 1)]
    steps = "- time.run: 20s\n- expect.count: {path: session, at_least: 1, at_most: 2}\n"
    failure = run(steps, *asked, head="without: [I10]").failure
    assert failure is not None
    told = "at least 1 and at most 2 times, and one more for every second session granted: request to session"
    assert failure.expected == told
    most = 2 + sessions // 2
    found = f"request to session {sessions} times, at most {most} with {sessions} granted: 200 at 0:00:01.000, "
    assert failure.found.startswith(found)


@pytest.mark.parametrize(
    ("count", "asked", "expected", "found"),
    [
        (
            "path: session, status: 403, count: 0",
            requested("session", 403, S),
            "0 times: request to session answered 403",
            "request to session answered 403 1 time: 403 at 0:00:01.000",
        ),
        (
            "path: session, count: 2",
            session(1),
            "2 times, and one more for every second session granted: request to session",
            "POST /api/device/session/ -> 200 | request to session 1 time",
        ),
    ],
    ids=["refused ones are no renewals", "too few of them"],
)
def test_sessions_that_may_be_more_are_told_only_where_they_matter(
    count: str, asked: Planned, expected: str, found: str
) -> None:
    failure = run(f"- time.run: 20s\n- expect.count: {{{count}}}\n", asked, head="without: [I10]").failure
    assert failure is not None
    assert (failure.expected, failure.found) == (expected, found)


# Connections in the clear

UNANSWERED = '- expect.serial: {line: "[SESSION] HTTP Response: -1", count: 2, within: 2m}\n- expect.status: offline\n'


def broken(words: str) -> Planned:
    return Planned(S, EventKind.NETWORK, {"change": f"path to the server {words}"}, "", Source.HARNESS)


@pytest.mark.parametrize("spoken", [frozenset(Line), frozenset({Line.ONLINE})])
def test_who_asks_in_the_clear_is_not_struck_by_handshakes_that_fail(spoken: frozenset[Line]) -> None:
    def judged(*planned: Planned, is_foreign: bool = True) -> Result:
        case = case_of("given: {token: none}\n", UNANSWERED)
        factory = OwnFactory(*planned, is_read=False, spoken=spoken) if is_foreign else FakeFactory()
        return run_case(case, factory, load_profile())

    struck = judged(broken("tls-alert unknown_ca (48)"), session(40))
    assert struck.outcome is Outcome.SKIPPED
    assert struck.reason.startswith("lacking here: TLS: this firmware asks in the clear")
    # What was asked before, and a path that is sound again, say nothing.
    assert judged(broken("mtu-black-hole above 560 bytes"), session(2)).outcome is Outcome.FAILED
    assert judged(broken("sound"), session(40)).outcome is Outcome.FAILED
    assert judged(session(40)).outcome is Outcome.FAILED
    refused = judged(broken("tls-alert unknown_ca (48)"), session(40, 503))
    assert refused.outcome is Outcome.FAILED

"""Failures that have one reason are one cause, with the clearest case first."""

import msgspec
import pytest

from oceanhil.app.report.causes import Cause, cause_of, detail_of, failure_causes, past_of, pointed_to
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Past, Violation
from oceanhil.scenarios.result import Failure, LogCause, Outcome, Result
from tests.app.report.conftest import make_result


def failed(
    step: str,
    found: str,
    *,
    invariant: str = "",
    scenario: str = "probe",
    simulated_us: int = 1,
    expected: str = "device online",
) -> Result:
    expected = "waits grow" if invariant else expected
    failure = Failure(step, "probe.yaml", 3, 5, expected, found, in_remedy=False, invariant=invariant)
    result = make_result(scenario, outcome=Outcome.FAILED, failure=failure)
    return msgspec.structs.replace(result, simulated_us=simulated_us)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[TIME] Synced | [TIME] Clock skew +11833 s", "[WiFi] Connected | [TIME] Clock skew +9 s"),
        ("[REG] token oc_reg_--2ni… refused | [SYSTEM] Next attempt in 60 s", "[REG] token oc_reg_Xy-…  refused"),
        ("no line of 'device' within 5 s", "no line of 'thief' within 1 min"),
        ("2, answered 401 at 5s, 401 at 1m 2s 51ms", "3, answered 401 at 1m, 401 at 7s"),
        (
            "request to session 2 times: no answer at 2s 4ms, 200 at 4s",
            "request to session 3 times: 200 at 1s, 401 at 2s, 200 at 3s",
        ),
        ("offline, since 2 d 6:53:54.012", "offline, since 0:03:04.001"),
        ("MAC 24:6F:28:00:00:01 is unknown", "MAC 24:6F:28:00:00:02 is unknown"),
    ],
)
def test_what_differs_from_case_to_case_makes_no_other_cause(one: str, other: str) -> None:
    assert cause_of(failed("expect.online", one)) == cause_of(failed("expect.serial: a", other))


def test_what_was_seen_last_tells_causes_apart() -> None:
    same_step = [failed("expect.online", found) for found in ("[WiFi] Failed", "[TIME] Clock skew +1 s")]
    assert len({cause_of(each) for each in same_step}) == 2


def test_what_a_device_said_before_the_server_saw_no_poll_tells_causes_apart() -> None:
    behind = "the server accepted no poll after that"
    stopped = failed("expect.online", f"ip 192.168.1.100 | STOPPED: token refused | {behind}")
    waiting = failed("expect.online", f"ip 192.168.1.100 | answer without a token, waiting 10 s | {behind}")
    mute = failed("expect.online", behind)
    assert cause_of(stopped) == f"STOPPED: token refused; {behind}"
    assert len({cause_of(each) for each in (stopped, waiting, mute)}) == 3


def test_one_broken_invariant_is_one_cause_whatever_was_found() -> None:
    found = [failed("invariant I10", text, invariant="I10") for text in ("2 s after 401", "9 s after 503")]
    assert {cause_of(each) for each in found} == {"I10: waits grow"}


def test_a_secret_that_is_printed_is_another_cause_than_one_that_is_sent() -> None:
    texts = ("device printed a whole secret: x", "twin printed a piece: x", "device sent a token in the query of GET")
    causes = [cause_of(failed("invariant I1", text, invariant="I1")) for text in texts]
    assert causes == ["I1 (printed): waits grow", "I1 (printed): waits grow", "I1 (sent): waits grow"]


def test_one_broken_limit_is_one_cause_whatever_was_measured() -> None:
    limit = "boot_to_online < 6 s"
    broken = [failed("measure: boot_to_online", found, expected=limit) for found in ("8.6 s", "nothing to measure")]
    assert {cause_of(each) for each in broken} == {limit}


def test_how_often_something_was_asked_is_one_cause_whatever_the_number_and_the_times() -> None:
    expected = "at most 7 times: request to session answered 200"
    found = ("8 times: 200 at 0:00:02.402", "9 times: 200 at 1 d 0:00:02.402, 200 at 1 d 0:02:02.402")
    step = "expect.count: {path: session, at_most: 7}"
    assert {cause_of(failed(step, each, expected=expected)) for each in found} == {f"expected {expected}"}


def test_too_few_requests_are_of_the_cause_that_the_last_of_them_tells() -> None:
    found = "POST /b -> 401 token_invalid | request to session 0 times"
    assert cause_of(failed("expect.count: {path: session, count: 1}", found)) == "POST /b -> 401 token_invalid"


def test_a_line_that_differs_in_its_wording_is_the_cause_and_not_what_came_last() -> None:
    near = "nearest: 'Token revoked', without 'was', first at 0:06:42.{} | [REG] Registration failed: used before"
    cases = [
        failed("expect.serial: x", near.format(each), expected="the line 'Token was revoked'") for each in (559, 662)
    ]
    words = {cause_of(each) for each in cases}
    assert words == {"expected the line 'Token was revoked', nearest: 'Token revoked', without 'was'"}


def test_a_failure_of_which_nothing_was_found_is_known_by_its_step() -> None:
    assert cause_of(failed("expect.halt", "")) == "expect.halt"


def test_a_word_alone_is_told_with_what_was_asked() -> None:
    assert cause_of(failed("expect.storage: {verdict: valid}", "empty")) == "expect.storage: empty"
    assert cause_of(failed("expect.storage: {same_as: before}", "empty")) == "expect.storage: empty"


@pytest.mark.parametrize("found", ["2s 163ms", "24:6F:28:00:00:01", "12, 15"])
def test_what_differs_from_case_to_case_alone_is_told_with_what_was_asked(found: str) -> None:
    assert cause_of(failed("expect.gap: {within: 2m}", found)).startswith("expect.gap: ")


def test_what_a_step_expected_and_what_there_was_stands_below_words_that_do_not_say_it() -> None:
    late = failed("expect.serial: x", "[WiFi] up | [INFO] Device ONLINE", expected="the line 'HTTP 403' within 1m")
    assert cause_of(late) == "[INFO] Device ONLINE"
    assert detail_of(late) == "expected the line 'HTTP 403' within 1m"
    skewed = failed("expect.gap: {}", "[TIME] Clock skew +9 s | [SESSION] Got it", expected="2m between")
    assert detail_of(skewed) == "expected 2m between"
    assert detail_of(failed("expect.halt", "", expected="a halt")) == "expected a halt"


def test_a_heading_says_whole_what_the_clearest_case_shows() -> None:
    answers = failed("expect.request: x", "GET /a -> 200", expected="request to session answered 401")
    skews = [failed("expect.serial: x", f"[TIME] Clock skew +{skew} s") for skew in (9, 11)]
    unmet = failed("expect.halt", "", expected="a halt")
    limit = failed("measure: boot_to_online", "8.6 s", expected="boot_to_online < 6 s")
    assert sorted(cause.heading for cause in failure_causes([answers, *skews, unmet, limit])) == [
        "boot_to_online < 6 s",
        "expect.halt was not met",
        "nothing made this good: [TIME] Clock skew +9 s, or the like",
        "what came last: GET /a -> 200",
    ]


def test_below_a_broken_invariant_stands_what_was_found_and_below_words_that_say_it_all_nothing() -> None:
    assert detail_of(failed("invariant I10", "2 s after 401", invariant="I10")) == "2 s after 401"
    counted = failed("expect.count: {path: session}", "8 times: 200 at 0:00:02.402", expected="at most 7 times")
    assert detail_of(counted) == ""
    assert detail_of(make_result("probe", outcome=Outcome.ERROR)) == ""


def test_a_cause_is_one_line_though_what_two_worlds_did_stands_below_it() -> None:
    found = "in sim: [EEPROM] Empty\ndiffers from native\n  1  [EEPROM] Empty  ≠ [EEPROM] Invalid"
    assert cause_of(failed("--against native", found)) == "in sim: [EEPROM] Empty"


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ("[EEPROM] Save failed | [SESSION] Got session ID: a | [INFO] Device ONLINE", "[EEPROM] Save failed"),
        ("[EEPROM] Save failed | [EEPROM] Token saved | [INFO] Device ONLINE", "[INFO] Device ONLINE"),
        ("[TIME] Clock skew +9 s | [TIME] Synced | [SESSION] Got it", "[SESSION] Got it"),
        ("[WiFi] Connecting... Failed! | [SYSTEM] Next attempt in 9 s", "[WiFi] Connecting... Failed!"),
        ("[POLL] HTTP Response: -4 | [TIME] Synced", "[POLL] HTTP Response: no answer"),
        ("[REG] HTTP Response: 200 | [TIME] Synced", "[TIME] Synced"),
        ("GET /a -> 200 | POST /b -> 401 token_invalid | GET /a -> 200", "POST /b -> 401 token_invalid"),
        ("POST /b -> 503 | POST /b -> 200 | GET /a -> 200", "GET /a -> 200"),
    ],
)
def test_a_complaint_that_nothing_made_good_says_more_than_the_last_line(found: str, told: str) -> None:
    assert cause_of(failed("expect.serial: x", found)) == told


def test_the_most_frequent_cause_comes_first_and_in_it_the_clearest_case() -> None:
    vague = failed("expect.online", "[WiFi] Failed", scenario="vague")
    long = failed("expect.serial: x", "[WiFi] Failed", scenario="long", simulated_us=9)
    short = failed("expect.serial: x", "[WiFi] Failed", scenario="short", simulated_us=2)
    alone = failed("invariant I1", "a token", invariant="I1", scenario="alone")
    causes = failure_causes([alone, vague, long, make_result("fine"), short])
    assert [[result.scenario for result in cause.results] for cause in causes] == [
        ["short", "vague", "long"],
        ["alone"],
    ]
    assert causes[0].clearest is short


@pytest.mark.parametrize(
    ("found", "advised"),
    [
        (["device asked POST again"] * 12, "I8: device asked POST"),
        (["device asked POST again"] * 11 + ["stranger asked POST again"], "I8"),
        (["device asked POST again"] * 11 + ["device asked GET again"], "I8: device asked"),
        # The next breach that is looked at then has another figure.
        (["device: 40 bytes programmed"] * 12, "I8: device:"),
        (["12 bytes programmed"] * 12, "I8"),
    ],
)
def test_what_is_advised_to_look_past_a_cause_covers_every_case_of_it(found: list[str], advised: str) -> None:
    cause = Cause("asked again", tuple(failed("invariant I8", each, invariant="I8") for each in found))
    told = past_of(cause, len(found))
    assert told == advised
    breaches = [Violation(InvariantId.I8, "", each, 0) for each in found]
    assert all(Past.read(told).covers(each) for each in breaches)


def test_a_device_that_is_refused_and_one_that_gets_no_answer_are_two_causes() -> None:
    found = ("[REG] HTTP Response: 410", "[REG] HTTP Response: 401", "[REG] HTTP Response: -11", "POST /b -> 410 used")
    assert len({cause_of(failed("expect.online", each)) for each in found}) == len(found)
    alike = ("[REG] HTTP Response: -11", "[REG] HTTP Response: -1"), ("POST /b -> 502", "POST /b -> 503")
    assert all(cause_of(failed("x", one)) == cause_of(failed("x", other)) for one, other in alike)


def test_what_the_logs_of_a_cause_point_to_is_told_with_the_number_of_its_cases() -> None:
    one, other = (LogCause(title, 96, "", "", "") for title in ("the token is gone", "the token was used"))
    case = failed("expect.online", "[REG] HTTP Response: 410")
    lost, used = (msgspec.structs.replace(case, log_cause=each) for each in (one, other))
    assert pointed_to(Cause("x", (lost, lost))) == ["points to: the token is gone"]
    told = ["points to: the token is gone (2 of 4 cases)", "points to: the token was used (1 of 4 cases)"]
    assert pointed_to(Cause("x", (case, lost, used, lost))) == told
    broken = msgspec.structs.replace(failed("invariant I8", "x", invariant="I8"), log_cause=one)
    assert pointed_to(Cause("x", (broken,))) == []


def test_a_line_in_words_of_its_own_is_of_the_cause_of_the_line_that_it_means() -> None:
    own = failed("expect.online", "cfg: none  (means: [EEPROM] Empty) | reg -> 410  (means: [REG] HTTP Response: 410)")
    assert cause_of(own) == cause_of(failed("expect.online", "[EEPROM] Empty | [REG] HTTP Response: 410"))

"""Expectations about requests and about what the dashboard shows."""

import pytest

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from tests.scenarios.devices.judging import UNWATCHED, Judged, judged
from tests.scenarios.fake_world import FakeFactory, FakeWorld, Planned, S, requested, status
from tests.scenarios.writing import case_of

REFUSED = requested("register", 401, S, code="token_expired")


def run(steps: str, *planned: Planned) -> Result:
    steps = "- device.power_on\n" + steps
    return run_case(
        case_of(f"devices: [twin]\n{UNWATCHED}", steps), FakeFactory({"device.power_on": planned}), load_profile()
    )


def holds(steps: str, *planned: Planned) -> Judged:
    return judged(run(steps, *planned))


def test_a_request_is_waited_for_and_consumed() -> None:
    assert holds("- expect.request: register", REFUSED)
    assert not holds("- expect.request: register\n- expect.request: register", REFUSED)


def test_a_request_of_before_a_mark_is_not_waited_for_any_more() -> None:
    polled, later = requested("state", 200, S), requested("state", 200, 7 * S)
    steps = "- time.run: 3s\n- {before}\n- expect.request: {{path: state, within: 2s}}"
    assert holds(steps.format(before="time.run: 1s"), polled)
    assert not holds(steps.format(before="mark"), polled)
    assert holds(steps.format(before="mark").replace("2s", "5s"), polled, later)


def test_a_request_may_have_to_have_method_status_and_code() -> None:
    assert holds("- expect.request: {path: register, method: post, status: 401, code: token_expired}", REFUSED)
    assert not holds("- expect.request: {path: register, status: 410}", REFUSED)
    assert not holds("- expect.request: {path: register, code: token_used}", REFUSED)
    assert not holds("- expect.request: {path: register, method: GET}", REFUSED)
    assert holds("- expect.request: /api/device/register/", REFUSED)


def test_the_requests_that_came_stand_in_the_failure() -> None:
    others = status("away", S), requested("register", 200, S, "twin")
    result = run("- expect.request: {path: session, within: 9s}", REFUSED, *others)
    assert result.failure is not None
    assert result.failure.expected == "request to session within 9s"
    assert result.failure.found == "POST /api/device/register/ -> 401 token_expired"


def test_of_many_requests_the_last_six_stand_in_the_failure() -> None:
    planned = [requested("register", 416 + number, S) for number in range(8)]
    result = run("- time.run: 2s\n- expect.request: {path: session, within: 9s}", *planned)
    assert result.failure is not None
    assert result.failure.found == " | ".join(f"POST /api/device/register/ -> {416 + number}" for number in range(2, 8))


def test_no_request_may_come_from_now_on() -> None:
    later = requested("register", 401, 20 * S)
    assert holds("- expect.request: register\n- expect.no_request: {path: register, for: 9s}", REFUSED, later)
    assert not holds("- expect.request: register\n- expect.no_request: {path: register, for: 19s}", REFUSED, later)


def test_a_gap_lies_between_the_last_two_requests() -> None:
    polls = requested("state", 200, S), requested("state", 200, 2 * S), requested("state", 200, 7 * S)
    assert holds("- time.run: 9s\n- expect.gap: {path: state, at_least: 5s, at_most: 5s}", *polls)
    assert holds("- time.run: 9s\n- expect.gap: {path: state, at_most: 1s}", *polls[:2])
    assert not holds("- time.run: 9s\n- expect.gap: {path: state, at_least: 6s}", *polls)
    assert not holds("- time.run: 9s\n- expect.gap: {path: state, at_most: 4s}", *polls)


def test_a_gap_needs_two_requests() -> None:
    result = run("- time.run: 9s\n- expect.gap: {path: register, at_least: 1s}", REFUSED)
    assert result.failure is not None
    assert result.failure.found == "request to register 1 time"


def test_requests_are_counted_since_the_last_mark() -> None:
    again = requested("register", 410, 60 * S)
    assert holds("- time.run: 5s\n- expect.server: {requests: {register: 1, session: 0}}", REFUSED, again)
    assert holds("- time.run: 5s\n- mark\n- expect.server: {requests: {register: 0}}", REFUSED, again)
    assert not holds("- time.run: 65s\n- expect.server: {requests: {register: 1}}", REFUSED, again)


def test_the_dashboards_status_is_compared_at_once() -> None:
    shown = status("away", 5 * S)
    assert holds("- expect.server: pending\n- time.run: 5s\n- expect.server: away", shown)
    assert not holds("- expect.server: away", shown)


def test_a_count_may_be_exact_or_between_two_bounds() -> None:
    polls = [requested("state", 200, second * S) for second in (1, 2, 3)]
    assert holds("- time.run: 9s\n- expect.count: {path: state, count: 3}", *polls)
    assert holds("- time.run: 9s\n- expect.count: {path: state, at_least: 2, at_most: 4}", *polls)
    assert not holds("- time.run: 9s\n- expect.count: {path: state, at_most: 2}", *polls)
    assert not holds("- time.run: 9s\n- expect.count: {path: state, status: 401, count: 3}", *polls)


@pytest.mark.parametrize("wanted", ["count: 32", "at_least: 32", "at_least: 32, at_most: 40", "status: 200, count: 32"])
def test_more_polls_than_any_device_may_ask_are_an_error_of_the_scenario(wanted: str) -> None:
    result = run(f"- time.run: 5m\n- mark\n- time.run: 1m\n- expect.count: {{path: state, method: GET, {wanted}}}")
    assert result.outcome is Outcome.ERROR
    assert result.reason.partition(" (in expect.count, ")[0] == (
        "expect.count wants 32 polls, but 1m have passed since the beginning or the last 'mark', and a device polls "
        "every 5s; expect fewer, or let more time pass"
    )


@pytest.mark.parametrize(
    "wanted", ["method: GET, count: 31", "method: POST, count: 32", "count: 32", "method: GET, count: 32, on: any"]
)
def test_what_a_device_may_ask_and_what_nobody_knows_better_is_expected_of_it(wanted: str) -> None:
    assert run(f"- time.run: 1m\n- expect.count: {{path: state, {wanted}}}").outcome is Outcome.FAILED


def test_the_requests_of_all_devices_count_together() -> None:
    planned = REFUSED, requested("register", 200, S, "twin")
    assert holds("- time.run: 9s\n- expect.count: {path: register, on: any, count: 2}", *planned)
    assert holds("- time.run: 9s\n- expect.count: {path: register, on: twin, count: 1}", *planned)


def test_a_status_is_waited_for() -> None:
    planned = status("away", 10 * S), status("offline", 300 * S)
    assert holds("- expect.status: away\n- expect.status: {is: offline, within: 5m}", *planned)
    assert holds("- expect.status: {is: away, within: 10m}\n- time.run: 290s\n- expect.server: offline", *planned)
    assert not holds("- expect.status: {is: away, within: 9s}", *planned)
    assert not holds("- expect.status: {is: online, within: 9s}", *planned)


@pytest.mark.parametrize(
    ("planned", "found"),
    [((status("pending", S), status("offline", 7 * S)), "offline, since 0:00:07.000"), ((), "pending")],
    ids=["the server told of it", "nobody told of it"],
)
def test_a_status_that_stays_is_told_with_when_it_came(planned: tuple[Planned, ...], found: str) -> None:
    failure = run("- time.run: 2m\n- expect.status: {is: away, within: 9s}", *planned).failure
    assert failure is not None
    assert (failure.expected, failure.found) == ("the dashboard to show away within 9s", found)


@pytest.mark.parametrize(("changes_at_s", "seen_at_s"), [(0, 0), (1, 5), (5, 5), (6, 10), (12, 15), (28, 29)])
def test_a_server_that_tells_of_no_change_is_asked_every_five_seconds(changes_at_s: int, seen_at_s: int) -> None:
    def prepare(world: FakeWorld) -> None:
        def look(device_id: str) -> DeviceStatus:
            del device_id
            return DeviceStatus.AWAY if world.now_us >= changes_at_s * S else DeviceStatus.PENDING

        world.server.status = look  # type: ignore[method-assign] # a server that only answers

    case = case_of("given: {token: fresh}", "- expect.status: {is: away, within: 29s}")
    result = run_case(case, FakeFactory(prepare=prepare), load_profile())
    assert (result.outcome, result.simulated_us) == (Outcome.PASSED, seen_at_s * S)


ONCE = "request to register 1 time"


@pytest.mark.parametrize(
    ("bounds", "expected", "found"),
    [
        ("count: 0", "0 times: request to register", f"{ONCE}: 401 token_expired at 0:00:01.000"),
        ("at_least: 2", "at least 2 times: request to register", ONCE),
        ("at_most: 0", "at most 0 times: request to register", f"{ONCE}: 401 token_expired at 0:00:01.000"),
        ("at_least: 2, at_most: 3", "at least 2 and at most 3 times: request to register", ONCE),
    ],
)
def test_a_count_that_is_missed_is_told_with_the_bounds_that_were_given(bounds: str, expected: str, found: str) -> None:
    result = run(f"- time.run: 9s\n- expect.count: {{path: register, {bounds}}}", REFUSED)
    assert result.failure is not None
    assert (result.failure.expected, result.failure.found.split(" | ")[-1]) == (expected, found)


def test_too_few_requests_are_told_with_the_last_one_and_its_answer() -> None:
    few = run("- time.run: 9s\n- expect.count: {path: register, at_least: 2}", REFUSED).failure
    many = run("- time.run: 9s\n- expect.count: {path: register, at_most: 0}", REFUSED).failure
    assert few is not None
    assert many is not None
    assert few.found == "POST /api/device/register/ -> 401 token_expired | request to register 1 time"
    assert many.found == "request to register 1 time: 401 token_expired at 0:00:01.000"


def test_of_too_many_requests_the_first_six_are_told_and_how_many_more_there_were() -> None:
    answers = [requested("register", 415 + number, number * S) for number in range(1, 9)]
    counted = run("- time.run: 9s\n- expect.count: {path: register, at_most: 7}", *answers).failure
    numbered = run("- time.run: 9s\n- expect.server: {requests: {register: 7}}", *answers).failure
    assert counted is not None
    assert numbered is not None
    first = ", ".join(f"{415 + number} at 0:00:0{number}.000" for number in range(1, 7))
    assert counted.expected == "at most 7 times: request to register"
    assert counted.found == f"request to register 8 times: {first}, and 2 more"
    assert numbered.found.partition(" | ")[0] == f"8, answered {first}, and 2 more"


def test_an_answer_that_a_fault_changed_is_marked_where_requests_are_counted() -> None:
    changed = requested("session", 200, S, fault="answer", changed="expires_in=900")
    failure = run("- time.run: 9s\n- expect.count: {path: session, at_most: 0}", changed).failure
    assert failure is not None
    assert failure.found == "request to session 1 time: 200 (a fault: expires_in=900) at 0:00:01.000"


def test_a_request_that_nobody_answered_is_told_as_that() -> None:
    lost = requested("session", 0, 2 * S)
    again = requested("session", 200, 5 * S)
    twice = run("- time.run: 9s\n- expect.count: {path: session, count: 1}", lost, again).failure
    few = run("- time.run: 3s\n- expect.count: {path: session, at_least: 2}", lost).failure
    assert twice is not None
    assert few is not None
    assert twice.found == "request to session 2 times: no answer at 0:00:02.000, 200 at 0:00:05.000"
    assert few.found == "POST /api/device/session/ -> no answer | request to session 1 time"


def test_a_request_that_was_not_to_come_is_told_with_its_answer_and_its_time() -> None:
    failure = run("- expect.no_request: {path: register, for: 9s}", REFUSED).failure
    assert failure is not None
    assert failure.expected == "no request to register for 9s"
    assert failure.found == "POST /api/device/register/ -> 401 token_expired at 0:00:01.000"


def test_a_number_of_requests_that_is_missed_is_told_with_their_times() -> None:
    again = requested("register", 410, 62 * S)
    too_many = run("- time.run: 65s\n- expect.server: {requests: {register: 1}}", REFUSED, again).failure
    none = run("- time.run: 5s\n- expect.server: {requests: {session: 1}}", REFUSED).failure
    assert too_many is not None
    assert none is not None
    assert (too_many.expected, too_many.found.partition(" | ")[0]) == (
        "1 request to register",
        "2, answered 401 token_expired at 0:00:01.000, 410 at 0:01:02.000",
    )
    assert none.found == "0 | POST /api/device/register/ -> 401 token_expired"


def test_failures_name_all_that_was_asked_for() -> None:
    asked = "path: register, method: post, status: 200, code: token_used"
    counted = run(f"- time.run: 9s\n- expect.count: {{{asked}, count: 2}}", REFUSED)
    assert counted.failure is not None
    assert (counted.failure.expected, counted.failure.found) == (
        "2 times: POST request to register answered 200 token_used",
        "POST /api/device/register/ -> 401 token_expired | POST request to register answered 200 token_used 0 times",
    )

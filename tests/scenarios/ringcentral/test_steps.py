"""What each step about a service does, and when an expectation holds; on a service whose answers the test writes."""

from collections.abc import Mapping

import pytest

from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.ringcentral.world import Habits, SessionFacts
from oceanhil.scenarios.runner import run_service_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.trace import EventKind, Scalar
from tests.scenarios.ringcentral.fake_service import ANSWERED, Answer, FakeService
from tests.scenarios.ringcentral.writing import scenario_of, text_of
from tests.scenarios.writing import mistakes_in

REFUSED: Answer = {**ANSWERED, "status": 401, "code": "TokenInvalid", "message": "no", "envelope": "flat"}
SLOWED: Answer = {**ANSWERED, "status": 429, "code": "CMN-301", "retry_after": 60}
LOST: Answer = {**ANSWERED, "status": 0}
TWO = "- client.login: two\n"
"""Makes a second client known to the file."""
SAID = {"text": "so it is"}


def case_of(steps: str, body: str = "") -> Case:
    return scenario_of(steps, body).expand()[0]


def run(world: FakeService, steps: str, body: str = "") -> Result:
    return run_service_case(case_of(steps, body), world)


def found(world: FakeService, steps: str) -> str:
    """What an expectation that must fail found; behind it what it expected."""
    result = run(world, steps)
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    return f"{result.failure.found} <- {result.failure.expected}"


def holds(world: FakeService, steps: str) -> bool:
    result = run(world, steps)
    assert result.outcome in {Outcome.PASSED, Outcome.FAILED}
    return result.outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("client.login", ("worker", "login")),
        ("client.login: two", ("two", "login")),
        ("client.prepare_refresh", ("worker", "prepare")),
        ("client.refresh", ("worker", "refresh")),
        ("client.recover", ("worker", "recover")),
        ("client.work", ("worker", "work", 1)),
        ("client.work: {jobs: 3, on: two}", ("two", "work", 3)),
        ("client.download", ("worker", "download", None)),
        ("client.download: {most: 2}", ("worker", "download", 2)),
        ("client.revoke", ("worker", "revoke", "access")),
        ("client.revoke: {token: refresh}", ("worker", "revoke", "refresh")),
        ("client.damage_token: cut", ("worker", "damage", "cut")),
        ("client.lose_reply", ("worker", "loses")),
        ("client.copy_tokens: {source: worker, on: two}", ("two", "copies", "worker")),
        ("client.share_tokens: {source: worker, on: two}", ("two", "shares", "worker")),
        ("client.use_lock", ("worker", Habits(uses_lock=True))),
        ("client.reuse_tokens", ("worker", Habits(reuses_tokens=True))),
        ("client.take_credentials", ("worker", "credentials")),
        ("server.change_credentials", ("change",)),
        ("server.clear_faults", ("clear",)),
        (
            "server.fault: {kind: drop_request, name: lost}",
            ("fault", FaultRule(Fault(FaultKind.DROP_REQUEST), name="lost")),
        ),
        ("server.settings: {session_limit: 1}", ("settings", {"session_limit": 1})),
        ("server.fault: status", ("fault", FaultRule(Fault(FaultKind.STATUS, status=500)))),
        (
            "server.fault: {kind: drop_response, path: recording, times: 1}",
            (
                "fault",
                FaultRule(Fault(FaultKind.DROP_RESPONSE), Match("/restapi/v1.0/account/~/recording/*"), times=1),
            ),
        ),
        (
            "server.fault: {kind: status, path: token, times: 2, status: 503, retry_after: 60s}",
            (
                "fault",
                FaultRule(Fault(FaultKind.STATUS, status=503, retry_after=60), Match("/restapi/oauth/token"), times=2),
            ),
        ),
    ],
)
def test_a_step_tells_the_world_what_it_says(step: str, told: tuple[object, ...]) -> None:
    world = FakeService()
    assert run(world, f"- {step}").outcome is Outcome.PASSED
    assert world.told == [told]


def test_a_session_is_ended_by_its_client() -> None:
    world = FakeService()
    world.of = {"two": "s-2"}
    assert run(world, "- client.login: two\n- server.end_session: two").outcome is Outcome.PASSED
    assert world.told[1:] == [("end", "s-2")]
    assert "put a client.login step before" in found(world, "- server.end_session")


@pytest.mark.parametrize(
    ("answer", "step", "is_met"),
    [
        (ANSWERED, "200", True),
        (ANSWERED, "401", False),
        (REFUSED, "{status: 401, code: TokenInvalid, message: 'no', envelope: flat}", True),
        (REFUSED, "{status: 401, code: OAU-213}", False),
        (REFUSED, "{status: 401, message: other}", False),
        (REFUSED, "{status: 401, envelope: full}", False),
        (SLOWED, "{status: 429, retry_after: 60s}", True),
        (SLOWED, "{status: 429, retry_after: 61s}", False),
        (LOST, "200", False),
    ],
)
def test_an_answer_is_compared_in_everything_that_is_given(answer: Answer, step: str, is_met: bool) -> None:
    world = FakeService(worker=[answer])
    world.clients["worker"] = client = world.client("worker")
    call, client.call = client.call, lambda: (call(), world.event(EventKind.SERIAL, "worker", SAID))  # type: ignore[func-returns-value, method-assign, assignment]
    assert holds(world, f"- client.call\n- expect.answer: {step}") is is_met


def test_an_answer_that_differs_is_shown_with_what_was_asked_for() -> None:
    steps = "- client.call\n- expect.answer: {status: 429, code: CMN-301, message: m, envelope: list, retry_after: 1m}"
    assert found(FakeService(), steps) == (
        "GET /restapi/v1.0/account/~/extension/~ -> 200 (message None, envelope None, retry_after None)"
        " <- an answer to worker: 429 CMN-301 'm' envelope list retry after 1m"
    )
    assert found(FakeService(), "- expect.answer: 200") == (
        "no request since the last expected answer <- an answer to worker: 200"
    )


def test_an_answer_is_expected_once_and_of_its_own_client() -> None:
    world = FakeService(two=[ANSWERED])
    assert holds(world, f"{TWO}- client.call: two\n- expect.answer: {{status: 200, on: two}}")
    assert not holds(FakeService(two=[ANSWERED]), f"{TWO}- client.call: two\n- expect.answer: 200")
    assert not holds(FakeService(), "- client.call\n- expect.answer: 200\n- expect.answer: 200")


def _say_after_calls(world: FakeService, name: str = "worker") -> FakeService:
    client = world.client(name)
    call = client.call

    def call_and_say() -> None:
        call()
        world.event(EventKind.SERIAL, name, SAID)

    client.call = call_and_say  # type: ignore[method-assign]
    return world


def test_an_answer_that_was_lost_is_none() -> None:
    lost = _say_after_calls(FakeService(worker=[LOST]))
    assert holds(lost, "- client.call\n- expect.no_answer")
    answered = found(FakeService(), "- client.call\n- expect.no_answer")
    assert answered.startswith(
        "GET /restapi/v1.0/account/~/extension/~ -> 200 <- a request of worker without an answer"
    )
    assert found(FakeService(), "- expect.no_answer").startswith("no request since the last expected answer")


def test_silence_is_broken_by_any_request() -> None:
    assert holds(FakeService(), "- expect.no_request")
    assert holds(FakeService(two=[ANSWERED]), f"{TWO}- client.call: two\n- expect.no_request")
    lost = _say_after_calls(FakeService(worker=[LOST]))
    assert found(lost, "- client.call\n- expect.no_request").startswith(
        "GET /restapi/v1.0/account/~/extension/~ -> no answer"
    )


@pytest.mark.parametrize(
    ("step", "is_met"),
    [
        ("{path: extension, count: 3}", True),
        ("{path: extension, count: 2}", False),
        ("{path: extension, count: 2, on: worker}", True),
        ("{path: extension, count: 1, on: two}", True),
        ("{path: extension, count: 1, status: 401}", True),
        ("{path: extension, count: 0, status: 401, code: OAU-213}", True),
        ("{path: extension, count: 1, code: TokenInvalid}", True),
        ("{path: token, count: 0}", True),
        ("{path: /restapi/v1.0/account/~/extension/~, count: 3}", True),
        ("{path: /restapi/*, count: 3}", True),
        ("{path: /restapi/v2*, count: 0}", True),
        ("{path: recording, count: 0}", True),
    ],
)
def test_requests_are_counted_by_everything_that_is_given(step: str, is_met: bool) -> None:
    world = _say_after_calls(FakeService(worker=[ANSWERED, REFUSED], two=[ANSWERED]))
    steps = f"{TWO}- client.call\n- client.call\n- client.call: two\n- expect.count: {step}"
    result = run(world, steps, "paths: ['/restapi/*', '/restapi/v2*']")
    assert result.outcome is (Outcome.PASSED if is_met else Outcome.FAILED)


def test_a_mark_begins_the_count_anew() -> None:
    steps = "- client.call\n- mark\n- client.call\n- expect.count: {path: extension, count: 1}"
    assert holds(FakeService(worker=[ANSWERED] * 2), steps)
    wrong = "- client.call\n- expect.count: {path: extension, status: 200, code: CMN-301, count: 4}"
    assert found(FakeService(), wrong) == "0 <- requests to extension 200 CMN-301: 4"


def test_holders_are_asked_one_by_one() -> None:
    world = _say_after_calls(FakeService(worker=[ANSWERED], two=[REFUSED]), "two")
    assert holds(world, "- client.login: two\n- expect.holders: {live: [worker], dead: [two]}")
    assert world.told[1:] == [("worker", "call"), ("two", "call")]
    other = FakeService(two=[ANSWERED])
    assert found(other, "- client.login: two\n- expect.holders: {dead: [two]}").endswith(
        "<- two to hold a dead access token"
    )
    silent = FakeService()
    silent.client("worker").call = lambda: None  # type: ignore[method-assign]
    assert found(silent, "- expect.holders: [worker]") == "no call <- worker to hold a live access token"


LIVE, ENDED = SessionFacts("s-1", True, "", 2, 1), SessionFacts("s-2", False, "revoked by its user", 0, 0)


@pytest.mark.parametrize(
    ("step", "is_met"),
    [
        ("1", True),
        ("2", False),
        ("{live: 1, ended: 1}", True),
        ("{live: 1, ended: 0}", False),
        ("{live: 0, ended: 1}", False),
    ],
)
def test_sessions_are_counted(step: str, is_met: bool) -> None:
    assert holds(FakeService([LIVE, ENDED]), f"- expect.sessions: {step}") is is_met


def test_a_wrong_count_of_sessions_is_told() -> None:
    world = FakeService([LIVE, ENDED])
    assert found(world, "- expect.sessions: 2") == "1 live, 1 ended <- sessions: 2 live"
    assert found(world, "- expect.sessions: {live: 1, ended: 3}") == "1 live, 1 ended <- sessions: 1 live, 3 ended"


@pytest.mark.parametrize(
    ("step", "client", "is_met"),
    [
        ("{live: true}", "worker", True),
        ("{live: false}", "worker", False),
        ("{live: false, ended: its user, refreshes: 0, replays: 0}", "two", True),
        ("{ended: expired}", "two", False),
        ("{refreshes: 2}", "worker", True),
        ("{refreshes: 1}", "worker", False),
        ("{replays: 1}", "worker", True),
        ("{replays: 0}", "worker", False),
    ],
)
def test_a_session_is_compared_in_everything_that_is_given(step: str, client: str, is_met: bool) -> None:
    world = FakeService([LIVE, ENDED])
    world.of = {"worker": "s-1", "two": "s-2"}
    before = f"- client.login: {client}\n"
    assert holds(world, f"{before}- expect.session: {step.replace('}', f', on: {client}}}')}") is is_met


def test_a_session_that_differs_is_shown() -> None:
    world = FakeService([LIVE, ENDED])
    world.of = {"worker": "s-1"}
    assert found(world, "- expect.session: {live: false, ended: gone, refreshes: 3}") == (
        "live true, ended not, refreshes 2 <- the session of worker: live false, ended gone, refreshes 3"
    )
    world.of = {}
    assert found(world, "- expect.session: {live: true}").startswith("the service knows none of its tokens")


@pytest.mark.parametrize(
    ("recordings", "is_met"), [(("1", "2"), True), (("1",), False), (("1", "1"), False), (("1", "2", "3"), False)]
)
def test_recordings_are_counted_each_once(recordings: tuple[str, ...], is_met: bool) -> None:
    world = FakeService()
    world.client("worker").recordings = recordings
    assert holds(world, "- expect.recordings: 2") is is_met


def test_recordings_that_are_missing_or_there_twice_are_shown() -> None:
    world = FakeService()
    assert found(world, "- expect.recordings: 1") == "0: none <- recordings: 1, each once"
    world.client("worker").recordings = ("7", "8", "7")
    assert found(world, "- expect.recordings: 3") == "3: 7, 8, 7 <- recordings: 3, each once"


def _says_at_login(world: FakeService, *said: Mapping[str, Scalar]) -> None:
    def login() -> None:
        for fields in said:
            world.event(EventKind.SERIAL if "text" in fields else EventKind.HALT, "worker", fields)

    setattr(world.client("worker"), "login", login)  # noqa: B010 - in place of the method


def test_what_a_client_says_is_consumed_and_the_last_lines_are_shown() -> None:
    world = FakeService()
    _says_at_login(world, *({"text": f"line {number}"} for number in range(6)))
    assert holds(world, "- client.login\n- expect.says: line 3")
    assert found(world, "- client.login\n- expect.says: nine") == (
        "line 2 | line 3 | line 4 | line 5 <- worker to say 'nine'"
    )
    assert found(FakeService(), "- expect.says: line") == "nothing <- worker to say 'line'"
    _says_at_login(world, SAID, {"reason": "the credential is refused"})
    assert holds(world, "- client.login\n- expect.stopped: credential")
    assert found(world, "- client.login\n- expect.stopped: other").endswith("<- worker to stop: 'other'")


def test_time_passes_for_all() -> None:
    world = FakeService()
    assert run(world, "- time.advance: 90s").simulated_us == 90_000_000


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ("- expect.count: {path: tokn, count: 0}", "unknown path 'tokn'; did you mean 'token'?"),
        ("- server.fault: {kind: status, path: tokn}", "unknown path 'tokn'"),
        ("- server.fault: {kind: status, retry_after: 500ms}", "expected whole seconds"),
        ("- expect.answer: {status: 429, retry_after: 1500ms}", "expected whole seconds"),
        ("- server.settings: {sesion_limit: 1}", "unknown setting 'sesion_limit'; did you mean 'session_limit'?"),
        ("- server.settings: {session_limit: many}", "setting session_limit is 'many'"),
        ("- expect.session", "expect.session expects nothing"),
        ("- expect.holders: {}", "expect.holders"),
    ],
)
def test_a_step_that_means_nothing_is_a_mistake(steps: str, named: str) -> None:
    assert any(named in mistake for mistake in mistakes_in(text_of(steps)))


def test_a_run_says_all_about_itself() -> None:
    world = FakeService()
    result = run(
        world, "- client.login\n- time.advance: 1s", "remedy:\n  text: Begin anew.\n  steps:\n    - client.recover"
    )
    assert (result.outcome, result.remedy, result.failure) == (Outcome.PASSED, Outcome.PASSED, None)
    assert (result.scenario, result.title, result.group, result.service) == (
        "probe",
        "A probe",
        "probes",
        "ringcentral",
    )
    assert (result.board, result.world, result.facts, result.reason) == ("", "fake", {"fake": "yes"}, "")
    steps = [event.fields for event in result.events if event.kind is EventKind.STEP]
    assert [(step["index"], step["lever"], step["remedy"]) for step in steps] == [
        (0, "client.login", False),
        (1, "time.advance", False),
        (2, "client.recover", True),
    ]
    assert result.events[-1].fields == {"outcome": "passed"}
    assert (world.closed, world.told) == (1, [("worker", "login"), ("worker", "recover")])


def test_a_seed_and_changed_values_reach_the_world() -> None:
    world = FakeService()
    case = case_of("- client.login").seeded(7, {"server.session_limit": "1"})
    result = run_service_case(case, world)
    assert world.request is not None
    assert (world.request.seed, world.request.overrides, result.seed) == (7, {"server.session_limit": "1"}, 7)
    assert "seed=7" in result.replay_id


def test_a_remedy_that_fails_is_told_apart_from_one_that_was_not_reached() -> None:
    body = "remedy:\n  text: Look.\n  steps:\n    - expect.answer: 200"
    failed = run(FakeService(), "- client.login", body)
    assert (failed.outcome, failed.remedy) == (Outcome.FAILED, Outcome.FAILED)
    assert failed.failure is not None
    assert failed.failure.in_remedy
    unreached = run(FakeService(), "- expect.answer: 200", body)
    assert (unreached.outcome, unreached.remedy) == (Outcome.FAILED, Outcome.SKIPPED)
    assert run(FakeService(), "- client.login").remedy is Outcome.NONE


def test_a_service_that_is_not_there_is_skipped_and_one_that_breaks_is_an_error() -> None:
    world = FakeService()
    world.missing = "no such service here"
    skipped = run(world, "- client.login")
    assert (skipped.outcome, skipped.reason) == (Outcome.SKIPPED, "ringcentral: no such service here")
    world.missing, world.broken = "", "it is on fire"
    broken = run(world, "- client.login")
    assert (broken.outcome, broken.reason, world.closed) == (Outcome.ERROR, "it is on fire", 0)


def test_a_broken_invariant_is_the_better_explanation() -> None:
    world = FakeService(worker=[REFUSED])
    result = run(world, "- client.call\n- expect.answer: 200")
    assert result.failure is not None
    assert (result.failure.step, result.failure.invariant) == ("invariant I7", "I7")

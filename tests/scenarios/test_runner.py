"""Running a case: what happens in which order, and what the result says."""

from pathlib import Path

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import ProfileError, load_profile
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.trace import EventKind, Trace
from oceanhil.scenarios.trace_file import read_trace
from oceanhil.scenarios.world import Capability
from tests.scenarios.fake_world import FakeFactory, S, Script, line
from tests.scenarios.writing import case_of, scenario_of
from tests.together import together

_OF_SERVER = {
    Capability.ANY_MAC,
    Capability.TOKEN_REGENERATE,
    Capability.TOKEN_REVOKE,
    Capability.DEVICE_DELETE,
    Capability.DEVICE_STATUS,
    Capability.SET_RELAY,
    Capability.CLAIM,
    Capability.SERVER_REQUESTS,
}
HELLO: Script = {"device.power_on": [line("hello", S)]}


def run(body: str = "", steps: str = "", script: Script | None = None) -> tuple[Result, FakeFactory]:
    factory = FakeFactory(script)
    return run_case(case_of(body, steps), factory, load_profile()), factory


def test_a_run_whose_steps_hold_has_passed() -> None:
    result, _ = run("", "- device.power_on\n- expect.serial: hello", HELLO)
    assert (result.outcome, result.remedy, result.failure) == (Outcome.PASSED, Outcome.NONE, None)
    assert (result.scenario, result.title, result.group) == ("probe", "A probe", "probes")
    assert (result.board, result.world, result.replay_id) == ("esp32", "fake", "probe@esp32")
    assert (result.simulated_us, result.facts) == (S, {"colour": "green"})


def test_what_is_given_is_done_before_the_steps() -> None:
    _, factory = run("given: {settings: {maintenance: true}}", "- device.power_on")
    assert factory.worlds[0].calls == [
        "server.settings {'maintenance': True}",
        "server.generate esp32 device",
        "device.flash",
        "device.power_on",
    ]


def test_a_failure_names_step_place_expected_and_found() -> None:
    result, _ = run("", "- device.power_on\n- expect.serial: {line: bye, within: 5s}", HELLO)
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    assert result.failure.step == "expect.serial: {line: bye, within: 5s}"
    assert (result.failure.file, result.failure.line, result.failure.column) == ("probe.yaml", 6, 5)
    assert (result.failure.expected, result.failure.found) == ("the line 'bye' within 5s", "hello")
    assert not result.failure.in_remedy


def test_steps_after_a_failure_are_not_done() -> None:
    _, factory = run("given: {token: none}", "- expect.boots: 7\n- device.power_on")
    assert factory.worlds[0].calls == []


def test_the_remedy_is_done_after_the_steps() -> None:
    body = "given: {token: none}\nremedy: {text: Switch it on., steps: [device.power_on, expect.serial: hello]}"
    result, _ = run(body, "- expect.no_serial: hello", HELLO)
    assert (result.outcome, result.remedy) == (Outcome.PASSED, Outcome.PASSED)


def test_a_remedy_that_does_not_cure_fails_the_run() -> None:
    result, _ = run("remedy: {text: Pray., steps: [expect.boots: 1]}", "- device.power_on", HELLO)
    assert (result.outcome, result.remedy) == (Outcome.FAILED, Outcome.FAILED)
    assert result.failure is not None
    assert result.failure.in_remedy


def test_a_remedy_that_was_not_reached_is_skipped() -> None:
    result, _ = run("remedy: {text: Pray., steps: [mark]}", "- expect.boots: 1")
    assert (result.outcome, result.remedy) == (Outcome.FAILED, Outcome.SKIPPED)


def test_a_world_that_lacks_a_capability_skips_the_scenario_and_says_which() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.POWER, Capability.RADIO})
    result = run_case(case_of("", "- device.power_on\n- radio.block: server"), factory, load_profile())
    assert (result.outcome, result.reason) == (Outcome.SKIPPED, "world 'fake' lacks power, radio")
    assert result.remedy is Outcome.NONE
    assert factory.worlds == []


def test_a_world_without_a_board_of_the_family_skips_the_scenario_and_says_so() -> None:
    factory = FakeFactory()
    factory.absent[Board.ESP32] = "no esp32 on bench 'bench1'"
    result = run_case(case_of(), factory, load_profile())
    assert (result.outcome, result.reason) == (Outcome.SKIPPED, "no esp32 on bench 'bench1'")


def test_hours_pass_in_virtual_time_only() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.VIRTUAL_TIME})
    reasons = {
        time: run_case(case_of("given: {token: none}", f"- time.run: {time}"), factory, load_profile()).reason
        for time in ("300s", "301s", "24h")
    }
    lacking = "world 'fake' lacks virtual-time"
    assert reasons == {"300s": "", "301s": lacking, "24h": lacking}


def test_to_see_that_nothing_happens_for_hours_needs_virtual_time_too() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.VIRTUAL_TIME})
    steps = ("expect.no_request: {path: state, for: %s}", "expect.no_serial: {line: x, for: %s}")
    reasons = {
        (step, time): run_case(case_of("given: {token: none}", f"- {step % time}"), factory, load_profile()).reason
        for step in steps
        for time in ("5m", "59m")
    }
    lacking = "world 'fake' lacks virtual-time"
    assert reasons == {(step, time): {"5m": "", "59m": lacking}[time] for step, time in reasons}


def test_where_nothing_joins_a_network_no_password_can_be_wrong() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.WIFI})
    given = run_case(case_of("given: {firmware: {wifi_password: x}}", "- device.power_on"), factory, load_profile())
    flashed = run_case(case_of("", "- device.flash: {wifi_ssid: Other}"), factory, load_profile())
    plain = run_case(case_of("", "- device.flash"), factory, load_profile())
    lacking = "world 'fake' lacks wifi"
    assert (given.reason, flashed.reason, plain.reason) == (lacking, lacking, "")


def test_a_skipped_scenario_skips_its_remedy() -> None:
    case = case_of("remedy: {text: Wait., steps: [time.run: 1s]}")
    assert run_case(case, FakeFactory(capabilities=frozenset()), load_profile()).remedy is Outcome.SKIPPED


def test_another_device_than_the_main_one_needs_a_second_device() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.SECOND_DEVICE})
    for steps in (
        "device.power_on: {on: twin}",
        "expect.count: {path: state, on: twin, count: 0}",
        "classify: {a: {on: twin}}",
    ):
        result = run_case(case_of("given: {token: none}\ndevices: [twin]", f"- {steps}"), factory, load_profile())
        assert result.reason == "world 'fake' lacks second-device"
    for steps in ("device.power_on", "expect.count: {path: state, on: any, count: 0}", "classify: {a: {}}"):
        assert run_case(case_of("", f"- {steps}"), factory, load_profile()).outcome is Outcome.PASSED


def test_a_classification_needs_what_its_conditions_look_at() -> None:
    factory = FakeFactory(capabilities=frozenset())
    steps = "- classify: {a: {storage: empty}, b: {dashboard: online}, c: {line: x}}"
    result = run_case(case_of("given: {token: none}", steps), factory, load_profile())
    assert result.reason == "world 'fake' lacks device-status, storage-read"


def test_a_world_that_cannot_do_the_remedy_alone_skips_the_remedy_alone() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.STORAGE_WRITE})
    case = case_of("remedy: {text: Clear it., steps: [storage.clear]}", "- device.power_on")
    result = run_case(case, factory, load_profile())
    assert (result.outcome, result.remedy) == (Outcome.PASSED, Outcome.SKIPPED)
    assert result.reason == "remedy needs storage-write"


def test_a_driver_the_world_does_not_have_skips_the_case() -> None:
    factory = FakeFactory(drivers=("idf-5.5.1", "idf-4.4.7"))
    case = case_of("matrix: {driver: [idf-9]}", drivers=factory.drivers(Board.ESP32))
    result = run_case(case, factory, load_profile())
    assert result.outcome is Outcome.SKIPPED
    assert result.reason == "world 'fake' has no driver 'idf-9'; known: idf-5.5.1, idf-4.4.7"


def test_a_world_that_fails_is_an_error_and_is_closed() -> None:
    factory = FakeFactory(broken=("device.power_on",))
    result = run_case(case_of(), factory, load_profile())
    assert (result.outcome, result.reason) == (
        Outcome.ERROR,
        "device.power_on failed (in device.power_on, probe.yaml:5)",
    )
    assert factory.worlds[0].closed == 1


def test_a_world_that_cannot_be_closed_is_an_error_of_a_run_that_passed() -> None:
    result = run_case(case_of(), FakeFactory(broken=("world.close",)), load_profile())
    assert (result.outcome, result.reason) == (Outcome.ERROR, "world.close failed")


def test_what_went_wrong_before_a_world_could_not_be_closed_is_what_is_told() -> None:
    result = run_case(case_of(), FakeFactory(broken=("device.power_on", "world.close")), load_profile())
    assert (result.outcome, result.reason) == (
        Outcome.ERROR,
        "device.power_on failed (in device.power_on, probe.yaml:5)",
    )


def test_a_world_that_fails_says_how_far_the_remedy_came() -> None:
    factory = FakeFactory(broken=("device.power_on",))
    in_remedy = case_of("remedy: {text: Switch it on., steps: [device.power_on]}", "- mark")
    before_it = case_of("remedy: {text: Wait., steps: [mark]}", "- device.power_on")
    outcomes = [run_case(case, factory, load_profile()) for case in (in_remedy, before_it)]
    assert [(each.outcome, each.remedy) for each in outcomes] == [
        (Outcome.ERROR, Outcome.ERROR),
        (Outcome.ERROR, Outcome.SKIPPED),
    ]


def test_what_turns_out_to_be_lacking_skips_the_rest() -> None:
    factory = FakeFactory(lacking=("device.power_on",))
    in_remedy = case_of("remedy: {text: Switch it on., steps: [device.power_on]}", "- mark")
    before_it = case_of("remedy: {text: Wait., steps: [mark]}", "- device.power_on")
    outcomes = [run_case(case, factory, load_profile()) for case in (in_remedy, before_it)]
    assert [(each.outcome, each.remedy) for each in outcomes] == [
        (Outcome.PASSED, Outcome.SKIPPED),
        (Outcome.SKIPPED, Outcome.SKIPPED),
    ]
    assert {each.reason for each in outcomes} == {"lacking here: device.power_on here"}


@together
@pytest.mark.parametrize(
    ("step", "lacking"),
    [
        ("expect.server: {device: online}", "device-status"),
        ("expect.server: {requests: {register: 1}}", "server-requests"),
        ("expect.status: online", "device-status"),
        ("expect.request: state", "server-requests"),
        ("server.regenerate_token", "token-regenerate"),
        ("server.revoke_token", "token-revoke"),
        ("server.delete_device", "device-delete"),
        ("server.set_relay: {relay: 1, state: on}", "set-relay"),
        ('identity.set_mac: "24:6F:28:AA:BB:CC"', "any-mac"),
        ('identity.set_mac: "26:6F:28:AA:BB:CC"', ""),
        ('server.claim: {mac: "24:6F:28:AA:BB:CC"}', "any-mac, claim"),
        ("server.claim", "claim"),
        ("device.flash: {derivation: before-wifi}", "any-mac"),
    ],
)
def test_a_step_needs_of_the_server_what_it_uses(step: str, lacking: str) -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - _OF_SERVER)
    reason = run_case(case_of("given: {token: none}", f"- {step}"), factory, load_profile()).reason
    assert reason == (f"world 'fake' lacks {lacking}" if lacking else "")


@pytest.mark.parametrize(
    ("values", "is_skipped"),
    [
        (("used_token_status: 410",), False),
        (("used_token_status: 401",), True),
        (("used_token_status: 410", "maintenance: true"), True),
        (("used_token_status: 410", "maintenance: false"), False),
        (("used_token_status: 410, maintenance: true",), True),
    ],
)
def test_settings_that_the_server_has_by_its_profile_need_no_change(
    values: tuple[str, ...], *, is_skipped: bool
) -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.SERVER_SETTINGS})
    case = case_of("", "\n".join(f"- server.settings: {{{each}}}" for each in values))
    result = run_case(case, factory, load_profile())
    assert (result.outcome is Outcome.SKIPPED) is is_skipped
    assert not any("settings" in call for world in factory.worlds for call in world.calls)


def test_a_world_that_cannot_be_had_is_an_error() -> None:
    result = run_case(case_of(), FakeFactory(broken=("make",)), load_profile())
    assert (result.outcome, result.reason) == (Outcome.ERROR, "make failed")


def test_a_run_that_never_began_took_no_time_and_came_to_nothing() -> None:
    absent, broken = FakeFactory(), FakeFactory(broken=("make",))
    absent.absent[Board.ESP32] = "not here"
    for factory in (absent, broken):
        result = run_case(case_of(), factory, load_profile())
        assert (result.simulated_us, result.failure) == (0, None)
        assert (result.tally, result.points, result.facts, result.events) == ({}, (), {}, ())


def test_an_interrupt_passes_through_and_closes_the_world() -> None:
    factory = FakeFactory(interrupting=("device.power_on",))
    with pytest.raises(KeyboardInterrupt):
        run_case(case_of(), factory, load_profile())
    assert factory.worlds[0].closed == 1


def test_every_step_and_the_verdict_stand_in_the_trace() -> None:
    body = "given: {token: none}\nremedy: {text: Wait., steps: [time.run: 1s]}"
    result, _ = run(body, "- device.power_on\n- mark")
    steps = [event.fields for event in result.events if event.kind is EventKind.STEP]
    assert [(step["index"], step["lever"], step["line"], step["remedy"]) for step in steps] == [
        (0, "device.power_on", 7, False),
        (1, "mark", 8, False),
        (2, "time.run", 5, True),
    ]
    assert result.events[-1].kind is EventKind.VERDICT


def test_seed_driver_board_and_profile_reach_the_world() -> None:
    scenario = scenario_of("matrix: {driver: [idf-5.5.1]}")
    case = scenario.case(
        parse_replay("probe@esp32/idf-5.5.1#seed=7,set.server.session_ttl_s=60,set.wire.api_host=bench.local")
    )
    factory = FakeFactory(drivers=("idf-5.5.1", "idf-4.4.7"))
    run_case(case, factory, load_profile())
    made_for = factory.worlds[0].made_for
    assert (made_for.seed, made_for.driver, made_for.board) == (7, "idf-5.5.1", Board.ESP32)
    assert made_for.profile.server.session_ttl_s == 60
    assert made_for.profile.wire.api_host == "bench.local"


@pytest.mark.parametrize(
    ("override", "complaint"),
    [
        ("server.session_tl_s=60", "did you mean 'server.session_ttl_s'?"),
        ("server.session_ttl_s=long", "server.session_ttl_s: 'long' is not a whole number, expected one such as 3600"),
        ("server.maintenance=1", "server.maintenance: '1' is not a truth value"),
    ],
)
def test_a_wrong_value_of_the_profile_is_the_callers_mistake(override: str, complaint: str) -> None:
    case = scenario_of().case(parse_replay(f"probe@esp32#set.{override}"))
    with pytest.raises(ProfileError) as refusal:
        run_case(case, FakeFactory(), load_profile())
    assert complaint in str(refusal.value)


def test_a_value_of_a_replay_id_that_does_not_fit_names_the_step() -> None:
    case: Case = scenario_of("matrix: {pause: [3s]}", "- time.run: ${pause}").case(parse_replay("probe@esp32#pause=3"))
    with pytest.raises(ScenarioError, match=r"probe\.yaml:6:15: duration '3' has no unit"):
        run_case(case, FakeFactory(), load_profile())


def test_the_trace_of_a_result_survives_writing_and_reading(tmp_path: Path) -> None:
    result, factory = run("", "- device.power_on\n- expect.serial: hello", HELLO)
    trace: Trace = factory.worlds[0].trace
    (tmp_path / "trace.jsonl").write_bytes(trace.to_jsonl())
    assert read_trace((tmp_path / "trace.jsonl").read_bytes()).events == result.events

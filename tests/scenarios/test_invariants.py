"""All invariants together, in a run."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.invariants import INVARIANTS
from oceanhil.scenarios.devices.invariants.secrets import NoSecretShown
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Past, Watch
from oceanhil.scenarios.result import AlsoBroken, Outcome
from oceanhil.scenarios.run import LOOKED_PAST, was_met
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import Event, EventKind, Source
from oceanhil.scenarios.world import WorldError
from tests.scenarios.fake_world import FakeFactory, FakeWorld, S, Script, boot, fake_world, line, requested, status
from tests.scenarios.writing import case_of, mistakes_in, text_of
from tests.together import together

LEAK: Script = {"device.power_on": [line("a token oc_reg_rrrrr…", S, leak=True)]}


def test_each_invariant_is_watched_once() -> None:
    assert [invariant.id for invariant in INVARIANTS] == list(InvariantId)


def test_a_breach_fails_the_run_with_its_name_and_the_step_it_was_seen_in() -> None:
    result = run_case(case_of("", "- device.power_on\n- time.run: 5s\n- mark"), FakeFactory(LEAK), load_profile())
    assert result.failure is not None
    assert (result.failure.invariant, result.failure.step, result.failure.line) == ("I1", "invariant I1", 6)
    assert result.failure.expected == "no whole secret on serial, in logs, journals or reports"


def test_a_breach_explains_better_than_the_expectation_it_makes_fail() -> None:
    result = run_case(case_of("", "- device.power_on\n- expect.serial: bye"), FakeFactory(LEAK), load_profile())
    assert result.failure is not None
    assert result.failure.invariant == "I1"


def test_a_breach_that_no_further_event_would_show_explains_an_expectation_too() -> None:
    falls_silent: Script = {"device.power_on": [boot(S), line("[WiFi] Connecting...", S)]}
    steps = "- device.power_on\n- expect.online: {within: 10m}"
    result = run_case(case_of("", steps), FakeFactory(falls_silent), load_profile())
    assert result.failure is not None
    assert result.failure.invariant == "I7"


def test_a_board_that_cannot_be_looked_at_leaves_the_expectation_as_the_failure() -> None:
    def prepare(world: FakeWorld) -> None:
        def secrets() -> frozenset[str]:
            raise WorldError("nobody answers")

        world.server.secrets = secrets  # type: ignore[method-assign] # a world that fails when it is asked

    factory = FakeFactory({"device.power_on": [line("hello", S)]}, prepare=prepare)
    result = run_case(case_of("", "- device.power_on\n- expect.serial: bye"), factory, load_profile())
    assert result.failure is not None
    assert result.failure.step == "expect.serial: bye"


def test_a_breach_is_told_with_the_time_at_which_it_came() -> None:
    result = run_case(case_of("", "- device.power_on\n- time.run: 5m"), FakeFactory(LEAK), load_profile())
    assert result.failure is not None
    assert (result.failure.at_us, result.simulated_us) == (S, 300 * S)


def test_a_breach_in_the_remedy_is_one_of_the_remedy() -> None:
    body = "remedy: {text: Switch it on., steps: [device.power_on, time.run: 5s]}"
    result = run_case(case_of(body, "- mark"), FakeFactory(LEAK), load_profile())
    assert (result.outcome, result.remedy) == (Outcome.FAILED, Outcome.FAILED)


def test_what_can_only_be_judged_at_the_end_is_judged_there() -> None:
    script: Script = {"device.power_on": [status("online", S)]}
    result = run_case(case_of("", "- device.power_on\n- time.run: 1s"), FakeFactory(script), load_profile())
    assert result.failure is not None
    assert result.failure.invariant == "I4"


def test_a_known_violation_is_let_pass_where_it_is_known() -> None:
    known = "known_violations: {invariants: [I1], because: It prints it., when: {board: esp32}}"
    passed = run_case(case_of(known, "- device.power_on\n- time.run: 5s"), FakeFactory(LEAK), load_profile())
    elsewhere = known.replace("esp32", "picow")
    failed = run_case(case_of(elsewhere, "- device.power_on\n- time.run: 5s"), FakeFactory(LEAK), load_profile())
    assert (passed.outcome, failed.outcome) == (Outcome.PASSED, Outcome.FAILED)
    assert (passed.without, failed.without) == ({"I1": "It prints it."}, {})


STORM: Script = {
    "device.power_on": [*LEAK["device.power_on"], *(requested("session", 403, at * S) for at in (2, 3, 4))]
}


def test_a_breach_is_told_with_the_others_there_were_at_the_end_of_its_step() -> None:
    steps = "- device.power_on\n- time.run: 2500ms\n- time.run: 5s"
    alone = run_case(case_of("", steps), FakeFactory(STORM), load_profile()).failure
    assert alone is not None
    assert (alone.invariant, alone.also) == ("I1", ())
    failure = run_case(case_of("", "- device.power_on\n- time.run: 5s"), FakeFactory(STORM), load_profile()).failure
    assert failure is not None
    assert (failure.invariant, failure.at_us) == ("I1", S)
    assert failure.also == (AlsoBroken("I8", "no retry storm after 401, 403, 410 or 429", 3 * S),)


def test_what_is_looked_past_is_not_told_beside_another_breach() -> None:
    case = case_of("", "- device.power_on\n- time.run: 5s")
    failure = run_case(case, FakeFactory(STORM), load_profile(), past=(Past(InvariantId.I1),)).failure
    assert failure is not None
    assert (failure.invariant, failure.also) == ("I8", ())


PRINTED = (Past(InvariantId.I1, "device printed"),)


def test_a_breach_that_is_looked_past_fails_the_run_and_does_not_end_it() -> None:
    case = case_of("", "- device.power_on\n- time.run: 5s\n- mark")
    result = run_case(case, FakeFactory(LEAK), load_profile(), past=PRINTED)
    assert result.failure is not None
    assert (result.outcome, result.failure.invariant, result.failure.at_us) == (Outcome.FAILED, "I1", S)
    assert (result.simulated_us, result.facts[LOOKED_PAST]) == (5 * S, "I1: device printed")


def test_of_what_is_looked_past_that_is_told_which_was_met() -> None:
    past = (Past(InvariantId.I1, "device sent"), *PRINTED, Past(InvariantId.I2), Past(InvariantId.I1))
    result = run_case(case_of("", "- device.power_on\n- time.run: 5s"), FakeFactory(LEAK), load_profile(), past=past)
    assert [was_met(str(each), result.facts) for each in past] == [False, True, False, True]


def test_what_else_is_wrong_is_told_in_place_of_what_is_looked_past() -> None:
    case = case_of("", "- device.power_on\n- expect.serial: bye")
    result = run_case(case, FakeFactory(LEAK), load_profile(), past=PRINTED)
    assert result.failure is not None
    assert (result.failure.invariant, result.failure.step) == ("", "expect.serial: bye")


def test_a_breach_of_another_kind_is_not_looked_past() -> None:
    case = case_of("", "- device.power_on\n- time.run: 5s")
    past = (Past(InvariantId.I1, "device sent"), Past(InvariantId.I2))
    result = run_case(case, FakeFactory(LEAK), load_profile(), past=past)
    assert result.failure is not None
    assert (result.failure.invariant, LOOKED_PAST in result.facts) == ("I1", False)


def test_a_run_without_what_is_looked_past_passes() -> None:
    result = run_case(case_of("", "- device.power_on"), FakeFactory({}), load_profile(), past=PRINTED)
    assert result.outcome is Outcome.PASSED


@together
@pytest.mark.parametrize("number", InvariantId)
def test_each_says_what_must_hold_what_is_looked_at_and_what_a_breach_is_about(number: InvariantId) -> None:
    assert number.title, "its statement"
    assert number.judged, "what it looks at, with its limits"
    assert not {"|", "\n"}.intersection(number.judged), "a cell of a table"
    assert number.areas, "what a breach is about"


@pytest.mark.parametrize("text", ["I17", "I17: device calls itself"])
def test_what_is_looked_past_reads_as_it_is_written(text: str) -> None:
    assert str(Past.read(text)) == text


@pytest.mark.parametrize("text", ["", "17", "I0: device", "no whole secret"])
def test_what_names_no_invariant_cannot_be_looked_past(text: str) -> None:
    last = max(int(number.value[1:]) for number in InvariantId)
    with pytest.raises(ValueError, match=f"is no invariant; there are I1 to I{last}, as in"):
        Past.read(text)


class LooksAtTheWorld(Invariant[FakeWorld]):
    """Looks at the world at the first event, where another comes meanwhile."""

    id = InvariantId.I2
    kinds = frozenset({EventKind.STATUS})

    def take(self, event: Event) -> None:
        if event.fields["state"] == "pending":
            self.world.trace.add(S, Source.SERVER, EventKind.STATUS, "device", {"state": "online"})


class Remembers(Invariant[FakeWorld]):
    id = InvariantId.I3
    kinds = frozenset({EventKind.STATUS})

    def take(self, event: Event) -> None:
        self.violated(str(event.fields["state"]))


def test_what_comes_while_an_invariant_looks_is_heard_by_all_behind_what_came_before() -> None:
    world = fake_world()
    watch = Watch(world, [LooksAtTheWorld, Remembers])
    world.trace.add(0, Source.SERVER, EventKind.STATUS, "device", {"state": "pending"})
    first = watch.first_violation()
    assert first is not None
    assert first.found == "pending"


def test_the_first_of_several_breaches_is_told() -> None:
    world = fake_world()
    watch = Watch(world, [NoSecretShown], frozenset())
    for number in range(3):
        world.plan(line(f"token {number}", number * S, leak=True))
    world.run_for(3 * S)
    breach = watch.first_violation()
    assert breach is not None
    assert breach.found == "device printed a whole secret: token 0"


def test_what_happens_after_the_end_of_a_run_breaks_nothing() -> None:
    world = fake_world()
    watch = Watch(world, [NoSecretShown], frozenset())
    watch.stop()
    world.plan(line("a token", leak=True))
    world.run_for(S)
    assert watch.first_violation() is None


def test_an_invariant_that_a_file_switches_off_is_not_judged_and_named_in_the_result() -> None:
    steps = "- device.power_on\n- time.run: 5s"
    judged = run_case(case_of("", steps), FakeFactory(LEAK), load_profile())
    unjudged = run_case(case_of("without: [I2, I1]", steps), FakeFactory(LEAK), load_profile())
    assert (judged.outcome, judged.without) == (Outcome.FAILED, {})
    assert (unjudged.outcome, unjudged.without) == (Outcome.PASSED, {"I1": "", "I2": ""})


def test_an_invariant_that_does_not_exist_cannot_be_switched_off() -> None:
    (mistake,) = mistakes_in(text_of("without: [I0]"))
    assert "I0" in mistake

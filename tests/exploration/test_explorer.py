"""What breaks a law is found, made simple, told once, and found by its file too."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from oceanhil.exploration.explorer import Explorer, UnsteadyError, led
from oceanhil.exploration.findings import Breach, Finding, breach_of
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import LAWS, Life, NamedLife
from oceanhil.exploration.scenario_text import Title, text_of
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Failure, Outcome
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.runner import run_case
from tests.exploration.explored import LEGACY, ONLINE, S, drawing, habitat, happening, life
from tests.scenarios.writing import saved

ONE_BOOT = ("expect.recovered: 1h", "expect.boots: 1")
"""A law that any restart breaks."""
LIVES = 8


def explored(names: Sequence[str], laws: Sequence[str], lives: int = LIVES, seed: int = 0) -> list[Finding]:
    drawn, where = drawing(*names, seed=seed, starts=[ONLINE]), habitat(laws)
    explorer = Explorer(where)
    for each in drawn.lives(lives):
        if led(where, each.life).is_broken:
            explorer.look_into(each)
    return explorer.findings


def told(findings: Sequence[Finding]) -> list[tuple[object, ...]]:
    return [(each.id, each.breach, each.life.key, each.lives, each.failure) for each in findings]


def test_a_planted_bug_is_found_once_and_made_of_the_fewest_steps() -> None:
    (finding,) = explored(["reset", "relay", "maintenance"], ONE_BOOT)
    assert finding.life == life(happening("reset", 0))
    assert finding.breach.law == "boots"
    assert (finding.failure.expected, finding.failure.found) == ("1 boot", "2; 1 by pin, 1 by power-on")
    assert 1 < finding.lives <= LIVES


@pytest.mark.parametrize("runs", [2, 6])
def test_what_was_broken_off_while_it_was_made_simple_is_a_finding_as_it_is_by_then(runs: int) -> None:
    class Interrupted:
        left = runs

        def lead(self, life: Life) -> Run:
            self.left -= 1
            if self.left < 0:
                raise KeyboardInterrupt
            return where.lead(life)

    where, explorer = habitat(ONE_BOOT), Explorer(Interrupted())
    broken = life(happening("relay"), happening("reset", 3), happening("relay"))
    with pytest.raises(KeyboardInterrupt):
        explorer.look_into(NamedLife("4", broken, seed=0))
    (finding,) = explorer.findings
    assert not finding.is_simple
    assert (finding.breach.law, finding.id) == ("boots", "boots-esp32-seed-0-life-4")
    assert breach_of(where.lead(finding.life)) == finding.breach
    assert (finding.life == broken) == (runs == 2)


@pytest.mark.long
def test_the_same_seed_has_the_same_findings_and_another_has_others() -> None:
    names = ["reset", "relay"]
    one, other = (explored(names, ONE_BOOT, 4, seed) for seed in (0, 5))
    assert told(one) == told(explored(names, ONE_BOOT, 4))
    assert told(one) != told(other)


@pytest.mark.long
def test_what_comes_up_everywhere_hides_nothing_else() -> None:
    laws = (*ONE_BOOT, "expect.relay: {relay: 1, state: off}")
    found = explored(["reset", "relay"], laws, 8)
    assert sorted(each.breach.law for each in found) == ["boots", "relay"]


def test_a_finding_is_found_by_its_file_with_the_same_words(tmp_path: Path) -> None:
    (finding,) = explored(["reset"], ONE_BOOT, 1)
    path = saved(tmp_path, finding.id, text_of(finding.life, Title(finding.id), ONE_BOOT))
    factory = SimWorldFactory()
    (case,) = load_scenario(path).expand(drivers=factory.drivers(finding.life.start.board))
    failure = run_case(case, factory, load_profile()).failure
    assert failure is not None
    assert (failure.expected, failure.found, failure.line) == (
        finding.failure.expected,
        finding.failure.found,
        finding.failure.line,
    )


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert explored(["relay", "reset", "maintenance", "server-away"], LAWS) == []


def test_breaches_are_of_one_kind_whatever_time_it_is() -> None:
    where: Habitat = habitat(("expect.pace: 3",))
    one, other = (breach_of(where.lead(life(happening("relay", after)))) for after in (1, 40))
    assert one == other
    assert one is not None
    assert (one.law, one.way) == ("pace", "# in the hour until #")


@pytest.mark.parametrize("moment", ["0:01:03.005", "2 d 0:01:03.005"])
def test_a_breach_with_another_driver_is_of_another_kind(moment: str) -> None:
    found = f"boot 2 with idf-5.5.1 reads an empty record at {moment}"
    failure = Failure("expect.no_loss", "", 1, 1, "", found, False)
    run = Run(outcome=Outcome.FAILED, remedy=Outcome.NONE, failure=failure)
    assert breach_of(run) == Breach("no-loss", "boot # with idf-5.5.1 reads an empty record at #")
    assert breach_of(msgspec.structs.replace(run, outcome=Outcome.ERROR)) is None


@pytest.mark.long
def test_the_loss_of_nvs_blobs_is_found_from_nothing() -> None:
    drawn, where = drawing(seed=1), habitat()
    explorer = Explorer(where)
    for each in drawn.lives(4000):
        if led(where, each.life).is_broken:
            for finding in explorer.look_into(each):
                if finding.breach.law == "no-loss":
                    assert [each.disturbance.name for each in finding.life.happenings] == ["power-cut"]
                    assert finding.life.start.driver == "idf-5.5.1"
                    return
    raise AssertionError("not found in 4,000 lives")


def test_two_causes_of_one_kind_are_one_finding() -> None:
    (finding,) = explored(["reset", "power-away"], ONE_BOOT, 8)
    assert {*finding.likes, finding.made_of} == {frozenset({"reset"}), frozenset({"power-away"})}
    assert len(finding.likes) == 1


def test_what_power_does_to_one_layout_of_the_record_explains_nothing_of_the_other() -> None:
    failure = Failure("expect.token_known", "", 1, 1, "", "it has kept it and lost it again", in_remedy=False)
    breach = Breach("token-known", "it has kept it and lost it again")
    by_power, by_answer = life(happening("power-cut"), start=LEGACY), life(happening("answer-lost"), start=LEGACY)
    known = [Finding(breach, failure, NamedLife("1", each), each) for each in (by_power, by_answer)]
    assert [each.may_explain(life(happening("power-cut"), start=ONLINE)) for each in known] == [False, True]
    assert [each.may_explain(life(happening("power-cut"), start=LEGACY)) for each in known] == [True, True]


def test_what_comes_where_nothing_happens_is_looked_into_once() -> None:
    class Slow:
        runs = 0

        def lead(self, life: Life) -> Run:
            self.runs += 1
            if life.lasts_us + life.quiet_us < 600 * S:
                return Run(outcome=Outcome.PASSED, remedy=Outcome.NONE)
            failure = Failure("expect.boots: 1", "", 1, 1, "1 boots", "2", in_remedy=False)
            return Run(outcome=Outcome.FAILED, remedy=Outcome.NONE, failure=failure)

    slow = Slow()
    explorer = Explorer(slow)
    (finding,) = explorer.look_into(NamedLife("1", life(happening("maintenance", 1, 900))))
    assert (finding.made_of, finding.life.quiet_us) == (frozenset(), 600 * S)
    before = slow.runs
    assert explorer.look_into(NamedLife("2", life(happening("server-away", 1, 700), happening("relay", 1)))) == []
    assert (finding.lives, slow.runs - before) == (2, 2)


class BreaksByItself:
    """A device that breaks I13 after ten minutes whatever happens, and another law behind a reset."""

    def __init__(self, reset_least_s: int = 0) -> None:
        self._reset_least_us = reset_least_s * S

    def lead(self, life: Life) -> Run:
        lasts_us = life.lasts_us + life.quiet_us
        has_reset = any(each.disturbance.name == "reset" for each in life.happenings)
        if lasts_us >= 600 * S and InvariantId.I13 not in life.unjudged:
            failure = Failure("time.run: 600s", "", 1, 1, "a report", "none", in_remedy=False, invariant="I13")
        elif has_reset and lasts_us >= self._reset_least_us:
            failure = Failure("expect.boots: 1", "", 1, 1, "1 boot", "2", in_remedy=False)
        else:
            return Run(outcome=Outcome.PASSED, remedy=Outcome.NONE)
        return Run(outcome=Outcome.FAILED, remedy=Outcome.NONE, failure=failure)


@pytest.mark.parametrize(("least_s", "unjudged"), [(0, ()), (700, (InvariantId.I13,))])
def test_an_invariant_that_is_broken_where_nothing_happens_hides_nothing_behind_it(
    least_s: int, unjudged: tuple[InvariantId, ...]
) -> None:
    explorer = Explorer(BreaksByItself(least_s))
    found = explorer.look_into(NamedLife("1", life(happening("relay", 650), happening("reset", 100))))
    assert [(each.breach.law, *each.made_of) for each in found] == [("i13",), ("boots", "reset")]
    assert [each.life.unjudged for each in found] == [(), unjudged]
    assert explorer.look_into(NamedLife("2", life(happening("reset", 800)))) == []
    assert [each.lives for each in found] == [2, 2]


def test_a_life_that_does_not_break_the_law_again_is_told_as_such() -> None:
    class Once:
        def lead(self, life: Life) -> Run:
            return Run(outcome=Outcome.PASSED, remedy=Outcome.NONE)

    with pytest.raises(UnsteadyError, match="did not when it was led once more"):
        Explorer(Once()).look_into(NamedLife("7", life(happening("reset"))))

"""When a board is kept out of runs, for how long, and what is kept of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import BoardEntry, PowerBy, key_of
from oceanhil.hil.boards.key_text import former_key
from oceanhil.hil.boards.quarantine import (
    CHANGED_VERDICTS,
    OF_LAST,
    OWN,
    TROUBLED,
    BoardRun,
    Histories,
    Quarantine,
    QuarantineError,
    TroubleKind,
    are_used_all_the_same,
)
from oceanhil.hil.boards.verdicts import BoardVerdict
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.board import Board
from tests.hil.boards.owners import somebody

CI = somebody("ci", 7)
ALICE = somebody("alice", 8)
DAY_S = 86_400.0


def entry(name: str = "desk") -> BoardEntry:
    return BoardEntry(
        name=name, kind=Board.ESP32, lines=ModemPolicy.NONE, power=PowerBy.NONE, port=f"/dev/{name}", agent=True
    )


class Bench:
    """Runs of one board, a day apart."""

    def __init__(self, folder: Path) -> None:
        self.days = 0
        self.folder = folder
        self.histories = Histories(folder, lambda: self.days * DAY_S + 1.0)

    def run(self, *kinds: TroubleKind, board: BoardEntry | None = None) -> Quarantine | None:
        """Use a board in a run in which it has these troubles; gives the last quarantine that came of them."""
        board = board or entry()
        self.days += 1
        run = BoardRun(CI, self.days * DAY_S)
        self.histories.used(board, run)
        found = None
        for kind in kinds:
            cause = f"trouble of day {self.days}"
            found = self.histories.trouble(board, run, kind, cause) or found
        return found

    def is_out(self) -> bool:
        return "desk" in self.histories.kept_out((entry(),))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "quarantine")


ILL = TroubleKind.NOT_WELL


def test_the_rule_is_what_the_documentation_says() -> None:
    text = (Path(__file__).parents[3] / "docs" / "boards.md").read_text("utf-8")
    assert f"in {TROUBLED} of its last {OF_LAST} runs" in text
    assert CHANGED_VERDICTS == 2
    assert "two or more scenarios" in text
    section = text.partition("## Quarantine")[2].partition("\n## ")[0]
    for each in (*OWN, *TroubleKind):
        assert f"`{each.value}`" in section


def test_a_board_comes_into_quarantine_with_the_third_troubled_run_of_five(bench: Bench) -> None:
    assert [bench.run(*kinds) is not None for kinds in ([ILL], [], [ILL], [], [ILL])] == [False] * 4 + [True]
    assert bench.is_out()


def test_troubles_that_lie_further_back_than_five_runs_count_no_more(bench: Bench) -> None:
    for kinds in ([ILL], [ILL], [], [], [], [ILL]):
        bench.run(*kinds)
    assert not bench.is_out()


def test_one_run_counts_once_however_much_went_wrong_in_it(bench: Bench) -> None:
    bench.run(ILL, TroubleKind.LOST_CASE, TroubleKind.NOT_RESTORED)
    bench.run(ILL, ILL, ILL)
    assert not bench.is_out()
    assert [len(run.troubles) for run in bench.histories.of(key_of(entry())).runs] == [3, 1]


@pytest.mark.parametrize("kind", [ILL, TroubleKind.LOST_CASE, TroubleKind.NOT_RESTORED])
def test_each_kind_of_trouble_counts(bench: Bench, kind: TroubleKind) -> None:
    for _ in range(TROUBLED):
        bench.run(kind)
    assert bench.is_out()


@pytest.mark.parametrize(("scenarios", "counts"), [(["one", "one"], False), (["one", "two"], True)])
def test_one_scenario_that_changes_its_verdict_tells_of_the_product_too(
    bench: Bench, scenarios: list[str], *, counts: bool
) -> None:
    for day in range(TROUBLED):
        run = BoardRun(CI, float(day))
        for place, scenario in enumerate(scenarios):
            bench.histories.trouble(entry(), run, TroubleKind.VERDICT_CHANGED, f"case {place}", scenario=scenario)
    assert bench.is_out() is counts


def test_what_the_quarantine_says(bench: Bench) -> None:
    bench.run(ILL)
    bench.run(ILL)
    quarantine = bench.run(ILL)
    assert quarantine == Quarantine(3 * DAY_S + 1, "trouble in 3 of its last 3 runs, at last: trouble of day 3", CI)
    assert str(quarantine) == (
        "in quarantine since 1970-01-04 00:00:01Z: trouble in 3 of its last 3 runs, at last: trouble of day 3"
    )


def test_a_cause_is_kept_without_the_boards_name_and_told_without_its_advice(bench: Bench) -> None:
    for day in range(3):
        bench.histories.trouble(entry(), BoardRun(CI, float(day)), ILL, "board 'desk': it said nothing; press reset")
    history = bench.histories.of(key_of(entry()))
    assert history.runs[-1].troubles[0].cause == "it said nothing; press reset"
    assert history.why_out == "trouble in 3 of its last 3 runs, at last: it said nothing"


def test_it_is_told_once_and_stays_as_it_began(bench: Bench) -> None:
    told = [bench.run(ILL) is not None for _ in range(5)]
    assert told == [False, False, True, False, False]
    assert bench.histories.kept_out((entry(),))["desk"].since_unix_s == 3 * DAY_S + 1


def test_a_board_that_is_well_again_stays_out_until_somebody_lets_it_back(bench: Bench) -> None:
    for _ in range(3):
        bench.run(ILL)
    for _ in range(OF_LAST):
        bench.run()
    assert bench.is_out()
    former = bench.histories.readmit(entry(), ALICE)
    assert former is not None
    assert (former.by, bench.is_out()) == (CI, False)


def test_a_board_that_was_let_back_begins_anew_and_keeps_its_history(bench: Bench) -> None:
    for _ in range(3):
        bench.run(ILL)
    bench.histories.readmit(entry(), ALICE)
    bench.run(ILL)
    bench.run(ILL)
    assert not bench.is_out()
    bench.run(ILL)
    assert bench.is_out()
    history = bench.histories.of(key_of(entry()))
    assert (len(history.runs), [back.by for back in history.readmissions]) == (6, [ALICE])
    assert history.readmissions[0].former.since_unix_s == 3 * DAY_S + 1


def test_a_run_that_was_under_way_when_a_board_was_let_back_counts_no_more(bench: Bench) -> None:
    for _ in range(3):
        bench.run(ILL)
    bench.histories.readmit(entry(), ALICE)
    under_way = BoardRun(CI, bench.days * DAY_S + 1.0)
    bench.days += 1
    bench.histories.trouble(entry(), under_way, ILL, "once more")
    assert bench.histories.of(key_of(entry())).counted == ()


def test_the_same_trouble_later_in_a_run_is_noted_once(bench: Bench) -> None:
    run = BoardRun(CI, 0.0)
    for bench.days in (1, 2):
        bench.histories.trouble(entry(), run, ILL, "it said nothing")
    ((trouble,),) = [each.troubles for each in bench.histories.of(key_of(entry())).runs]
    assert trouble.at_unix_s == DAY_S + 1


def test_a_board_that_is_not_out_is_not_let_back(bench: Bench) -> None:
    bench.run(ILL)
    assert bench.histories.readmit(entry(), ALICE) is None
    assert bench.histories.of(key_of(entry())).readmissions == ()


def test_somebody_may_keep_a_board_out_and_what_is_out_stays_as_it_is(bench: Bench) -> None:
    first = bench.histories.quarantine(entry(), "its cable is loose", ALICE)
    assert (first.why, first.by) == ("its cable is loose", ALICE)
    assert bench.histories.quarantine(entry(), "another reason", CI) == first
    assert bench.is_out()


def test_boards_have_histories_of_their_own(bench: Bench) -> None:
    for _ in range(3):
        bench.run(ILL, board=entry("shelf"))
    assert list(bench.histories.kept_out((entry(), entry("shelf")))) == ["shelf"]


def test_so_many_runs_are_kept_and_no_more(bench: Bench) -> None:
    for _ in range(30):
        bench.run()
    runs = bench.histories.of(key_of(entry())).runs
    assert [run.began_unix_s / DAY_S for run in runs] == [*range(11, 31)]


def test_no_token_stands_in_a_history(bench: Bench) -> None:
    token = "rt_" + "7Kq2mZ9xB4vN8pL1cR5tY3wD6hJ0sF"
    bench.histories.trouble(entry(), BoardRun(CI, 1.0), ILL, f"it said {token}")
    assert token not in next(bench.folder.glob("*.json")).read_text("utf-8")


def test_what_a_former_version_knew_of_a_board_goes_on_under_its_new_key(bench: Bench) -> None:
    bench.histories.quarantine(entry(), "it smells of smoke", ALICE)
    key = key_of(entry())
    (bench.folder / f"{key}.json").rename(bench.folder / f"{former_key(key)}.json")
    assert bench.is_out()
    assert bench.histories.readmit(entry(), ALICE) is not None
    assert not bench.is_out()
    assert bench.histories.of(former_key(key)).quarantine is not None, "of a board that had the same key"


def test_a_damaged_history_is_told_with_its_file(bench: Bench) -> None:
    bench.run(ILL)
    path = bench.folder / f"{key_of(entry())}.json"
    path.write_text("{")
    said = rf"{re.escape(str(path))}.*is damaged .*look at the board, then remove the file"
    with pytest.raises(QuarantineError, match=said):
        bench.histories.kept_out((entry(),))


@pytest.mark.parametrize(("value", "used"), [("1", True), ("0", False), ("", False)])
def test_they_are_used_all_the_same_where_the_environment_says_so(value: str, *, used: bool) -> None:
    assert are_used_all_the_same({"OCEANHIL_USE_QUARANTINED": value}) is used
    assert not are_used_all_the_same({})


def test_what_the_inventory_or_the_machine_has_to_answer_for_is_not_the_boards_own() -> None:
    others = set(BoardVerdict) - OWN
    assert {each.value for each in others} == {
        "ok",
        "wrong-board",
        "wrong-mac",
        "agent-version",
        "port-missing",
        "port-busy",
        "port-forbidden",
        "leased",
    }

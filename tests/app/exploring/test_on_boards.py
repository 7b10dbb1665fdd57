"""An exploration on boards in real time: what is foretold, when it is over, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from pathlib import Path

import msgspec
import pytest

from oceanhil.app.exploring.corpus import Corpus, read_corpus
from oceanhil.app.exploring.exploration import Budget, Explored, explore
from oceanhil.app.exploring.findings_json import explored_json
from oceanhil.app.exploring.findings_text import boards_text, forecast_text, troubles_text
from oceanhil.app.exploring.leading import Crew
from oceanhil.app.exploring.on_boards import OnBoards, lives_on_boards
from oceanhil.app.exploring.plan import Plan, PlanError, wears_boards
from oceanhil.exploration.bench import LifeBudget
from oceanhil.exploration.findings import Finding
from oceanhil.exploration.life import Life, NamedLife
from oceanhil.exploration.own_laws import read_laws
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import Capability, WearsBoards, WorldError, WorldRequest
from tests.exploration.explored import happening

S = 1_000_000


class Desk(SimWorldFactory, WearsBoards):
    """Boards in whose time nobody has a hand; from a run on, none of them answers."""

    def __init__(self, runs_most: int = 1_000) -> None:
        self.runs_left = runs_most

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        return super().capabilities_on(board) - {Capability.VIRTUAL_TIME}

    def kept_sectors(self, board: Board) -> int:
        del board
        return 5

    def make(self, request: WorldRequest) -> SimWorld:
        self.runs_left -= 1
        if self.runs_left < 0:
            raise WorldError("board 'desk': it does not answer")
        return super().make(request)


class Listener:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def begins(self, boards: OnBoards) -> None:
        self.begun.append(forecast_text(boards))

    def went_on(self, so_far: Explored) -> None:
        pass

    def found(self, finding: Finding) -> None:
        pass


def plan(erases: int = 500, life_us: int = 180 * S, only: Sequence[str] = ()) -> Plan:
    return Plan("desk", (Board.ESP32,), 0, tuple(only), budget=LifeBudget(life_us, erases))


def explored(
    chosen: Plan, desk: Desk | None = None, *, lives: int | None = 4, seconds: float | None = None
) -> tuple[Explored, Listener]:
    told = Listener()
    return explore(chosen, desk or Desk(), Budget(lives, seconds), Crew(), told), told


@pytest.mark.long
def test_what_lives_will_take_is_said_before_a_board_leads_one() -> None:
    desk = Desk(0)
    _, told = explored(plan(), desk)
    (said,) = told.begun
    assert said.startswith("on boards in real time: by rehearsals a life takes ")
    assert "(3 min at most)" in said
    assert "500 erases of a board are some " in said


@pytest.mark.long
def test_so_many_lives_are_led_as_were_asked_for() -> None:
    so_far, _ = explored(plan(only=["relay", "reset"]), lives=3)
    assert (so_far.lives, so_far.findings) == (3, [])
    assert so_far.on_boards is not None
    assert so_far.on_boards.ended == ""


@pytest.mark.long
def test_it_ends_when_the_erases_are_spent_and_says_so() -> None:
    so_far, _ = explored(plan(erases=60), lives=None)
    assert so_far.on_boards is not None
    charged = so_far.on_boards.erases["esp32"]
    assert 0 < charged <= 60
    lines = list(boards_text(so_far))
    assert f"charged, of 60 erases of a board: esp32 {charged}" in lines
    assert lines[-1].startswith("ended: esp32: ")


@pytest.mark.long
def test_a_life_that_broke_a_law_is_told_where_the_board_may_not_be_asked_again() -> None:
    told = {erases: explored(broken_by_relays(erases), lives=None)[0] for erases in (20, 30)}
    unseen, found = told[20], told[30]
    assert (unseen.findings, unseen.has_unseen) == ([], True)
    (line,) = troubles_text(unseen)
    assert line.startswith("without a finding: life 1: it broke a law, and that was not looked into: esp32: 10 of 20 ")
    (finding,) = found.findings
    assert (finding.breach.law, finding.is_simple, found.has_unseen) == ("off", False, False)


@pytest.mark.long
def test_a_board_that_is_gone_when_it_is_asked_again_has_kept_no_law() -> None:
    gone, _ = explored(broken_by_relays(500), Desk(2), lives=1)
    assert (gone.findings, gone.has_unseen) == ([], True)
    assert [each.reason for each in gone.troubles] == [
        "it broke a law, and was not led to its end once more: board 'desk': it does not answer"
    ]


def broken_by_relays(erases: int) -> Plan:
    laws = read_laws(b"- law: off\n  says: never on\n  never: {relay1: on}\n", "laws.yaml")
    return msgspec.structs.replace(plan(erases, only=["relay"]), own_laws=tuple(laws))


@pytest.mark.long
def test_it_ends_when_no_life_would_be_over_in_time() -> None:
    so_far, _ = explored(plan(), lives=None, seconds=0.001)
    assert so_far.lives == 0
    assert list(boards_text(so_far))[-1] == "ended: no time is left for the next life"


def test_a_bench_that_leads_no_life_any_more_ends_it() -> None:
    so_far, _ = explored(plan(only=["relay"]), Desk(2), lives=None)
    assert so_far.lives == 5
    assert [each.reason for each in so_far.troubles] == ["board 'desk': it does not answer"] * 3
    assert list(boards_text(so_far))[-1] == "ended: the bench led none of the last 3 lives to their end"


@pytest.mark.long
def test_lives_that_take_too_long_are_left_out_and_counted() -> None:
    so_far, _ = explored(plan(only=["relay", "record-cleared"]), lives=4)
    assert so_far.on_boards is not None
    assert so_far.on_boards.left_out > 0
    assert any(line.startswith(f"not led on the boards: {so_far.on_boards.left_out} ") for line in boards_text(so_far))


def test_what_was_led_is_told_where_no_further_life_fits() -> None:
    chosen, desk = plan(only=["relay", "record-cleared"]), Desk()
    bench, drawn = chosen.bench_habitat(desk, chosen.budget or LifeBudget(0, 0)), chosen.drawing(desk)
    so_far = OnBoards(LifeBudget(0, 0), 0, 0)
    short, long = (Life(drawn.starts[0], (happening("relay", seconds),)) for seconds in (1, 3_600))
    lives = chain([NamedLife("1", short)], repeat(NamedLife("2", long)))
    led = [each.named.name for each in lives_on_boards(lives, bench, so_far, Crew(), lambda: None)]
    assert (led, so_far.left_out) == (["1"], 60)
    assert so_far.ended.startswith("none of 60 lives can be led on the boards, the last since ")


@pytest.mark.long
def test_lives_of_a_corpus_come_beside_those_that_are_asked_for(tmp_path: Path) -> None:
    chosen = plan(only=["relay"])
    corpus = Corpus(tmp_path)
    corpus.keep(Life(chosen.drawing(Desk()).starts[0], (happening("relay"),)))
    corpus.write()
    kept = read_corpus(tmp_path, chosen.drawing(Desk()))
    so_far = explore(chosen, Desk(), Budget(2, None), Crew(is_watchful=True), Listener(), corpus=kept)
    assert (so_far.kept_led, so_far.lives) == (1, 2)


@pytest.mark.long
def test_where_no_life_is_short_enough_it_is_said() -> None:
    with pytest.raises(PlanError, match="none of 60 lives can be led on the boards, the last since it takes longer"):
        explored(plan(life_us=S))


def test_programs_are_told_all_of_it() -> None:
    chosen = plan(only=["relay"])
    so_far, _ = explored(chosen, lives=1)
    row = msgspec.json.decode(explored_json(so_far, chosen, Path("found")))
    assert row["on_boards"]["limits"] == {"life_us": 180 * S, "erases": 500}
    assert row["on_boards"]["erases"]["esp32"] > 0


def test_boards_whose_time_a_run_holds_are_worn_by_nothing() -> None:
    assert wears_boards(Desk(), [Board.ESP32])
    assert not wears_boards(SimWorldFactory(), [Board.ESP32])
    assert not wears_boards(SerialWorldFactory("virtual"), [Board.ESP32])

"""Lives on boards that are there for good: what they are charged, what they may cost, where they are made simple."""

from collections.abc import Iterator

import msgspec
import pytest

from oceanhil.exploration.bench import BenchHabitat, LifeBudget, SpentError, TooCostlyError
from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.explorer import Explorer, led
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import LAWS, Life, NamedLife, Start
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.world import Capability, WorldRequest
from tests.exploration.explored import S, drawing, happening, life

KEPT = 5
BUDGET = LifeBudget(180 * S, 500)


class Boards(SimWorldFactory):
    """Simulated boards whose time nobody moves, and that keep count of what they have erased."""

    def __init__(self) -> None:
        self.erased: list[int] = []
        self.runs = 0

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        return super().capabilities_on(board) - {Capability.VIRTUAL_TIME}

    def make(self, request: WorldRequest) -> SimWorld:
        self.runs += 1
        boards = self

        class Counted(SimWorld):
            def close(self) -> None:
                boards.erased.append(self.device().flash_wear().erases)
                super().close()

        return Counted(request, self.make_server)


def bench(boards: Boards, budget: LifeBudget = BUDGET, laws: tuple[str, ...] = LAWS) -> BenchHabitat:
    rehearsals = Habitat(SimWorldFactory(), load_profile(), laws, is_closeup=True)
    return BenchHabitat(Habitat(boards, load_profile(), laws), rehearsals, budget, lambda _: KEPT)


def fitting(drawn: Drawing, where: BenchHabitat, count: int) -> Iterator[int]:
    number = found = 0
    while found < count:
        number += 1
        try:
            where.rehearse(drawn.life(number))
        except TooCostlyError:
            continue
        found += 1
        yield number


@pytest.mark.long
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_no_board_erases_more_than_it_was_charged(board: Board) -> None:
    boards = Boards()
    where = bench(boards, LifeBudget(180 * S, 100_000))
    starts = [Start(board, store, "", is_online=True) for store in StorePolicy]
    drawn = msgspec.structs.replace(drawing(starts=starts), length_us=90 * S)
    charged = 0
    for number in fitting(drawn, where, 12):
        boards.erased.clear()
        led(where, drawn.life(number))
        # A bench has erased all that is kept before the life, and puts it back at the end of all.
        assert boards.erased[0] + KEPT <= where.erases[board.value] - charged, number
        charged = where.erases[board.value]
    assert charged > 12 * 2 * KEPT


def test_a_budget_of_erases_is_kept_whatever_comes() -> None:
    boards = Boards()
    where = bench(boards, LifeBudget(180 * S, 60))
    with pytest.raises(SpentError, match=r"esp32: \d+ of 60 erases are left, and the next life needs \d+"):
        lead_for_ever(where, life(happening("relay")))
    assert boards.runs > 1
    assert sum(boards.erased) + boards.runs * KEPT <= where.erases["esp32"] <= 60 - KEPT


def lead_for_ever(where: BenchHabitat, one: Life) -> None:
    while True:
        where.lead(one)


def test_a_life_that_takes_too_long_is_not_for_the_bench() -> None:
    where = bench(Boards(), LifeBudget(60 * S, 500))
    with pytest.raises(TooCostlyError, match="it takes longer than a life may"):
        where.rehearse(life(happening("network-away", 1, 240)))
    assert where.rehearse(life(happening("network-away", 1, 10))).lasts_us < 60 * S


def test_a_wait_that_nobody_stands_beside_a_bench_for_is_not_for_it() -> None:
    where = bench(Boards(), LifeBudget(3600 * S, 500))
    with pytest.raises(TooCostlyError, match="lacks virtual-time"):
        where.rehearse(life(happening("network-away", 1, 301)))


def test_a_finding_is_made_simple_in_the_rehearsal_and_confirmed_on_the_board() -> None:
    boards = Boards()
    laws = ("expect.recovered: 1h", "expect.boots: 1")
    where = bench(boards, laws=laws)
    long = life(happening("relay", 1), happening("reset", 5), happening("relay", 5))
    assert led(where, long).is_broken
    boards.runs = 0
    (finding,) = Explorer(where, where.rehearsals).look_into(NamedLife("1", long))
    assert [each.disturbance.name for each in finding.life.happenings] == ["reset"]
    assert finding.runs > 1
    # Seen again, confirmed, and what is left of it without its cause.
    assert boards.runs == 3


def test_what_only_boards_break_stays_as_it_was_led() -> None:
    boards = Boards()
    where = BenchHabitat(
        Habitat(boards, load_profile(), ("expect.boots: 1",)),
        Habitat(SimWorldFactory(), load_profile(), LAWS, is_closeup=True),
        BUDGET,
        lambda _: KEPT,
    )
    long = life(happening("relay", 1), happening("reset", 5))
    (finding,) = Explorer(where, where.rehearsals).look_into(NamedLife("1", long))
    assert finding.life == long
    assert finding.runs == 0


def test_what_the_firmware_erases_comes_on_top_of_what_the_bench_does() -> None:
    boards = Boards()
    where = bench(boards)
    start = Start(Board.PICOW, StorePolicy.LEGACY, "", is_online=True)
    switched = life(happening("relay", 1, relay=0, state=0), happening("relay", 20, relay=1, state=0), start=start)
    charged = where.rehearse(switched).erases
    where.lead(switched)
    assert boards.erased[0] > 0
    # Emptied before the life, and the image provisioned in it.
    assert charged == boards.erased[0] + 2 * KEPT


def test_what_the_bench_writes_in_a_life_is_charged() -> None:
    where = bench(Boards(), LifeBudget(7200 * S, 500))
    for name in ("flashed-again", "record-cleared"):
        quiet, written = (where.rehearse(life(*each)).erases for each in ([], [happening(name)]))
        assert written >= quiet + KEPT, name

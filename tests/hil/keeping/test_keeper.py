"""What a board keeper does when its run is gone, and what it leaves alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.boards.lease import Lease
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.keeping.keeper import BoardKeeper, Done, Keep, KeptBoard, LetGo, Patience, PutBackError
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.host.owners import Owner
from oceanhil.protocol.board import Board
from tests.hil.boards.owners import somebody

_RUN, _ME = somebody("alice", 1), somebody("alice", 2)
_QUICK = Patience(in_all_s=0.0, rest_s=0.0)


def _entry(name: str) -> BoardEntry:
    return BoardEntry(name=name, kind=Board.ESP32, lines=ModemPolicy.NONE, power=PowerBy.NONE, port=f"/dev/{name}")


class _Line:
    """What the run says, and then it is gone."""

    def __init__(self, *requests: object, at_end: type[Exception] = EOFError) -> None:
        self._requests = list(requests)
        self._at_end = at_end
        self.answers: list[object] = []

    def poll(self, timeout: float, /) -> bool:
        del timeout
        return True

    def recv(self) -> object:
        if not self._requests:
            raise self._at_end
        return self._requests.pop(0)

    def send(self, obj: object, /) -> None:
        self.answers.append(obj)


class _Bench:
    """Leases of a folder, and a keeper whose boards are put back on paper."""

    def __init__(self, folder: Path) -> None:
        self.dead: set[Owner] = set()
        self.leases = Leases(folder, is_dead=lambda owner: owner in self.dead)
        self.put_back: list[str] = []
        self.log: list[str] = []
        self.trouble: Callable[[str], None] = lambda name: None

    def board(self, name: str) -> KeptBoard:
        lease = self.leases.acquire(name, _RUN)
        return KeptBoard(_entry(name), _RUN, {name: lease.token})

    def lease(self, name: str) -> Lease | None:
        return self.leases.peek(name).lease

    def serve(self, line: _Line, patience: Patience = _QUICK) -> Sequence[object]:
        keeper = BoardKeeper(_ME, self.leases, self._put, lambda owner: owner in self.dead, self.log.append, patience)
        keeper.serve(line)
        keeper.put_everything_back()
        return line.answers

    def _put(self, board: KeptBoard) -> str:
        name = board.entry.name
        lease = self.lease(name)
        assert lease is not None
        assert lease.is_being_put_back
        self.trouble(name)
        self.put_back.append(name)
        return "put back nvs"


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


@pytest.mark.parametrize("at_end", [EOFError, ConnectionResetError])
def test_what_a_run_leaves_is_put_back_and_freed(bench: _Bench, at_end: type[Exception]) -> None:
    one, two = bench.board("one"), bench.board("two")
    assert bench.serve(_Line(Keep(one), Keep(two), at_end=at_end)) == [Done(), Done()]
    assert sorted(bench.put_back) == ["one", "two"]
    # Its owner lives, as far as is known: it may be in the middle of its own end.
    bench.dead.add(_RUN)
    assert bench.lease("one") is bench.lease("two") is None
    assert "'one': put back nvs" in bench.log


def test_what_the_run_has_put_back_itself_is_left_alone(bench: _Bench) -> None:
    one, two = bench.board("one"), bench.board("two")
    bench.serve(_Line(Keep(one), Keep(two), LetGo("one"), LetGo("unheard-of"), None))
    assert bench.put_back == ["two"]
    lease = bench.lease("one")
    assert lease is not None
    assert lease.keeper is None


def test_a_run_that_says_good_bye_leaves_nothing_to_tell(bench: _Bench) -> None:
    bench.serve(_Line(Keep(bench.board("one")), LetGo("one"), None))
    assert (bench.put_back, bench.log) == ([], [])


def test_a_run_that_is_dead_is_noticed_though_somebody_holds_its_end_of_the_line(bench: _Bench) -> None:
    one = bench.board("one")

    class Open(_Line):
        def poll(self, timeout: float, /) -> bool:
            bench.dead.update({_RUN} if not self._requests else ())
            return bool(self._requests)

    bench.serve(Open(Keep(one)))
    assert bench.put_back == ["one"]


def test_the_board_has_a_keeper_from_the_answer_on(bench: _Bench) -> None:
    one = bench.board("one")

    class Looking(_Line):
        def send(self, obj: object, /) -> None:
            lease = bench.lease("one")
            assert lease is not None
            assert lease.keeper == _ME
            super().send(obj)

    assert bench.serve(Looking(Keep(one))) == [Done()]


def test_a_board_that_was_taken_away_is_refused_at_first_and_left_alone_later(bench: _Bench) -> None:
    one = bench.board("one")
    lost = KeptBoard(_entry("lost"), _RUN, {"lost": "t"})
    (kept, refused) = bench.serve(_Line(Keep(one), Keep(lost)))
    assert kept == Done()
    assert isinstance(refused, Done)
    assert "the lease of board 'lost' is lost" in refused.refusal
    assert bench.put_back == ["one"]

    taken = bench.board("taken")

    class Taken(_Line):
        def recv(self) -> object:
            if not self._requests:
                bench.leases.break_lease("taken", force=True)
                bench.leases.acquire("taken", somebody("bob"))
            return super().recv()

    bench.serve(Taken(Keep(taken)))
    assert bench.put_back == ["one"]
    assert any("'taken': left as it is: the lease of board 'taken' is lost" in line for line in bench.log)
    assert "bob" in str(bench.lease("taken"))


def test_it_is_tried_again_and_the_reason_is_told_once(bench: _Bench) -> None:
    one, tries = bench.board("one"), iter(range(3))

    def trouble(name: str) -> None:
        if next(tries) < 2:
            raise PutBackError(f"the port of {name} is in use")

    bench.trouble = trouble
    bench.serve(_Line(Keep(one)), Patience(in_all_s=60.0, rest_s=0.0))
    assert bench.put_back == ["one"]
    assert bench.log[1:] == ["'one': not yet: the port of one is in use", "'one': put back nvs"]


def test_a_board_that_cannot_be_reached_is_freed_and_told_and_does_not_keep_the_others_waiting(bench: _Bench) -> None:
    gone, here = bench.board("gone"), bench.board("here")
    back = threading.Event()

    def trouble(name: str) -> None:
        if name == "here":
            back.set()
        else:
            assert back.wait(30)
            raise PutBackError("no port")

    bench.trouble = trouble
    bench.serve(_Line(Keep(gone), Keep(here)))
    assert bench.put_back == ["here"]
    bench.dead.add(_RUN)
    assert bench.lease("gone") is None
    words = "'gone': not put back in 0 s: no port; it stays in the journal, and 'oceanhil boards restore gone'"
    assert any(line.startswith(words) for line in bench.log)


def test_nothing_is_done_for_a_request_that_is_none(bench: _Bench) -> None:
    assert bench.serve(_Line("keep")) == [Done("unknown request 'str'")]

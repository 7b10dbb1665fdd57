"""A moment of a graph of objects can be had again, and nothing of it is shared with the run but what never changes."""

import random
from collections.abc import Callable
from functools import partial

import msgspec
import pytest

from oceanhil.scenarios.snapshot import Shared, Snapshot, SnapshotError
from oceanhil.scenarios.trace import EventKind


class Counter:
    def __init__(self) -> None:
        self.count = 0
        self.call: Callable[[], None] = self.up
        self.later = partial(self.add, 5)

    def up(self) -> None:
        self.count += 1

    def add(self, much: int) -> None:
        self.count += much


class Fact(msgspec.Struct, frozen=True):
    text: str


class Table(Shared):
    pass


def test_each_restored_graph_is_its_own_with_its_methods_bound_to_it() -> None:
    counter = Counter()
    counter.up()
    snapshot = Snapshot(counter)
    counter.up()
    one, other = snapshot.restore(), snapshot.restore()
    one.call()
    one.later()
    assert (counter.count, one.count, other.count) == (2, 7, 1)


def test_chance_goes_on_where_it_was() -> None:
    rng = random.Random(3)
    rng.gauss(0, 1)
    snapshot = Snapshot(rng)
    drawn = [rng.gauss(0, 1) for _ in range(5)]
    for again in (snapshot.restore(), snapshot.restore()):
        assert [again.gauss(0, 1) for _ in range(5)] == drawn


def test_what_never_changes_is_the_same_object() -> None:
    fact, table = Fact("a"), Table()
    graph = Snapshot([fact, table, EventKind.BOOT, [fact]]).restore()
    assert graph[0] is fact
    assert graph[1] is table
    assert graph[2] is EventKind.BOOT
    assert graph[3] == [fact]


def test_one_object_under_two_names_stays_one() -> None:
    counter = Counter()
    one, other = Snapshot((counter, counter)).restore()
    assert one is other
    assert one is not counter


def test_equal_objects_put_together_in_the_same_way_are_one_moment() -> None:
    one, other = Counter(), Counter()
    assert Snapshot([one, random.Random(3), Fact("a")]).is_same(Snapshot([other, random.Random(3), Fact("a")]))
    other.up()
    assert not Snapshot(one).is_same(Snapshot(other))
    assert not Snapshot(random.Random(3)).is_same(Snapshot(random.Random(4)))
    assert not Snapshot([Fact("a")]).is_same(Snapshot([Fact("b")]))


async def _program() -> None:
    """Nothing."""


def test_what_lives_outside_of_the_objects_is_refused() -> None:
    counter, program = Counter(), _program()
    with pytest.raises(SnapshotError, match="lambda"):
        Snapshot([lambda: counter.count])
    with pytest.raises(SnapshotError, match="coroutine"):
        Snapshot([program])
    program.close()

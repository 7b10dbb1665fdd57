"""A graph that is lent is as it was at its moment each time, whatever the one before did to it."""

import random
from abc import ABC, abstractmethod
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from functools import partial
from itertools import count
from threading import Lock
from typing import ClassVar

import msgspec
import pytest

from oceanhil.scenarios.lent import Lent
from oceanhil.scenarios.snapshot import Snapshot


class Fields(msgspec.Struct):
    number: int
    texts: list[str]


class Slots:
    __slots__ = ("__hidden", "number", "unset")

    unset: int

    def __init__(self) -> None:
        self.number = 1
        self.__hidden = [1]

    def change(self) -> None:
        self.number, self.unset = 2, 2
        self.__hidden.append(2)


class Graph:
    """Something of every kind that can change."""

    def __init__(self) -> None:
        self.number = 1
        self.by_name = {"b": [1], "a": [2]}
        self.items: list[object] = [{1}, {2}]
        self.last = deque([1, 2, 3], maxlen=3)
        self.names = {"one", "two"}
        self.bytes = bytearray(b"\xff\xff")
        self.pair = ([1], frozenset({2}))
        self.chance = random.Random(3)
        self.counter, self.ordered = Counter("aab"), OrderedDict(a=1, b=2)
        self.fields, self.slots = Fields(1, ["a"]), Slots()
        self.later: Callable[[], None] = partial(self.add, self.items)
        self.closed = False

    def add(self, items: list[object]) -> None:
        items.append(self)

    def close(self) -> None:
        self.closed = True

    def change(self) -> None:
        """Change all of it, and more than once."""
        self.number, self.new = 2, "new"
        self.by_name["b"].append(2)
        self.by_name["c"] = self.by_name.pop("a")
        self.last.append(4)
        self.names.discard("one")
        self.bytes[0] = 0
        self.pair[0].clear()
        self.chance.gauss(0, 1)
        self.counter.update("abc")
        self.ordered.move_to_end("a")
        self.fields.number = 2
        self.fields.texts = [*self.fields.texts, "b"]
        self.slots.change()
        self.later()
        del self.items[0]
        self.later = self.change


def test_everybody_gets_the_same_graph_as_it_was() -> None:
    moment = Snapshot(Graph())
    lent = Lent(moment)
    with lent.lend() as first:
        before = Snapshot(first)
        first.change()
        assert not Snapshot(first).is_same(before)
    with lent.lend() as second:
        assert second is first
        assert Snapshot(second).is_same(before)
        assert list(second.ordered) == ["a", "b"]
        assert list(second.by_name) == ["b", "a"]
        assert second.chance.getstate() == random.Random(3).getstate()
        assert not hasattr(second.slots, "unset")
        assert not hasattr(second, "new")


def test_it_is_closed_before_it_is_being_put_back() -> None:
    lent = Lent(Snapshot(Graph()))
    with lent.lend() as first:
        assert not first.closed
    with lent.lend() as second:
        assert not second.closed


def test_it_is_being_put_back_after_an_error_too() -> None:
    lent = Lent(Snapshot(Graph()))
    with lent.lend() as first:
        first.change()
    with pytest.raises(KeyError), lent.lend() as failing:
        failing.by_name.pop("missing")
    with lent.lend() as second:
        assert (second is first, second.closed) == (True, False)


def test_two_at_a_time_have_a_graph_each() -> None:
    lent = Lent(Snapshot(Graph()))
    with lent.lend() as one:
        one.change()
        with lent.lend() as other:
            assert other is not one
            assert (one.number, other.number) == (2, 1)


class Unknown(Graph, ABC):
    """Holds something that is kept by no snapshot, and that its own way of being kept makes anew."""

    def __init__(self, hidden: object = None) -> None:
        super().__init__()
        self.hidden = hidden

    def __getstate__(self) -> object:
        return {**vars(self), "hidden": None}

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state)
        self.hidden = self.made()

    @abstractmethod
    def made(self) -> object:
        """Give what is hidden anew."""


class WithLock(Unknown):
    def made(self) -> object:
        return Lock()


class WithCount(Unknown):
    def made(self) -> object:
        return count()


class WithClosure(Unknown):
    def made(self) -> object:
        numbers = [1]
        return lambda: numbers


@pytest.mark.parametrize("kind", [WithLock, WithCount, WithClosure])
def test_what_holds_something_of_another_kind_is_made_anew_for_everybody(kind: type[Unknown]) -> None:
    lent = Lent(Snapshot(kind()))
    with lent.lend() as first:
        first.change()
    with lent.lend() as second:
        assert second is not first
        assert second.number == 1


class Elsewhere(Graph):
    """Has a part of its state where nobody who looks at the object finds it."""

    changes: ClassVar[list[int]] = []

    def __getstate__(self) -> object:
        if len(self.changes) > 1:
            raise TypeError("no more")
        return vars(self), len(self.changes)

    def __setstate__(self, state: tuple[dict[str, object], int]) -> None:
        vars(self).update(state[0])
        self.changes[:] = range(state[1])


@pytest.mark.parametrize("changes", [1, 2], ids=["another", "none that can be kept"])
def test_who_was_not_as_before_is_lent_no_more(changes: int) -> None:
    lent = Lent(Snapshot(Elsewhere()))
    with lent.lend() as first:
        first.changes[:] = range(changes)
    with lent.lend() as second:
        assert second is not first
        assert second.changes == []

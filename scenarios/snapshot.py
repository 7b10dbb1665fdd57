"""A moment of a run, kept: the same objects again, as they were, as often as somebody wants to go on from there.

What is a snapshot: the bytes of a graph of objects (a world, what its steps know, what its invariants have seen). Every
`restore` gives a graph of its own, of which nothing is shared with the run it was taken from but what never changes:
frozen structs, members of enums, classes, the states of generators, and what says so by being `Shared`.

What it must not know: what the objects are. Whatever lives outside of them cannot be kept, and is refused rather than
shared by mistake: a function that closes over something, a coroutine under way, a socket, a lock, memory of C. So a
board can be kept while it is off or halted and not while its program runs.

Which law holds: a run that goes on from a restored moment does what the run did that came there by itself, event by
event. `tests/scenarios/test_snapshot.py` holds whole traces of the library against each other.
"""

import io
import pickle
import random
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Generic, TypeVar, cast

import msgspec

T = TypeVar("T")

_REFUSED = (pickle.PicklingError, TypeError, AttributeError, ValueError)
"""What pickling raises on something that is not data: which of them depends on the thing."""


class SnapshotError(Exception):
    """The moment cannot be kept; the text says what stands in the way."""


class Shared:
    """What no run changes and every moment may share: a loaded library, a table."""


class Snapshot(Generic[T]):
    """One moment of a graph of objects."""

    def __init__(self, graph: T) -> None:
        """Keep `graph` as it is now; raises SnapshotError."""
        buffer = io.BytesIO()
        pickler = _Pickler(buffer)
        try:
            pickler.dump(graph)
        except _REFUSED as error:
            raise SnapshotError(str(error)) from error
        self._data = buffer.getvalue()
        self._shared = pickler.shared

    def is_same(self, other: "Snapshot[T]") -> bool:
        """Tell whether the two moments are one: equal objects, put together in the same way.

        False is no proof that they differ: what was put together otherwise may well do the same.
        """
        return vars(self) == vars(other)

    def restore(self) -> T:
        """Give the graph once more."""
        return cast("T", _Unpickler(io.BytesIO(self._data), self._shared).load())


class ConstantKinds(dict[type, bool]):
    """Tells of a kind of object whether no run changes one, so that every moment may share it: `kinds[type(obj)]`.

    It finds out once a kind, and is asked for each object of a graph: a cached function would take longer than that.
    """

    def __missing__(self, kind: type) -> bool:
        """Look at a kind for the first time."""
        if issubclass(kind, msgspec.Struct):
            found = kind.__struct_config__.frozen
        else:
            found = issubclass(kind, (Enum, Shared, type))
        self[kind] = found
        return found


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.shared: list[object] = []
        self._index: dict[int, int] = {}
        self._constant = ConstantKinds()

    def persistent_id(self, obj: object) -> int | None:
        """Give the number of what is shared, None for all else."""
        if not self._constant[type(obj)]:
            return None
        if id(obj) not in self._index:
            self._index[id(obj)] = len(self.shared)
            self.shared.append(obj)
        return self._index[id(obj)]

    def reducer_override(self, obj: object) -> tuple[Callable[..., object], tuple[object, ...]]:
        """Say how a generator is made again; all else is kept as it says itself."""
        return (_generator, (type(obj), _Draws(obj))) if isinstance(obj, random.Random) else NotImplemented


class _Unpickler(pickle.Unpickler):
    """Loads what `_Pickler` has dumped in this very process, and nothing else."""

    def __init__(self, file: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, pid: int) -> object:
        """Give what has this number."""
        return self._shared[pid]


class _Draws(Shared):
    """The state of a generator, which is thousands of bits that nobody changes: draws replace it."""

    def __init__(self, generator: random.Random) -> None:
        self.state = generator.getstate()

    def __eq__(self, other: object) -> bool:
        """Tell whether both will draw the same."""
        return isinstance(other, _Draws) and self.state == other.state

    def __hash__(self) -> int:
        """Go by the state."""
        return hash(self.state)


def _generator(kind: type[random.Random], draws: _Draws) -> random.Random:
    generator = kind(0)
    generator.setstate(draws.state)
    return generator

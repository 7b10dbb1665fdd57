"""One graph of objects for all who go on from a moment: whoever had it gives it back, and it is as it was then.

What is lent: the graph that a `Snapshot` gives, made once. When it comes back, each of its objects that can change gets
its contents of that moment again, in place. That takes a fraction of the time in which they are made anew, and leaves
no garbage behind that goes in circles.

What it must not know: what the objects are. What to put back is found by their kinds: containers, attributes, slots,
fields of structs, states of generators. Who holds anything of another kind has not been lent at all, and gets a graph
of its own from the snapshot each time; so does everybody once a graph was not, byte by byte, what it had been before.

Which law holds: that of a snapshot, for one borrower at a time. Whatever leaves a run, such as its events, must not be
changed by the next; events are frozen, and what a result holds of the world is copied.
"""

import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from contextlib import contextmanager
from functools import partial, singledispatch
from re import Pattern
from struct import calcsize
from types import BuiltinFunctionType, FunctionType, MemberDescriptorType, MethodType, ModuleType
from typing import Final, Generic, Protocol, TypeVar

import msgspec

from oceanhil.scenarios.snapshot import ConstantKinds, Snapshot, SnapshotError


class Closes(Protocol):
    """Whoever is done with a graph closes it."""

    def close(self) -> None:
        """Let go of what is under way."""


T = TypeVar("T", bound=Closes)

_UNCHANGING: Final = (str, int, float, complex, bytes, type(None), range, Pattern, ModuleType)
_ABSENT: Final = object()

_Undo = list[Callable[[], object]]


class Lent(Generic[T]):
    """The graph of one moment, lent as often as somebody wants to go on from there."""

    def __init__(self, moment: Snapshot[T]) -> None:
        self._moment = moment
        self._shelved: _Graph[T] | None = None
        self._can_be_put_back = True

    @contextmanager
    def lend(self) -> Iterator[T]:
        """Give the graph as it was at the moment; at the end of the block it is closed and taken back."""
        graph, self._shelved = self._shelved or self._made(), None
        root = self._moment.restore() if graph is None else graph.root
        try:
            yield root
        finally:
            root.close()
            if graph is not None:
                self._shelve(graph)

    def _made(self) -> "_Graph[T] | None":
        """Make the graph; None where it cannot be put back."""
        if not self._can_be_put_back:
            return None
        try:
            return _Graph(self._moment.restore())
        except SnapshotError:
            self._can_be_put_back = False
            return None

    def _shelve(self, graph: "_Graph[T]") -> None:
        graph.put_back()
        # What the first borrower did shows whether all that can change was found.
        self._can_be_put_back = self._can_be_put_back and graph.is_as_before()
        if self._can_be_put_back:
            self._shelved = graph


class _Graph(Generic[T]):
    """A graph of objects and what puts it back."""

    def __init__(self, root: T) -> None:
        """Note what each object holds; raises SnapshotError if one is of a kind that cannot be put back."""
        self.root = root
        self._undo = _noted(root)
        # Sets come into the order in which they will always be put back.
        self.put_back()
        self._before: Snapshot[T] | None = Snapshot(root)

    def put_back(self) -> None:
        """Give each object its contents of then."""
        for undo in self._undo:
            undo()

    def is_as_before(self) -> bool:
        """Tell whether it is what it was at first, byte by byte; looked at once, behind the first borrower."""
        before, self._before = self._before, None
        try:
            return before is None or before.is_same(Snapshot(self.root))
        except SnapshotError:
            return False


def _noted(root: object) -> _Undo:
    """Give what puts back all that can be reached from `root`."""
    undo: _Undo = []
    constant = ConstantKinds()
    seen: dict[int, object] = {}
    left = [root]
    while left:
        part = left.pop()
        if id(part) not in seen and not isinstance(part, _UNCHANGING) and not constant[type(part)]:
            seen[id(part)] = part
            left += _note(part, undo)
    return undo


@singledispatch
def _note(part: object, undo: _Undo) -> Iterable[object]:
    """Note how `part` is put back, and give what it holds; what is no plain object has a function of its own below."""
    slots = [slot for base in type(part).__mro__ for slot in _slots(base)]
    if not _is_plain(type(part), len(slots)):
        raise SnapshotError(f"{type(part).__name__} cannot be put back")
    held = [(slot, _held(slot, part)) for slot in slots]
    undo += [partial(slot.__set__, part, value) for slot, value in held if value is not _ABSENT]
    undo += [partial(_empty, slot, part) for slot, value in held if value is _ABSENT]
    return [*(value for _, value in held), *_note_attributes(getattr(part, "__dict__", {}), undo)]


def _is_plain(kind: type, slots: int) -> bool:
    """Tell whether attributes, so many slots and weak references are all that an object of `kind` has room for."""
    pointers = slots + (kind.__dictoffset__ > 0) + (kind.__weakrefoffset__ > 0)
    return kind.__basicsize__ == object.__basicsize__ + pointers * calcsize("P")


def _slots(base: type) -> Iterator[MemberDescriptorType]:
    if "__slots__" in vars(base):
        yield from (each for each in vars(base).values() if isinstance(each, MemberDescriptorType))


def _held(slot: MemberDescriptorType, part: object) -> object:
    try:
        return slot.__get__(part, type(part))
    except AttributeError:
        return _ABSENT


def _empty(slot: MemberDescriptorType, part: object) -> None:
    if _held(slot, part) is not _ABSENT:
        slot.__delete__(part)


def _note_attributes(part: dict[str, object], undo: _Undo) -> Iterable[object]:
    undo += [part.clear, *([partial(part.update, part.copy())] if part else [])]
    return part.values()


@_note.register(dict)
def _note_entries(part: dict[object, object], undo: _Undo) -> Iterable[object]:
    undo += [part.clear, *([partial(part.update, dict(part))] if part else [])]
    return [*part, *part.values()]


@_note.register(set)
def _note_members(part: set[object], undo: _Undo) -> Iterable[object]:
    undo += [part.clear, *([partial(part.update, tuple(part))] if part else [])]
    return part


@_note.register(list)
@_note.register(deque)
def _note_items(part: MutableSequence[object], undo: _Undo) -> Iterable[object]:
    undo += [part.clear, *([partial(part.extend, tuple(part))] if part else [])]
    return part


@_note.register
def _note_bytes(part: bytearray, undo: _Undo) -> Iterable[object]:
    undo += [part.clear, *([partial(part.extend, bytes(part))] if part else [])]
    return ()


@_note.register(tuple)
@_note.register(frozenset)
def _note_nothing(part: Iterable[object], undo: _Undo) -> Iterable[object]:
    del undo
    return part


@_note.register
def _note_generator(part: random.Random, undo: _Undo) -> Iterable[object]:
    undo.append(partial(part.setstate, part.getstate()))
    return ()


@_note.register
def _note_fields(part: msgspec.Struct, undo: _Undo) -> Iterable[object]:
    held = [(name, getattr(part, name)) for name in part.__struct_fields__]
    undo += [partial(setattr, part, name, value) for name, value in held]
    return [value for _, value in held]


@_note.register
def _note_method(part: MethodType, undo: _Undo) -> Iterable[object]:
    del undo
    return (part.__self__, part.__func__)


@_note.register
def _note_built_in(part: BuiltinFunctionType, undo: _Undo) -> Iterable[object]:
    del undo
    return (part.__self__,)


@_note.register
def _note_function(part: FunctionType, undo: _Undo) -> Iterable[object]:
    del undo
    return part.__closure__ or ()


@_note.register(partial)
def _note_partial(part: "partial[object]", undo: _Undo) -> Iterable[object]:
    del undo
    return (part.func, part.args, part.keywords)

"""What is passed to a world, its devices and its server, looked at before anything is done with it.

Scenario files are checked as they are read. A test in Python calls these methods itself, and not all of them say at
once that they were given something else than they take: it would come up later, where nobody thinks of it. So the
annotations of an interface are its rules here, with a `msgspec.Meta` where not every value of a type will do; its
`examples` are for who is told of a mistake.
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.wording import plural

Span = Annotated[
    int, msgspec.Meta(ge=0, description="a whole number of µs from 0 on", examples=["60_000_000 for a minute"])
]
"""A span of time, µs."""
Change = Annotated[int, msgspec.Meta(description="a whole number of µs", examples=["60_000_000 for a minute"])]
"""By how much a clock is moved, or how far it is ahead, µs."""
UnixTime = Annotated[
    int,
    msgspec.Meta(ge=0, description="Unix time as a whole number of µs", examples=["1_767_225_600_000_000 for 2026"]),
]
"""A moment, Unix µs."""
Tenths = Annotated[int, msgspec.Meta(description="a whole number of tenths", examples=["235 for 23.5"])]
"""What a sensor shows, tenths of its unit."""
Mac = Annotated[
    bytes,
    msgspec.Meta(min_length=6, max_length=6, description="six octets", examples=['bytes.fromhex("246f28aabbcc")']),
]
"""A MAC."""
Boot = Annotated[int, msgspec.Meta(ge=1, description="the number of a boot, from 1 on")]
Count = Annotated[int, msgspec.Meta(ge=0, description="a whole number from 0 on")]
Family = Annotated[Board, msgspec.Meta(description="a board family", examples=["Board.ESP32"])]

_NAMES: Final[Mapping[object, str]] = {str: "text", int: "whole number", bytes: "bytes", bool: "bool", float: "float"}
_SHOWN_MAX: Final = 40
_MARK: Final = "_checks_arguments_of"


def check_arguments(kind: type, interface: type) -> None:
    """Let the class look at the arguments of each method that it has of the interface.

    A method raises TypeError then for what is of another type than the interface says, ValueError for what is outside
    its range. Nothing has happened in either case.
    """
    for name, declared in vars(interface).items():
        if name.startswith("_") or not inspect.isfunction(declared):
            continue
        method = inspect.getattr_static(kind, name)
        if method is not declared and inspect.isfunction(method) and not hasattr(method, _MARK):
            setattr(kind, name, _checking(method, declared))


def _checking(method: Callable[..., object], declared: Callable[..., object]) -> Callable[..., object]:
    parameters = [each for each in inspect.signature(declared).parameters.values() if each.name != "self"]
    names = [each.name for each in parameters]
    rest = [names[-1]] if parameters and parameters[-1].kind is inspect.Parameter.VAR_POSITIONAL else []

    @functools.cache
    def wanted() -> Mapping[str, object]:
        """Look what is wanted when it is needed first: what annotations name may not be there before."""
        hints = get_type_hints(declared, include_extras=True)
        return {name: hints[name] for name in names}

    @functools.wraps(method)
    def checked(self: object, *args: object, **kwargs: object) -> object:
        # The line at fault is the caller's.
        __tracebackhide__ = True
        hints = wanted()
        of_each = names if len(args) <= len(names) else names + rest * (len(args) - len(names))
        for name, value in (*zip(of_each, args, strict=False), *kwargs.items()):
            if name in hints:
                _check(f"{method.__name__}: {name}", value, hints[name])
        return method(self, *args, **kwargs)

    setattr(checked, _MARK, declared)
    return checked


def _check(what: str, value: object, wanted: object) -> None:
    __tracebackhide__ = True
    meta = _meta(wanted)
    if not any(_fits(value, each) for each in _alternatives(wanted)):
        raise TypeError(f"{what} is {_shown(value)}, expected {_expected(value, wanted, meta)}")
    if meta is not None and not _is_within(value, meta):
        raise ValueError(f"{what} is {_shown(value)}, expected {_range(meta)}{_example(meta)}")
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            _check(f"{what}.{field.name}", getattr(value, field.name), field.type)


def _meta(wanted: object) -> msgspec.Meta | None:
    """Give what narrows a type, also one of several; None where every value of it will do."""
    inside = get_args(wanted)
    if get_origin(wanted) is Annotated:
        return next((each for each in inside[1:] if isinstance(each, msgspec.Meta)), None)
    return next(filter(None, map(_meta, inside)), None) if get_origin(wanted) in {Union, UnionType} else None


def _alternatives(wanted: object) -> Iterator[Any]:
    """Give the types of which a value may be, without what is beside or inside them."""
    origin = get_origin(wanted)
    if origin is Annotated:
        yield from _alternatives(get_args(wanted)[0])
    elif origin in {Union, UnionType}:
        for each in get_args(wanted):
            yield from _alternatives(each)
    else:
        yield origin or wanted


def _fits(value: object, kind: Any) -> bool:
    if not isinstance(kind, type):
        return True
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if getattr(kind, "_is_protocol", False) and not getattr(kind, "_is_runtime_protocol", False):
        # Who has its methods need not derive from it.
        return not isinstance(value, (str, bytes, int, float, NoneType, type))
    return isinstance(value, kind)


def _is_within(value: object, meta: msgspec.Meta) -> bool:
    size = len(value) if isinstance(value, (str, bytes)) else value
    low = meta.ge if meta.min_length is None else meta.min_length
    high = meta.le if meta.max_length is None else meta.max_length
    return not isinstance(size, int) or ((low is None or size >= low) and (high is None or size <= high))


def _shown(value: object) -> str:
    """Say what was given; of a text, which may be a secret, and of what is long, only what it is."""
    if isinstance(value, (bool, int, float, NoneType, Enum)):
        return str(value) if isinstance(value, Enum) else f"{value!r}"[:_SHOWN_MAX]
    if isinstance(value, bytes):
        return plural(len(value), "byte")
    if isinstance(value, type):
        return f"the class {value.__name__} itself"
    name = _NAMES.get(type(value), type(value).__name__)
    return f"{_article(name)} {name}"


def _expected(value: object, wanted: object, meta: msgspec.Meta | None) -> str:
    kinds = list(_alternatives(wanted))
    if value in kinds:
        return "one that was made of it"
    words = " or ".join(_kind_words(kind) for kind in kinds) if meta is None else _range(meta, kinds)
    enums = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum)]
    if enums:
        return f"{words}: {_meant_member(value, enums[0])}"
    if isinstance(value, msgspec.Struct) and str in kinds:
        texts = [name for name, each in get_type_hints(type(value)).items() if each is str]
        return f"{words}, such as its {' or '.join(f'{name!r}' for name in texts)}" if texts else words
    return words + _example(meta)


def _kind_words(kind: Any) -> str:
    if kind is NoneType or kind is None:
        return "None"
    if kind in _NAMES:
        return f"{_article(_NAMES[kind])} {_NAMES[kind]}" if kind is not bytes else "bytes"
    name = getattr(kind, "__name__", str(kind))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        needed = [field.name for field in msgspec.structs.fields(kind) if field.required]
        name = f"{name}({', '.join(f'{each}=…' for each in needed)})"
    return f"{_article(name)} {name}"


def _meant_member(value: object, kind: type[Enum]) -> str:
    names = [f"{kind.__name__}.{member.name}" for member in kind]
    of_value = next((f"{kind.__name__}.{member.name}" for member in kind if member.value == value), None)
    if of_value is not None:
        return f"did you mean {of_value!r}?"
    return suggestion(f"{kind.__name__}.{value}", names) if isinstance(value, str) else f"known: {', '.join(names)}"


def _range(meta: msgspec.Meta, kinds: Sequence[Any] = ()) -> str:
    """Say what is wanted, in the words of who declared it."""
    return f"{meta.description}{' or None' if NoneType in kinds else ''}"


def _example(meta: msgspec.Meta | None) -> str:
    return f", such as {meta.examples[0]}" if meta is not None and meta.examples else ""


def _article(name: str) -> str:
    return "an" if name[0].lower() in "aeiou" else "a"

"""What other distributions add by an entry point: worlds, services, contracts, boards. One that does not load is named.

It is code of somebody else's, so anything may go wrong while it is imported; the others are none the worse for it.
"""

import sys
from collections.abc import Callable
from functools import lru_cache, wraps
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from typing import TypeVar

T = TypeVar("T")


def plugin_names(group: str) -> frozenset[str]:
    """Give the names that are registered under `group`; nothing is imported."""
    return frozenset(entry.name for entry in _registered(group))


def plugin_places(group: str, name: str) -> tuple[str, ...]:
    """Give where the plugins called `name` are, as `module:object`: more than one, if distributions disagree."""
    return tuple(entry.value for entry in _registered(group).select(name=name))


def load_plugin(group: str, name: str, what: str, kind: type[T], refusal: type[Exception]) -> T | None:
    """Import the `what` called `name` of `group`, a `kind`; None if there is none.

    Whatever goes wrong is a `refusal`.
    """
    entry = _entry(group, name)
    if entry is None:
        return None
    made = _load(entry, what, refusal)
    if not isinstance(made, kind):
        error = TypeError(f"{type(made).__name__!r} object is no {kind.__name__}")
        raise _refused(entry, what, refusal, error) from error
    return made


def plugin_maker(group: str, name: str, what: str, refusal: type[Exception]) -> Callable[..., object] | None:
    """Import the `what` called `name` of `group`, something to be called; None if there is none.

    Whatever goes wrong, now or when it is called, is a `refusal`, which it may raise itself too.
    """
    entry = _entry(group, name)
    if entry is None:
        return None
    make = _load(entry, what, refusal)
    if not callable(make):
        raise _refused(entry, what, refusal, TypeError(f"{type(make).__name__!r} object is not callable"))
    loaded: Callable[..., object] = make

    @wraps(loaded, updated=())
    def guarded(*given: object) -> object:
        try:
            return loaded(*given)
        except refusal:
            raise
        except (Exception, SystemExit) as error:
            raise _refused(entry, what, refusal, error) from error

    return guarded


def last_line(error: BaseException) -> str:
    """Give an error as the last line of its traceback, without line ends."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _entry(group: str, name: str) -> EntryPoint | None:
    found = tuple(_registered(group).select(name=name))
    return found[-1] if found else None


def _registered(group: str) -> EntryPoints:
    return _registered_on(tuple(sys.path), group)


@lru_cache(maxsize=32)
def _registered_on(_path: tuple[str, ...], group: str) -> EntryPoints:
    """Read what distributions on this path register: a file of each that is installed, so not for every world anew."""
    return entry_points(group=group)


def _load(entry: EntryPoint, what: str, refusal: type[Exception]) -> object:
    try:
        made: object = entry.load()
    # SystemExit is how a module ends a program that it is not.
    except (Exception, SystemExit) as error:
        raise _refused(entry, what, refusal, error) from error
    return made


def _refused(entry: EntryPoint, what: str, refusal: type[Exception], error: BaseException) -> Exception:
    place = f"{what} {entry.name!r} cannot be loaded from {entry.value!r}"
    return refusal(f"{place}: {last_line(error)}; {_next_step(entry, error)}")


def _next_step(entry: EntryPoint, error: BaseException) -> str:
    package = f" {entry.dist.name!r}" if entry.dist is not None else ""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"install the package that has the module {error.name!r}, or install{package or ' it'} again"
    return f"ask who wrote{package or ' it'}, or remove it"

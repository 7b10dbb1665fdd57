"""What other distributions add by an entry point: worlds, services, contracts. One that does not load is named.

It is code of somebody else's, so anything may go wrong while it is imported; the others are none the worse for it.
"""

from collections.abc import Callable
from functools import wraps
from importlib.metadata import EntryPoint, entry_points


def plugin_names(group: str) -> frozenset[str]:
    """Give the names that are registered under `group`; nothing is imported."""
    return frozenset(entry.name for entry in entry_points(group=group))


def plugin_maker(group: str, name: str, what: str, refusal: type[Exception]) -> Callable[..., object] | None:
    """Import the `what` called `name` of `group`, something to be called; None if there is none.

    Whatever goes wrong, now or when it is called, is a `refusal`, which it may raise itself too.
    """
    found = tuple(entry_points(group=group, name=name))
    if not found:
        return None
    entry = found[-1]

    def refused(error: BaseException) -> Exception:
        return refusal(
            f"{what} {name!r} cannot be loaded from {entry.value!r}: {last_line(error)}; {_next_step(entry, error)}"
        )

    try:
        make = entry.load()
    # SystemExit is how a module ends a program that it is not.
    except (Exception, SystemExit) as error:
        raise refused(error) from error
    if not callable(make):
        raise refused(TypeError(f"{type(make).__name__!r} object is not callable"))
    loaded: Callable[..., object] = make

    @wraps(loaded, updated=())
    def guarded(*given: object) -> object:
        try:
            return loaded(*given)
        except refusal:
            raise
        except (Exception, SystemExit) as error:
            raise refused(error) from error

    return guarded


def last_line(error: BaseException) -> str:
    """Give an error as the last line of its traceback, without line ends."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _next_step(entry: EntryPoint, error: BaseException) -> str:
    package = f" {entry.dist.name!r}" if entry.dist is not None else ""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"install the package that has the module {error.name!r}, or install{package or ' it'} again"
    return f"ask who wrote{package or ' it'}, or remove it"

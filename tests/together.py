"""One test over all rows of a table: each is tried, and those that fail are told together, by their parameters.

For tables whose rows take next to nothing: as a test of its own each would cost more, in every worker that collects it,
than all that is asked of it. `@together` stands above the parameters of such a test, which are pytest's own. Fixtures
are made once for all rows, so that what a row leaves behind in one is there for the next.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from reprlib import Repr
from typing import Final

import pytest

_ROW: Final = type(pytest.param())
_SHORT: Final = Repr()
_SHORT.maxstring = _SHORT.maxother = 200


def together(check: Callable[..., None]) -> Callable[..., None]:
    """Make one test of all rows that `pytest.mark.parametrize` gives `check`, of which there must be some."""
    marks: list[pytest.Mark] = list(getattr(check, "pytestmark", ()))
    tables = [mark for mark in marks if mark.name == "parametrize"]
    rows = [
        {name: value for part in parts for name, value in part.items()}
        for parts in product(*(list(_rows(table)) for table in tables))
    ]

    def test(**fixtures: object) -> None:
        assert rows, "a table without rows, of which nothing is asked"
        failed = [error for row in rows if (error := _failure(check, row, fixtures)) is not None]
        if failed:
            raise ExceptionGroup(f"{len(failed)} of {len(rows)} rows", failed)

    test.__name__, test.__qualname__ = check.__name__, check.__qualname__
    test.__module__, test.__doc__ = check.__module__, check.__doc__
    own = inspect.signature(check)
    left = [each for name, each in own.parameters.items() if not rows or name not in rows[0]]
    vars(test)["__signature__"] = own.replace(parameters=left)
    vars(test)["pytestmark"] = [mark for mark in marks if mark not in tables]
    return test


def _rows(table: pytest.Mark) -> Iterator[Mapping[str, object]]:
    """Give what one `parametrize` says of its parameters, row by row."""
    names, values = table.args
    words = [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)
    for value in values:
        if isinstance(value, _ROW):
            assert not value.marks, "a row with a mark of its own is a test of its own"
            row = tuple(value.values)
        else:
            row = (value,) if len(words) == 1 else tuple(value)
        yield dict(zip(words, row, strict=True))


def _failure(
    check: Callable[..., None], row: Mapping[str, object], fixtures: Mapping[str, object]
) -> AssertionError | None:
    """Give what does not hold of a row; anything else that goes wrong ends the test, and is told with the row too."""
    try:
        check(**row, **fixtures)
    except BaseException as error:
        error.add_note("with " + ", ".join(f"{name}={_SHORT.repr(value)}" for name, value in row.items()))
        if isinstance(error, AssertionError):
            return error
        raise
    return None

"""With which tools the sketches of a run are built and run: chosen once for all worlds and processes of it.

A world's name has no place for them, and a run may have several processes: so they are variables of the environment.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

SANITIZE_VARIABLE: Final = "OCEANHIL_SKETCH_SANITIZE"
"""Set and not empty: sketches run with sanitizers."""


class SketchTools(msgspec.Struct, frozen=True):
    """What a user wants to know of a sketch beside what becomes of it.

    `sanitize`: of wrong accesses and undefined behaviour.
    """

    sanitize: bool = False


NO_TOOLS: Final = SketchTools()


def tools_in_force() -> SketchTools:
    """Give the tools that this run was started with."""
    return SketchTools(sanitize=bool(os.environ.get(SANITIZE_VARIABLE)))


@contextmanager
def using_tools(tools: SketchTools) -> Iterator[None]:
    """Let this process, and those that it starts meanwhile, run sketches with these tools; none: leave it as it is."""
    before = os.environ.get(SANITIZE_VARIABLE)
    if tools.sanitize:
        os.environ[SANITIZE_VARIABLE] = "1"
    try:
        yield
    finally:
        if tools.sanitize:
            _restore(SANITIZE_VARIABLE, before)


def _restore(variable: str, before: str | None) -> None:
    if before is None:
        os.environ.pop(variable, None)
    else:
        os.environ[variable] = before

"""With which tools the sketches of a run are built and run: chosen once for all worlds and processes of it.

A world's name has no place for them, and a run may have several processes: so they are variables of the environment.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.protocol.world_name import OwnWorld, WorldChoice

SANITIZE_VARIABLE: Final = "OCEANHIL_SKETCH_SANITIZE"
"""Set and not empty: sketches run with sanitizers."""
COVERAGE_VARIABLE: Final = "OCEANHIL_SKETCH_COVERAGE"
"""A folder: counts of the lines that sketches reach go there."""
DEBUG_VARIABLE: Final = "OCEANHIL_SKETCH_DEBUG"
"""Set and not empty: sketches run under a debugger; a file of its commands, or `-` for those of who sits at it."""
_BY_HAND: Final = "-"


class SketchTools(msgspec.Struct, frozen=True):
    """What a user wants to know of a sketch beside what becomes of it.

    `sanitize`: of wrong accesses and undefined behaviour. `coverage`: the folder for counts of the lines it reaches.
    `debug`: step by step, in a debugger, which first does what stands in `debug_commands` if that is a file.
    """

    sanitize: bool = False
    coverage: Path | None = None
    debug: bool = False
    debug_commands: Path | None = None


NO_TOOLS: Final = SketchTools()


def tools_in_force() -> SketchTools:
    """Give the tools that this run was started with."""
    folder, debug = os.environ.get(COVERAGE_VARIABLE), os.environ.get(DEBUG_VARIABLE)
    return SketchTools(
        sanitize=bool(os.environ.get(SANITIZE_VARIABLE)),
        coverage=Path(folder) if folder else None,
        debug=bool(debug),
        debug_commands=Path(debug) if debug and debug != _BY_HAND else None,
    )


def is_sanitized(world: str) -> bool:
    """Tell whether what runs in this world is a sketch with sanitizers: other worlds do not know the tools."""
    return WorldChoice.read(world).name == OwnWorld.SKETCH and tools_in_force().sanitize


@contextmanager
def using_tools(tools: SketchTools) -> Iterator[None]:
    """Let this process, and those that it starts meanwhile, run sketches with these tools; none: leave it as it is."""
    wanted = {SANITIZE_VARIABLE: "1"} if tools.sanitize else {}
    if tools.coverage is not None:
        wanted[COVERAGE_VARIABLE] = str(tools.coverage.resolve())
    if tools.debug:
        wanted[DEBUG_VARIABLE] = _BY_HAND if tools.debug_commands is None else str(tools.debug_commands.resolve())
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, text in before.items():
            _restore(name, text)


def _restore(variable: str, before: str | None) -> None:
    if before is None:
        os.environ.pop(variable, None)
    else:
        os.environ[variable] = before

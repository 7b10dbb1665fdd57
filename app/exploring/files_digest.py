"""The files beside the code that lives depend on, as a digest: the sketch that is run, and laws in Python.

Where they are does not matter, and what they are called below the sketch's folder does: an `#include` names it.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from oceanhil.firmware.sketches.sketch import Layout
from oceanhil.hil.worlds.sketch.factory import SketchWorldFactory
from oceanhil.scenarios.devices.steps.python_laws import ExpectLaw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oceanhil.app.exploring.plan import Plan
    from oceanhil.firmware.sketches.sketch import Sketch
    from oceanhil.scenarios.world import WorldFactory


def files_digest(plan: Plan, factory: WorldFactory) -> str:
    """Give a digest of the files of a plan, the same wherever they say the same; empty: none. Raises OSError."""
    found = sha256()
    rows = [*_of_laws(plan)]
    if isinstance(factory, SketchWorldFactory):
        sketch = factory.sketch.sketch
        rows += [(repr(sketch.settings), b""), *_of_sketch(sketch)]
    for name, data in rows:
        found.update(b"%d %b %d %b" % (len(name.encode()), name.encode(), len(data), data))
    return found.hexdigest() if rows else ""


def _of_laws(plan: Plan) -> Iterator[tuple[str, bytes]]:
    steps = (own.step for own in plan.own_laws)
    for file in sorted({step.file for step in steps if isinstance(step, ExpectLaw)}):
        yield Path(file).name, Path(file).read_bytes()


def _of_sketch(sketch: Sketch) -> Iterator[tuple[str, bytes]]:
    """Give its files; what a tool keeps for itself, in hidden folders, is none of them."""
    if sketch.layout is Layout.FILE and sketch.main is not None:
        yield sketch.main.name, sketch.main.read_bytes()
        return
    for path in sorted(sketch.folder.rglob("*")):
        inner = path.relative_to(sketch.folder)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            yield inner.as_posix(), path.read_bytes()

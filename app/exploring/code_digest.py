"""The code of all that lives are made of, as a digest: two installations of one digest lead a life alike."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Final

ROOMS: Final = (
    "app.exploring",
    "analysis",
    "remote",
    "hil",
    "exploration",
    "mock_server",
    "scenarios",
    "simulator",
    "firmware",
    "host",
    "boards",
    "protocol",
)
CODE: Final = frozenset(
    {".py", ".toml", ".yaml", ".json", ".cpp", ".h", ".hpp", ".def", ".S", ".ld", ".mjs", ".ino", ".properties"}
)


@cache
def code_digest() -> str:
    """Give a digest of the code that lives are led and judged with, the same wherever that code is the same."""
    found = sha256()
    for room in ROOMS:
        for folder in import_module(f"oceanhil.{room}").__path__:
            for path in sorted(Path(folder).rglob("*")):
                if path.suffix in CODE and "node_modules" not in path.parts:
                    found.update(b"%b\0%b\0" % (path.relative_to(folder).as_posix().encode(), path.read_bytes()))
    return found.hexdigest()

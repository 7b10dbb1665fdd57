"""Telling scenario files from other YAML, by a look at their beginning; cheap, because every YAML file is looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_KEYS = re.compile(rb"^(id|title|group|steps):", re.MULTILINE)
_KEYS_NEEDED = 3
_STEP = re.compile(
    rb"^\s*-\s+\"?(client|clock|device|expect|identity|radio|serial|server|storage|time)\.[a-z_]+\b", re.MULTILINE
)
_SNIFFED_BYTES = 1 << 16


def looks_like_scenario(path: Path) -> bool:
    """Tell a scenario from other YAML files, also one in which a compulsory key is missing; raises OSError.

    Of `id`, `title`, `group` and `steps`, three stand at the beginning of a line; `steps` counts twice.
    """
    with path.open("rb") as file:
        found = set(_KEYS.findall(file.read(_SNIFFED_BYTES)))
    return len(found) + (b"steps" in found) >= _KEYS_NEEDED


def is_no_text(path: Path) -> bool:
    """Tell what was damaged from YAML of any kind: text has no zero byte; raises OSError."""
    with path.open("rb") as file:
        return b"\0" in file.read(_SNIFFED_BYTES)


def says_it_is_ours(path: Path) -> bool:
    """Tell a scenario among files of all kinds, as pytest meets them in a repository of somebody else; raises OSError.

    `steps` stands at the beginning of a line, so does one of `id`, `title` and `group`, and some step is one of ours.
    """
    with path.open("rb") as file:
        text = file.read(_SNIFFED_BYTES)
    keys = set(_KEYS.findall(text))
    return b"steps" in keys and len(keys) > 1 and _STEP.search(text) is not None

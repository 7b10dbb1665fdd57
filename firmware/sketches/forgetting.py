"""What of the compiled sketches is not kept for ever: what nobody has wanted for long, and what is too much.

What is it: a user's cache gets a program of some megabytes for each change of a sketch, and nobody empties it by hand.
Whoever wants an object or a program again marks it (`mark_wanted`); once a day, when a program was linked, the longest
unwanted go.

Which laws hold: nothing that was wanted within a day goes, for another process may be about to link or run it; only
objects and programs go, which are made again where they are missing.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

DAY_S: Final = 86_400.0
UNWANTED_MAX_S: Final = 30 * DAY_S
MOST_BYTES: Final = 5_000_000_000
"""As much as ccache keeps by itself."""
_STAMP: Final = "forgotten"
_FOLDERS: Final = ("objects", "programs")


class _Kept(NamedTuple):
    """An object, or the folder of a program: when somebody wanted it last, and its size."""

    wanted_s: float
    size_bytes: int
    path: Path


def mark_wanted(path: Path) -> None:
    """Note that somebody wants it now."""
    # Where it was forgotten this moment, or another user's, it is found out by whoever opens it.
    with suppress(OSError):
        os.utime(path)


def forget_unwanted(kept: Path, now_s: float, most_bytes: int = MOST_BYTES) -> None:
    """Let go of what was unwanted for a month, and of the longest unwanted beyond so many bytes; once a day.

    `kept` is the folder of compiled sketches, `now_s` Unix time in seconds.
    """
    stamp = kept / _STAMP
    try:
        if stamp.is_file() and abs(now_s - stamp.stat().st_mtime) < DAY_S:
            return
        stamp.touch()
        os.utime(stamp, (now_s, now_s))
    except OSError:
        return
    found = sorted(each for folder in _FOLDERS for each in _kept_in(kept / folder))
    size_bytes = sum(each.size_bytes for each in found)
    for each in found:
        unwanted_s = now_s - each.wanted_s
        if unwanted_s < DAY_S or (unwanted_s <= UNWANTED_MAX_S and size_bytes <= most_bytes):
            return
        _forget(each.path)
        size_bytes -= each.size_bytes


def _kept_in(folder: Path) -> Iterator[_Kept]:
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        with suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            path = Path(entry.path)
            is_program = entry.is_dir(follow_symlinks=False)
            size_bytes = sum(each.stat().st_size for each in path.rglob("*")) if is_program else status.st_size
            yield _Kept(status.st_mtime, size_bytes, path)


def _forget(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()

"""AddressSanitizer in a Python process: its runtime must be there before any other library, so the command starts anew.

Only the core is instrumented; that costs a tenth more time. Where a compiler has no runtime that can be loaded, the
judge goes without and says so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.firmware.build import find_compiler

#: What a process ends with that has touched memory which is not its own.
EXIT_CODE: Final = 86
_OPTIONS: Final = {
    # Python itself lets go of little at its end.
    "detect_leaks": 0,
    "exitcode": EXIT_CODE,
    # Signals say what they always say.
    "handle_segv": 0,
    "handle_sigbus": 0,
    "handle_sigfpe": 0,
    "handle_abort": 0,
}
_PRELOAD: Final = "LD_PRELOAD"
_SETTINGS: Final = "ASAN_OPTIONS"
_FOUND: Final = re.compile(r"ERROR: AddressSanitizer: (\S+)")
_ACCESS: Final = re.compile(r"^(READ|WRITE) of size (\d+)", re.MULTILINE)


class Sanitizer(msgspec.Struct, frozen=True):
    """A runtime of AddressSanitizer, and what the compiler that it belongs to has to be told."""

    runtime: Path
    flags: tuple[str, ...]


def find_sanitizer() -> Sanitizer | None:
    """Find the runtime of the compiler that builds the core; None where it has none. Raises BuildError without one."""
    if sys.platform != "linux":
        return None
    # Clang would name the runtime of GCC, which is another one than its own.
    is_clang = "clang" in _said("--version")
    name = f"libclang_rt.asan-{platform.machine()}.so" if is_clang else "libasan.so"
    # A compiler says the name as it was asked for where it has no such file.
    runtime = Path(_said(f"-print-file-name={name}").strip())
    if not (runtime.is_absolute() and runtime.is_file()):
        return None
    return Sanitizer(runtime, ("-fsanitize=address", *(("-shared-libasan",) if is_clang else ())))


def _said(word: str) -> str:
    command = (*find_compiler().command, word)
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def is_loaded() -> bool:
    """Tell whether the runtime is in this process; then what is started from here is spared it."""
    if sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "__asan_init"):
        return False
    os.environ.pop(_PRELOAD, None)
    os.environ.pop(_SETTINGS, None)
    return True


def start_again(sanitizer: Sanitizer, words: Sequence[str]) -> None:
    """Put a Python with these words in the place of this process, the runtime in it."""
    settings = ":".join(f"{name}={value}" for name, value in _OPTIONS.items())
    added = {_PRELOAD: str(sanitizer.runtime), _SETTINGS: settings}
    os.execve(sys.executable, (sys.executable, *words), {**os.environ, **added})  # noqa: S606 - no shell is wanted


def access_in(text: str) -> str:
    """Say in a few words what the sanitizer has told."""
    kind, access = _FOUND.search(text), _ACCESS.search(text)
    told = f"{access[1].lower()}s {access[2]} bytes" if access is not None else "touches memory"
    return f"the program {told} where it must not ({kind[1] if kind is not None else 'no report'})"

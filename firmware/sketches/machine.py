"""Whether the compiler here makes programs of the kind that sketches are compiled to, and whether these start."""

import re
import subprocess
from pathlib import Path
from typing import Final

from oceanhil.firmware.compiler import BuildError, Compiler, find_compiler, make_folder
from oceanhil.firmware.sketches.digests import digest_of
from oceanhil.firmware.sketches.targets import COMMON_FLAGS, link_flags

_LACKS_LINKER: Final = re.compile(r"cannot find 'ld'|cannot execute '(?:ld|as)'|unable to execute command: .*\bld\b")
_PROBE: Final = "#include <stdio.h>\n#include <string>\nint main() { return puts(std::string().c_str()) < 0; }\n"
_START_TIMEOUT_S: Final = 60
# Zig takes `-m32` for compiling, and links for 64 bits: it is told the machine in words of its own. This C library is
# the first that counts time in 64 bits; a newer one on the system does.
_ZIG_TARGET: Final = ("-target", "x86-linux-gnu.2.34")


def find_sketch_compiler() -> Compiler:
    """Find the compiler that `find_compiler` finds, told which machine sketches are compiled for; raises BuildError."""
    compiler = find_compiler()
    is_zig = "ziglang" in compiler.command or Path(compiler.command[0]).stem == "zig"
    if is_zig and "-target" not in compiler.command:
        return Compiler((*compiler.command, *_ZIG_TARGET))
    return compiler


def refuse_other_machines(compiler: Compiler, kept: Path) -> None:
    """Raise BuildError for a compiler that makes no programs of 32 bits, and where these do not start.

    What was compiled is remembered below `kept`. With GCC and Clang the libraries for such programs are packages of
    their own; Zig brings its own, and what loads them is the system's.
    """
    reason = why_not(compiler, kept, _PROBE, ())
    if _LACKS_LINKER.search(reason):
        raise BuildError(f"compiler {compiler.name!r} finds no linker: {reason}; look at $PATH, or install 'binutils'")
    if reason:
        raise BuildError(
            f"compiler {compiler.name!r} makes no programs of 32 bits, as those of boards are: {reason}; install"
            " 'g++-multilib' (Debian, Ubuntu) or 'libstdc++-devel.i686 glibc-devel.i686' (Fedora)"
        )
    try:
        subprocess.run(  # noqa: S603 - what was just compiled
            [_probe_of(compiler, kept, ())], capture_output=True, timeout=_START_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(
            f"programs of 32 bits, as those of boards are, do not start here: {error}; install 'libc6-i386' (Debian,"
            " Ubuntu) or 'glibc.i686' (Fedora)"
        ) from error


def why_not(compiler: Compiler, kept: Path, program: str, flags: tuple[str, ...]) -> str:
    """Try to compile a program as sketches are, with more flags; give the compiler's first error, empty for none.

    What went well is remembered below `kept`, what went wrong is tried again.
    """
    tried = _probe_of(compiler, kept, flags)
    if tried.is_file():
        return ""
    make_folder(tried.parent, kept)
    source = tried.with_suffix(".cpp")
    source.write_text(program, "ascii")
    outcome = compiler.make((*_words(flags), str(source)), tried)
    if outcome.is_good:
        return ""
    return next((line for line in outcome.messages.splitlines() if "error" in line), "no message")


def takes(compiler: Compiler, kept: Path, flags: tuple[str, ...]) -> bool:
    """Whether the compiler makes programs as sketches are made with more flags, too; raises as `why_not` does."""
    return not why_not(compiler, kept, _PROBE, flags)


def _words(flags: tuple[str, ...]) -> tuple[str, ...]:
    return (*COMMON_FLAGS, *link_flags(), *flags)


def _probe_of(compiler: Compiler, kept: Path, flags: tuple[str, ...]) -> Path:
    return kept / "machines" / digest_of((compiler.command, _words(flags))) / "probe"

"""Whether the compiler here makes programs of the kind that sketches are compiled to."""

from pathlib import Path
from typing import Final

from oceanhil.firmware.compiler import BuildError, Compiler, make_folder
from oceanhil.firmware.sketches.digests import digest_of
from oceanhil.firmware.sketches.targets import COMMON_FLAGS, link_flags

_PROBE: Final = "#include <stdio.h>\n#include <string>\nint main() { return puts(std::string().c_str()) < 0; }\n"


def refuse_other_machines(compiler: Compiler, kept: Path) -> None:
    """Raise BuildError for a compiler that makes no programs of 32 bits; what was tried is remembered below `kept`.

    With GCC and Clang the libraries for them are packages of their own.
    """
    if reason := why_not(compiler, kept, _PROBE, ()):
        raise BuildError(
            f"compiler {compiler.name!r} makes no programs of 32 bits, as those of boards are: {reason}; install"
            " 'g++-multilib' (Debian, Ubuntu) or 'libstdc++-devel.i686 glibc-devel.i686' (Fedora)"
        )


def why_not(compiler: Compiler, kept: Path, program: str, flags: tuple[str, ...]) -> str:
    """Try to compile a program as sketches are, with more flags; give the compiler's first error, empty for none.

    What went well is remembered below `kept`, what went wrong is tried again.
    """
    words = (*COMMON_FLAGS, *link_flags(), *flags)
    folder = kept / "machines" / digest_of((compiler.command, words))
    tried = folder / "probe"
    if tried.is_file():
        return ""
    make_folder(folder, kept)
    source = folder / "probe.cpp"
    source.write_text(program, "ascii")
    outcome = compiler.make((*words, str(source)), tried)
    if outcome.is_good:
        return ""
    return next((line for line in outcome.messages.splitlines() if "error" in line), "no message")

"""Sketches under the sanitizers for addresses and undefined behaviour of GCC and Clang.

Sources: GCC's manual, "Program Instrumentation Options"; Clang's documentation, "AddressSanitizer" and
"UndefinedBehaviorSanitizer". What is found `machine/findings.cpp` of `arduino_host` tells.
"""

from pathlib import Path
from typing import Final

from oceanhil.firmware.compiler import BuildError, Compiler
from oceanhil.firmware.sketches.machine import why_not

SANITIZER_FLAGS: Final = (
    "-fsanitize=address,undefined",
    # Types of objects cannot be watched without those of the API's own classes, which libraries may leave out.
    "-fno-sanitize=vptr",
    # Too small an object is told by the other sanitizer, under a name that says where it lies.
    "-fno-sanitize=object-size",
    "-DOCEANHIL_SANITIZED",
)
_PROBE: Final = "int main(int count, char**) { int* place = new int[2]; return place[count]; }\n"


def refuse_without_sanitizers(compiler: Compiler, kept: Path) -> None:
    """Raise BuildError, which names packages, where no program of 32 bits with sanitizers can be linked."""
    if reason := why_not(compiler, kept, _PROBE, SANITIZER_FLAGS):
        raise BuildError(
            f"compiler {compiler.name!r} has no sanitizers for programs of 32 bits: {reason}; install 'g++-multilib',"
            " for Clang 'libclang-rt-dev' (Debian, Ubuntu), or 'libasan.i686 libubsan.i686' (Fedora)"
        )

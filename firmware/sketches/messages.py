"""What compiler and linker say of a sketch, as much of it as a person reads; GCC's and Clang's words, in English."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from oceanhil.firmware.sketches.host_files import BOARD_PREFIX
from oceanhil.protocol.wording import plural

ERRORS_MAX: Final = 20
"""How many errors of a build are shown."""
# GNU's assembler has words of its own: "Error", and "Info" for the place where a macro is used.
_DIAGNOSTIC: Final = re.compile(
    r"(?P<place>.+?:\d+(?::\d+)?):  ?(?P<kind>fatal error|error|warning|note|remark|Error|Warning|Info): "
)
_PLACELESS: Final = re.compile(r"\S+: (?P<kind>fatal error|error|warning): ")
_CONTEXT: Final = re.compile(r"In file included from |\s+from \S+:\d+|.+: (In |At global scope:|In instantiation)")
_SUMMARY: Final = re.compile(
    r".+: Assembler messages:|compilation terminated\.|\d+ (warning|error)s?( and \d+ errors?)? generated\."
)
_MISSING: Final = re.compile(
    r"^(?P<file>.+?):(?P<line>\d+):\d+: fatal error: "
    r"'?(?P<header>.+?)(?:: No such file or directory|' file not found)$",
    re.MULTILINE,
)
_IN_FUNCTION: Final = re.compile(r"(?:.*?ld[^:]*: )?(?P<object>.+?): in function [`'](?P<function>.+)':$")
_UNDEFINED: Final = re.compile(r"(?:.*?ld[^:]*: )?(?P<place>.+?):? ?undefined reference to [`'](?P<symbol>.+)'$")
_TWICE: Final = re.compile(
    r"(?:.*?ld[^:]*: )?(?P<place>.+?): multiple definition of [`'](?P<symbol>.+?)';? (?P<first>.+)$"
)
_LLD_UNDEFINED: Final = re.compile(r".*error: undefined symbol: (?P<symbol>.+)$")
_LLD_PLACE: Final = re.compile(r">>> referenced by .*\((?P<place>.+:\d+)\)$|>>> referenced by (?P<other>.+)$")
_APPLE_SYMBOL: Final = re.compile(r'\s+"(?P<symbol>.+)", referenced from:$')
_APPLE_PLACE: Final = re.compile(r"\s{6}(?P<function>.+) in (?P<place>\S+)$")
_USED: Final = " is used"
_WRAPPED: Final = "__wrap_"
# The linker tells names of C++ as they were written only where nothing was put before them.
_THREADS: Final = "_ZNSt6thread"
_ENTRY: Final = re.compile(r"(setup|loop)(\(\))?")


@dataclass(frozen=True, slots=True)
class MissingHeader:
    """A header that the compiler did not find, and the line that includes it."""

    header: str
    file: str
    line: int


def missing_header(messages: str) -> MissingHeader | None:
    """Give the header for want of which the compiler stopped; None if it stopped for something else."""
    found = _MISSING.search(messages)
    return MissingHeader(found["header"], found["file"], int(found["line"])) if found else None


def compiler_errors(messages: Iterable[str]) -> str:
    """Give the first errors of a build in the compiler's own words, with its notes, and how many more there are."""
    errors = [error for text in messages for error in _errors(text)]
    return _the_first(errors)


def linker_errors(messages: str) -> str:
    """Give what the linker lacks or has twice: each by name, with its line in a source; else the linker's own words."""
    told = (*_undefined(messages), *_undefined_lld(messages), *_undefined_apple(messages))
    # A function that was compiled into several others is told once.
    found = list({each.partition(_USED)[0]: each for each in reversed(told)}.values())[::-1]
    if not found:
        return "\n".join(messages.strip().splitlines()[:ERRORS_MAX])
    return _the_first(found)


def _the_first(errors: Sequence[str]) -> str:
    told, more = list(errors[:ERRORS_MAX]), len(errors) - ERRORS_MAX
    if more > 0:
        told.append(f"and {plural(more, 'more error')}; mend these first")
    return "\n".join(told)


def _errors(text: str) -> Iterator[str]:
    """Give each error with the lines that belong to it; warnings are left out."""
    block: list[str] = []
    context: list[str] = []
    is_error = False
    for line in text.splitlines():
        kind = _kind(line)
        if kind in {"error", "fatal error", "warning", "remark"}:
            if is_error:
                yield "\n".join(block)
            block, context, is_error = [*context, line], [], "error" in kind
        elif kind == "" and _CONTEXT.match(line):
            context.append(line)
        elif not _SUMMARY.match(line):
            block += [*context, line]
            context = []
    if is_error:
        yield "\n".join(block)


def _kind(line: str) -> str:
    found = _DIAGNOSTIC.match(line) or _PLACELESS.match(line)
    return found["kind"].lower() if found else ""


def _undefined(messages: str) -> Iterator[str]:
    """Read GNU ld's words."""
    function = ""
    for line in messages.splitlines():
        if inside := _IN_FUNCTION.match(line):
            function = inside["function"]
        elif lacking := _UNDEFINED.match(line):
            yield _told(lacking["symbol"], lacking["place"], function)
        elif twice := _TWICE.match(line):
            first = twice["first"].removesuffix(": first defined here")
            yield f"{twice['place']}: error: {twice['symbol']!r} is defined a second time; the first is in {first}"


def _undefined_lld(messages: str) -> Iterator[str]:
    symbol = ""
    for line in messages.splitlines():
        if lacking := _LLD_UNDEFINED.match(line):
            symbol = lacking["symbol"]
        elif symbol and (used := _LLD_PLACE.match(line)):
            yield _told(symbol, used["place"] or used["other"], "")


def _undefined_apple(messages: str) -> Iterator[str]:
    symbol = ""
    for line in messages.splitlines():
        if lacking := _APPLE_SYMBOL.match(line):
            symbol = lacking["symbol"]
        elif symbol and (used := _APPLE_PLACE.match(line)):
            yield _told(symbol, used["place"], used["function"])


def _told(symbol: str, place: str, function: str) -> str:
    if entry := _ENTRY.fullmatch(symbol):
        return f"error: the sketch has no 'void {entry[1]}()'; every sketch has one, with this name and no parameters"
    inside = f" in {function!r}" if function else ""
    # What is there on this machine and on no board is looked for under another name (targets.py).
    symbol = symbol.removeprefix(_WRAPPED).removeprefix(BOARD_PREFIX)
    symbol = "std::thread" if symbol.startswith(_THREADS) else symbol
    return f"{place}: error: {symbol!r}{_USED}{inside}, and nothing defines it"

"""What becomes of a board whose sketch crashed or hangs: the crash of its family, with the place in the sketch.

The process tells which signal ended it and the addresses of its calls; the lines come from the compiled sketch.
"""

import re
import signal
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from struct import iter_unpack
from typing import Final

from oceanhil.analysis.panics.elf import ElfError, Frame, Program
from oceanhil.firmware.sketches.build import API_DIRECTORY, BATCHES
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Assertion, PanicKind
from oceanhil.simulator.board.panic_text import exception_number, panic_kinds

_KINDS: Final[Mapping[int, tuple[PanicKind, ...]]] = {
    signal.SIGFPE: (PanicKind.DIVISION_BY_ZERO, PanicKind.EXCEPTION),
    signal.SIGILL: (PanicKind.ILLEGAL_INSTRUCTION, PanicKind.EXCEPTION),
    signal.SIGABRT: (PanicKind.ABORT,),
    # boot.cpp, kStackOverflow, kStore and kFetch
    1000: (PanicKind.STACK_OVERFLOW, PanicKind.STACK_SMASHED, PanicKind.EXCEPTION),
    1001: (PanicKind.STORE_PROHIBITED, PanicKind.LOAD_STORE, PanicKind.EXCEPTION),
    1002: (PanicKind.INSTRUCTION_FETCH, PanicKind.ILLEGAL_INSTRUCTION, PanicKind.EXCEPTION),
}
_OF_WORDS: Final = {
    PanicKind.OUT_OF_MEMORY: (PanicKind.ABORT, PanicKind.PANIC),
    PanicKind.HEAP_CORRUPT: (PanicKind.ABORT, PanicKind.PANIC),
    # Core 3.1.2 of the ESP8266 tells it as an overwritten stack.
    PanicKind.STACK_OVERFLOW: (PanicKind.STACK_SMASHED, PanicKind.LOAD_PROHIBITED, PanicKind.HARD_FAULT),
    PanicKind.STACK_SMASHED: (PanicKind.HARD_FAULT,),
    PanicKind.ABORT: (PanicKind.PANIC,),
    PanicKind.PANIC: (PanicKind.ABORT,),
}
_PANIC: Final = 1
_RESTART: Final = b"watchdog-restart"
_CODES: Final = {PanicKind.TASK_WATCHDOG: 2, PanicKind.INTERRUPT_WATCHDOG: 3, PanicKind.SOFTWARE_WATCHDOG: 4}
_MEMORY: Final = (PanicKind.LOAD_PROHIBITED, PanicKind.LOAD_STORE, PanicKind.EXCEPTION)
_OF_ANY: Final = (PanicKind.HARD_FAULT, PanicKind.ABORT)
"""What every fault of a processor is on a family that does not tell them apart."""
_HANGS: Final = (PanicKind.SOFTWARE_WATCHDOG,)
_NUMBER_BYTES: Final = 8
_ADDRESS: Final = re.compile(r"\b0x[0-9a-f]+")
_FRAMES_SHOWN: Final = 8
_PROGRAMS_KEPT: Final = 4
# What the C++ library has in between, such as that of `std::function`.
_LIBRARY_FUNCTION: Final = re.compile(r"_ZN?K?(St|9__gnu_cxx|8oceanhil)|(std|__gnu_cxx|oceanhil)::")
_PLACES_KEPT: Final = 256


def panic_of(board: Board, number: int) -> PanicKind:
    """Give the crash that a family has in place of a signal of this number."""
    known = panic_kinds(board)
    wanted = _KINDS.get(number, _MEMORY)
    return next((kind for kind in (*wanted, *_OF_ANY) if kind in known), known[0])


def is_restart(word: bytes) -> bool:
    """Tell whether a word of `machine/boot.cpp` is of a watchdog by which a program restarts itself: no crash."""
    return word == _RESTART


def panic_of_word(board: Board, word: str) -> PanicKind | None:
    """Give the crash for a word of `machine/boot.cpp`; None: a watchdog resets the board, and nothing is said.

    Raises ValueError for another word.
    """
    kind, known = PanicKind(word), panic_kinds(board)
    if kind is PanicKind.HARDWARE_WATCHDOG:
        return None
    return next((each for each in (kind, *_OF_WORDS.get(kind, ())) if each in known), known[0])


def assertion_of(place: bytes) -> Assertion | None:
    """Read what `crash` of `machine/boot.h` tells of the assertion that failed; None: none did, or none that says so.

    Its file is told without a folder, for that is of this machine.
    """
    line, *words = place.decode("utf-8", "replace").split("\n", 3)
    if not words:
        return None
    file, function, condition = words
    return Assertion(PurePosixPath(file).name, int(line), function, condition)


def told_assertion(assertion: Assertion) -> bytes:
    """Give the place of an assertion that failed as `crash` of `machine/boot.h` takes it: `assertion_of` reads it."""
    place = f"{assertion.line}\n{assertion.file}\n{assertion.function}\n{assertion.condition}"
    return place.encode() + b"\0"


def crash_code(kind: PanicKind | None) -> tuple[int, int]:
    """Give how the next boot is told of a crash: `LastCrash` of `machine/boot.h`, and the number of an exception."""
    if kind is None:
        return 0, 0
    return _CODES.get(kind, _PANIC), exception_number(kind)


def hang_of(board: Board) -> PanicKind | None:
    """Give the watchdog that ends a program of this family which does not yield; None where none is on by itself."""
    return next((kind for kind in _HANGS if kind in panic_kinds(board)), None)


def numbers(data: bytes) -> tuple[int, ...]:
    """Read what a process tells of its end: the signal, and addresses, innermost first."""
    return tuple(number for (number,) in iter_unpack("<Q", data))


@lru_cache(_PLACES_KEPT)
def places(program: Path, addresses: tuple[int, ...]) -> str:
    """Name the calls in which the program was, innermost first, a line each, from the sketch's own ones on.

    A sketch that crashes does so again at its next boot, mostly at the same place: that is not looked for twice.
    """
    return _named(program, addresses[:1], addresses[1:])


@lru_cache(_PLACES_KEPT)
def places_of_calls(program: Path, returns: tuple[int, ...]) -> str:
    """Name the calls that return to these addresses, as `places` does."""
    return _named(program, (), returns)


def calls_in_sketch(program: Path, returns: tuple[int, ...]) -> Sequence[Frame]:
    """Give the calls of the sketch's own files and libraries that return to these addresses, innermost first."""
    return _in_sketch(program, (), returns)


def _named(program: Path, at: tuple[int, ...], returns: tuple[int, ...]) -> str:
    return "\n".join(_text(each) for each in _in_sketch(program, at, returns))


def _in_sketch(program: Path, at: tuple[int, ...], returns: tuple[int, ...]) -> Sequence[Frame]:
    read = _read(program)
    if read is None:
        return ()
    found: list[Frame] = []
    for address, is_return in [*((each, False) for each in at), *((each, True) for each in returns)]:
        unit = Path(read.unit(address, is_return=is_return))
        if _is_of_api(read, unit):
            continue
        frame = read.frame(address, is_return=is_return)
        if _is_in_sketch(frame, unit):
            found.append(frame)
    return found[:_FRAMES_SHOWN]


def _is_of_api(program: Program, source: Path) -> bool:
    """Tell whether a source is one of the API, whose lines nobody wants: to read them takes longest.

    A program lies in a folder of its own, beside those of others, below all that is kept.
    """
    kept = Path(program.name).parent.parent.parent
    return source.is_relative_to(API_DIRECTORY) or source.is_relative_to(kept / BATCHES)


def _is_in_sketch(frame: Frame, unit: Path) -> bool:
    if not frame.file or _LIBRARY_FUNCTION.match(frame.function):
        return False
    # A source of the sketch may be called like one of the API.
    return frame.file not in _own_files() or frame.file == unit.name


def crashed_at(program: Path, data: bytes) -> str:
    """Read by which calls a program came to its crash, a line each.

    Of a task that waited for a mutex the first says whose that is, and where it was taken.
    """
    returns, keeper = _led(data)
    first, _, others = places_of_calls(program, returns).partition("\n")
    name, _, took = keeper.partition(b"\0")
    if first and name:
        by, _, _ = places_of_calls(program, numbers(took)).partition("\n")
        taken = f", which took it in {by}" if by else ""
        first = f"{first}; the mutex is held by task {name.decode('ascii', 'replace')}{taken}"
    return "\n".join(filter(None, (first, others)))


def found_at(program: Path, data: bytes) -> str:
    """Read what a sanitizer has found: its words and the place, then the calls that led there, a line each.

    Of memory that was given back the words say where.
    """
    found, rest = _led(data)
    freed, text = _led(rest)
    first, _, others = places(program, found).partition("\n")
    # Where the host has put something says nothing, and is another each time.
    words = _ADDRESS.sub("0x…", text.decode("utf-8", "replace"))
    by, _, _ = places_of_calls(program, freed).partition("\n")
    told = f"{words}, {first or 'at an unknown place'}"
    return "\n".join(filter(None, (f"{told}; freed in {by}" if by else told, others)))


def _led(data: bytes) -> tuple[tuple[int, ...], bytes]:
    """Read addresses behind their count; give them and what follows."""
    end = (1 + int.from_bytes(data[:_NUMBER_BYTES], "little")) * _NUMBER_BYTES
    return numbers(data[_NUMBER_BYTES:end]), data[end:]


@lru_cache(_PROGRAMS_KEPT)
def _read(program: Path) -> Program | None:
    """Give a compiled sketch with its lines, None where it has none; a file of this name has never another content."""
    try:
        return Program.load(program)
    except ElfError:
        return None


@cache
def _own_files() -> frozenset[str]:
    """Name the files of the API on the host and of the machine below it: no place in a sketch."""
    return frozenset(path.name for path in API_DIRECTORY.rglob("*") if path.is_file())


def _text(frame: Frame) -> str:
    return f"{frame.function} at {frame.file}:{frame.line}"

"""`oceanhil diagnose`: name the documented cause that a captured serial log shows."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from io import BufferedReader
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

import click
import msgspec

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.command_files import InputFile
from oceanhil.host.terminal import echo, make_console, print_whole
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from oceanhil.analysis.diagnosis import Diagnosis
    from oceanhil.analysis.diagnosis.wording.own_words import Meant
    from oceanhil.analysis.panics.elf import ElfError, Program

_CHUNK_BYTES = 1 << 16
_SLOW_FROM_BYTES = 10_000_000
_NOTHING_RECOGNISED = 1


@click.command()
@click.argument("logfile", metavar="LOGFILE|-", type=InputFile(has_dash=True, as_text=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("-q", "--quiet", is_flag=True, help="Print only the result, in one line.")
@click.option("--elf", type=InputFile(readable=True), metavar="FILE", help="The program, to decode crashes with.")
@click.option("--sketch", metavar="PATH|NAME", help="Whose log it is: its words stand in [sketch.NAME.lines].")
@click.option("-v", "--verbose", is_flag=True, help="Show less likely causes in full.")
def diagnose(logfile: str, *, as_json: bool, quiet: bool, elf: Path | None, sketch: str | None, verbose: bool) -> None:
    """Name the documented cause that a serial log shows, the lines that show it, and what to do.

    LOGFILE is what a serial monitor recorded at 115200 baud, with or without time stamps, or an .oslog; '-' reads
    standard input. With --elf the places of crashes in the program are shown too. A sketch that prints words of its
    own is named with --sketch, as in --world sketch:NAME: oceanhil.toml says what they mean.

    Exit code 0: a cause was found, or nothing is wrong; 1: nothing was recognised; 2: the log
    cannot be read, or it is no text, or the program cannot be read.
    """
    from oceanhil.analysis.diagnosis.hints import is_no_log
    from oceanhil.analysis.diagnosis.model import LogVerdict
    from oceanhil.analysis.diagnosis.report import headline, render, summarise

    name = "standard input" if logfile == "-" else logfile
    diagnosis = _read(logfile, _meant_by(sketch))
    if is_no_log(diagnosis.recognition):
        raise WrongInputError(
            f"{name} is no log: {diagnosis.recognition.noise} % of it is no text and no line was recognised; expected"
            " what a serial monitor recorded. If it is that, the monitor runs at another speed: set it to 115200 baud"
            " and press RESET"
        )
    if sketch is None and diagnosis.verdict is LogVerdict.UNKNOWN:
        diagnosis = msgspec.structs.replace(diagnosis, hints=(*diagnosis.hints, *_sketches_to_name()))
    program = None if elf is None else _program(elf)
    # In one line there is room for the result only.
    is_asked = program is not None and logfile != "-" and not quiet
    crashes = tuple(_crashes(logfile, program)) if program is not None and is_asked else None
    if as_json:
        echo(indented_json(summarise(name, diagnosis, crashes)).decode())
    elif quiet:
        make_console(soft_wrap=True).print(headline(diagnosis))
    else:
        print_whole(render(name, diagnosis, everything=verbose))
        for line in crashes or ():
            echo(line)
    if program is not None and logfile == "-":
        raise WrongInputError("--elf needs a log file, not standard input; save the log first")
    if isinstance(program, Exception):
        raise WrongInputError(f"--elf: {program}; the diagnosis above is made without it")
    if diagnosis.verdict is LogVerdict.UNKNOWN:
        click.get_current_context().exit(_NOTHING_RECOGNISED)


def _meant_by(sketch: str | None) -> "Meant":
    """Give what a sketch's own words mean, as its world knows it; raises WrongInputError where there is no such."""
    from oceanhil.analysis.diagnosis.wording.own_words import as_printed

    if sketch is None:
        return as_printed
    from oceanhil.firmware.compiler import BuildError
    from oceanhil.firmware.sketches.finding import find_sketch
    from oceanhil.hil.worlds.words import Words

    try:
        found = find_sketch(sketch, Path.cwd())
    except BuildError as error:
        raise WrongInputError(str(error)) from None
    if not found.settings.lines:
        echo(f"note: [sketch.{found.name}.lines] of oceanhil.toml says of no words what they mean", err=True)
    return Words(found.settings.lines, b"").translated


def _sketches_to_name() -> Iterator[str]:
    """Say which sketches have words of their own, in an oceanhil.toml that is here or above and can be read."""
    from oceanhil.firmware.sketches.errors import SketchError
    from oceanhil.firmware.sketches.settings import FILE_NAME, find_settings, read_settings

    try:
        file = find_settings(Path.cwd())
        names = [] if file is None else [name for name, each in read_settings(file).items() if each.settings.lines]
    except (SketchError, OSError):
        return
    if names:
        options = ", ".join(f"--sketch {name}" for name in names)
        yield f"if a sketch printed it in words of its own: {options} ({FILE_NAME} says what they mean)"


def _read(logfile: str, meant: "Meant") -> "Diagnosis":
    from oceanhil.analysis.diagnosis.knowledge import KnowledgeError

    try:
        with click.open_file(logfile, "rb") as file:
            if logfile != "-":
                return _diagnose_file(file, Path(logfile), meant)
            if file.isatty():
                echo("reading standard input: paste the log, then press Ctrl-D (Windows: Ctrl-Z, Enter)", err=True)
            return _diagnose(file, 0, meant)
    except OSError as error:
        reason = os_reason(error)
        raise WrongInputError(f"{logfile!r} cannot be read: {reason}; give a log file, or '-' for a pipe") from None
    except KnowledgeError as error:
        raise EnvironmentRefusedError(str(error)) from None


def _diagnose_file(file: IO[bytes], path: Path, meant: "Meant") -> "Diagnosis":
    # Looking ahead takes nothing away: the log may be a pipe, such as the shell's <(command).
    if isinstance(file, BufferedReader) and file.peek(1)[:1] == b"{":
        from oceanhil.analysis.recording.lines import is_oslog

        if is_oslog(file.peek()):
            return _diagnose_session(path, meant)
    return _diagnose(file, path.stat().st_size, meant)


def _diagnose(file: IO[bytes], size_bytes: int, meant: "Meant") -> "Diagnosis":
    from oceanhil.analysis.diagnosis import diagnose_lines
    from oceanhil.analysis.diagnosis.captured.lines import HEAD_BYTES, decode, encoding_of, split_lines, why_no_log
    from oceanhil.app.commands.recordings import conversation_words

    head = file.read(HEAD_BYTES)
    if reason := why_no_log(head):
        raise WrongInputError(reason)
    if instead := conversation_words(head.decode("utf-8-sig", "replace")):
        raise WrongInputError(f"that is no serial log; {instead}")
    with _with_progress(file, size_bytes - len(head)) as rest:
        return diagnose_lines(split_lines(decode(_chunks(head, rest), encoding_of(head))), meant)


def _diagnose_session(path: Path, meant: "Meant") -> "Diagnosis":
    from oceanhil.analysis.diagnosis import diagnose_lines
    from oceanhil.app.commands.recordings import read_lines

    return diagnose_lines((line.text for line in read_lines(path)), meant)


def _program(elf: Path) -> "Program | ElfError":
    from oceanhil.analysis.panics.elf import ElfError, Program

    try:
        return Program.load(elf)
    except ElfError as error:
        return error


def _crashes(logfile: str, program: "Program | ElfError") -> Iterator[str]:
    from oceanhil.analysis.panics.crashes import crash_report, panics_of_boards
    from oceanhil.app.commands.recordings import read_lines

    boards = panics_of_boards(line.text for line in read_lines(Path(logfile)))
    for label, panics in boards.items():
        yield from crash_report(panics, program, label)
    if not any(boards.values()):
        yield "no crash in the log"


def _with_progress(file: IO[bytes], size_bytes: int) -> AbstractContextManager[IO[bytes]]:
    if size_bytes < _SLOW_FROM_BYTES:
        return nullcontext(file)
    from rich.progress import wrap_file

    return wrap_file(cast("BinaryIO", file), size_bytes, console=make_console(stderr=True), transient=True)


def _chunks(head: bytes, rest: IO[bytes]) -> Iterator[bytes]:
    yield head
    while chunk := rest.read(_CHUNK_BYTES):
        yield chunk

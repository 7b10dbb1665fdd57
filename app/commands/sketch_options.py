"""The options of commands that run sketches: with which tools."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongChoiceError
from oceanhil.app.command_files import InputFile, OutputFolder
from oceanhil.app.commands.option_group import option_group
from oceanhil.host.file_claims import COVERAGE_FILES
from oceanhil.host.terminal import echo
from oceanhil.protocol.wording import os_reason
from oceanhil.protocol.world_name import OwnWorld, WorldChoice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oceanhil.firmware.sketches.sketch import Sketch
    from oceanhil.hil.worlds.sketch.tools import SketchTools

_RELAYS: Final = (1, 2)
"""The platform's. A sketch that reads one from the answer to a poll has the name of its field in it: `"relay1"`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchOptions:
    """With which tools sketches run; what a command has no option for is left at its default."""

    sanitize: bool = False
    coverage: Path | None = None
    debug: bool = False
    debug_commands: Path | None = None

    @property
    def is_debugged(self) -> bool:
        """Whether they run in a debugger: commands for it ask for one."""
        return self.debug or self.debug_commands is not None

    @property
    def first_given(self) -> str | None:
        """The first of the options that was given, None: none was."""
        chosen = {
            "--sanitize": self.sanitize,
            "--coverage": self.coverage is not None,
            "--debug": self.is_debugged,
        }
        return next((option for option, is_chosen in chosen.items() if is_chosen), None)


_SANITIZE: Final = click.option(
    "--sanitize",
    is_flag=True,
    help="World sketch: with sanitizers; a wrong access or undefined behaviour is a crash.",
)
many_cases_options = option_group(
    "sketch",
    SketchOptions,
    _SANITIZE,
    click.option(
        "--coverage",
        type=OutputFolder(COVERAGE_FILES),
        metavar="DIR",
        help="World sketch: write which of its lines were reached there, as lcov and HTML.",
    ),
)
"""Those of a command that runs many cases, which takes them as `sketch`."""
lives_options = option_group("sketch", SketchOptions, _SANITIZE)
"""That of a command that leads lives."""
one_case_options = option_group(
    "sketch",
    SketchOptions,
    _SANITIZE,
    click.option("--debug", is_flag=True, help="World sketch: in gdb; time stands still at its breakpoints."),
    click.option(
        "--debug-commands",
        type=InputFile(readable=True),
        metavar="FILE",
        help="World sketch: gdb, with commands such as 'break loop', 'run', 'backtrace' from this file.",
    ),
)
"""Those of the command that runs one."""


def chosen_tools(world: str, against: str | None, given: SketchOptions) -> SketchTools:
    """Give the tools of these options; raises WrongChoiceError where no world runs a sketch, or a tool is missing."""
    from oceanhil.hil.worlds.sketch.tools import SketchTools

    if given.first_given is not None and not _sketches(world, against):
        raise WrongChoiceError(f"{given.first_given} is for sketches; add --world sketch:PATH")
    if given.is_debugged:
        _refuse_without_debugger(given)
    note_what_is_missing(world, against)
    return SketchTools(
        sanitize=given.sanitize,
        coverage=given.coverage,
        debug=given.is_debugged,
        debug_commands=given.debug_commands,
    )


def _refuse_without_debugger(given: SketchOptions) -> None:
    from oceanhil.hil.worlds.sketch.debugger import find_debugger
    from oceanhil.scenarios.world import WorldError

    if given.sanitize:
        raise WrongChoiceError("--debug and --sanitize each want to see a crash first; choose one of them")
    if given.debug_commands is not None:
        _refuse_unreadable(given.debug_commands)
    try:
        find_debugger()
    except WorldError as error:
        raise WrongChoiceError(str(error)) from None


def _refuse_unreadable(commands: Path) -> None:
    """Look before anything runs whether gdb can read its commands: it goes on without them."""
    place = f"--debug-commands {str(commands)!r}"
    try:
        # What a pipe of the shell's holds, gdb could not have, because it is another process.
        if not commands.is_file() and commands.exists():
            raise WrongChoiceError(f"{place} is no file; write gdb's commands into one")
        commands.open("rb").close()
    except OSError as error:
        raise WrongChoiceError(f"{place} cannot be read: {os_reason(error)}") from None


def note_what_is_missing(world: str, against: str | None = None) -> None:
    """Say on stderr what a run does not know of which sketch: what gives it a case's token, and where its relays are.

    Without a word of the first it can hardly get online; without the second nobody sees whether it switches what it is
    told to.
    """
    sketches = _sketches(world, against)
    if not sketches:
        return
    from oceanhil.firmware.sketches.errors import SketchError
    from oceanhil.firmware.sketches.finding import find_sketch

    for each in sketches:
        try:
            for note in _missing(find_sketch(each, Path.cwd())):
                echo(f"note: {note}", err=True)
        except (SketchError, OSError):
            # Whoever makes the world says what is wrong with it.
            continue


def _missing(sketch: Sketch) -> Iterator[str]:
    from oceanhil.firmware.sketches.case_words import CASE_WORDS, words_not_in
    from oceanhil.firmware.sketches.project import mentions
    from oceanhil.protocol.wording import agreed

    settings, table = sketch.settings, f"[sketch.{sketch.name}] of oceanhil.toml"
    if settings.agent:
        return
    given, files = settings.defines.values(), settings.files
    texts = [str(text) for text in (*given, *(() if files is None else files.texts.values()))]
    if missing := words_not_in(texts):
        *first, last = (CASE_WORDS[each] for each in missing)
        words = f"{', '.join(first)} and {last}" if first else last
        lacks = f"nothing gives {sketch.name!r} the {words} of a case"
        defines = ", ".join(f'{_likely_name(sketch, each)} = "{{{each}}}"' for each in missing)
        yield f"{lacks}; name {agreed(len(missing), 'it', 'them')} in {table}: defines = {{ {defines} }}"
    relays = {} if settings.relays is None else settings.relays.pins
    unsaid = [number for number in _RELAYS if number not in relays and mentions(sketch, f'"relay{number}"')]
    if unsaid and relays:
        lacks = f"nothing says at which pin {sketch.name!r} has its relay {unsaid[0]}, so that is not judged"
        yield f"{lacks}; if it has one, name it in {table}: relays = {{ 1 = 26, 2 = 27 }}"
    elif unsaid:
        lacks = f"nothing says at which pins {sketch.name!r} has its relays, so what it switches is not judged"
        yield f"{lacks}; name them in {table}: relays = {{ 1 = 26, 2 = 27 }}"


def _likely_name(sketch: Sketch, word: str) -> str:
    """Give the name under which a sketch seems to have a word of a case: the only one of its kind, or one made up."""
    from oceanhil.firmware.sketches.case_words import SIGNS
    from oceanhil.firmware.sketches.project import texts_named

    names = [*texts_named(sketch, SIGNS[word])]
    return names[0] if len(names) == 1 else word.upper()


@contextmanager
def counted(tools: SketchTools, world: str, against: str | None, *, is_quiet: bool) -> Iterator[None]:
    """Report which lines were reached meanwhile, if that is a tool of the run.

    Raises WrongChoiceError where they cannot be counted, EnvironmentRefusedError where they cannot be reported.
    """
    if tools.coverage is None:
        yield
        return
    from oceanhil.firmware.compiler import BuildError, find_compiler
    from oceanhil.firmware.sketches.build import SketchBuild
    from oceanhil.firmware.sketches.coverage import counting_into, refuse_without_coverage, report_coverage
    from oceanhil.firmware.sketches.finding import find_sketch

    with ExitStack() as held:
        try:
            compiler = find_compiler()
            refuse_without_coverage(compiler)
            sketches = [find_sketch(each, Path.cwd()) for each in _sketches(world, against)]
            held.enter_context(counting_into(tools.coverage, SketchBuild().kept))
        except BuildError as error:
            raise WrongChoiceError(str(error)) from None
        yield
        folders = [path for each in sketches for path in (each.folder, *each.settings.libraries)]
        try:
            table = report_coverage(compiler, tools.coverage, folders)
        except BuildError as error:
            raise EnvironmentRefusedError(str(error)) from None
    if not is_quiet:
        echo(table)


def _sketches(world: str, against: str | None) -> list[str]:
    """Give the sketches that worlds of these names run."""
    choices = [WorldChoice.read(each) for each in (world, against) if each is not None]
    return [each.argument for each in choices if each.name == OwnWorld.SKETCH and each.argument]

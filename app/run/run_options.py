"""The options that `oceanhil run` and plain pytest both have, each declared once: a field of `RunOptions`.

From it are made the option of the command (`commands/table_options.py`), pytest's (`options.py`), the words by which a
value travels from the one to the other, and what is known of options everywhere: which of them are files, for one.
What they mean beside each other is checked in `option_checks.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Self

from oceanhil.app.run.option import Option, option_of
from oceanhil.app.run.option_kinds import (
    BoardWord,
    EnumWord,
    FreeText,
    InFile,
    OutFile,
    OutFolder,
    PastText,
    ShardText,
    TimeSpanText,
    Toggle,
    WholeNumber,
    WorldText,
)
from oceanhil.host.file_claims import HISTORY_FILES, MOMENT_FILES, TRACE_FILES
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from oceanhil.app.run.option_kinds import TimeSpan
    from oceanhil.app.run.shard import Shard
    from oceanhil.scenarios.invariants import Past

SEED_MAX: Final = 10**18 - 1
"""The largest seed that a replay id can carry."""


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """What was given; an option that was not has its default."""

    world: str = Option(
        WorldText(),
        "World the scenarios run in: sim; native, the firmware in C++; sketch:PATH, an Arduino sketch or its name in "
        "oceanhil.toml; emulated or emulated:FILE, machine code; serial or serial:NAME, a bench or board of the "
        "inventory; serial:virtual, serial:virtual-arduino, serial:virtual-no-agent, serial:virtual-usb, "
        "serial:virtual-cp210x, serial:virtual-ch340, serial:virtual-ftdi or serial:virtual-cdc, virtual boards that "
        "the run starts itself.",
        metavar="NAME",
        shows_default=True,
        is_needed_again=True,
    ).or_else(OwnWorld.SIM.value)
    against: str | None = Option(
        WorldText(),
        "Run every case in this world too; a difference fails the case.",
        metavar="NAME",
    ).one()
    past: tuple[Past, ...] = Option(
        PastText(),
        "Look past what is known: such breaches fail a case and do not end it. "
        "I17, or 'I17: device calls itself', the beginning of what was found; may be repeated.",
        metavar="BREACH",
    ).several()
    boards: tuple[str, ...] = Option(
        BoardWord(),
        "Only this board; may be repeated; all: every one.",
        word="board",
        leaves_cases_out=True,
        is_about_boards=True,
    ).several()
    inventory: Path | None = Option(
        InFile(),
        "Inventory of boards for the world serial.",
        metavar="FILE",
        is_needed_again=True,
    ).one()
    use_quarantined: bool = Option(
        Toggle(),
        "Use boards that are in quarantine all the same.",
    ).or_else(default=False)
    server: str | None = Option(
        FreeText(),
        "Use this mock server instead of the built-in one, in the worlds sim, native and emulated; the run resets "
        "it. With --connector: any server, in sim, native and serial.",
        metavar="URL",
        is_needed_again=True,
    ).one()
    connector: Path | None = Option(
        InFile(),
        "How to reach the own side of a server that is no mock server.",
        metavar="FILE",
        is_needed_again=True,
    ).one()
    server_ca: Path | None = Option(
        InFile(),
        "Certificate of its CA, for https (PEM).",
        metavar="FILE",
        is_needed_again=True,
    ).one()
    may_reset: bool = Option(
        Toggle(),
        "Use it even if it holds devices that the run did not make, or, with --connector, is in production.",
        word="yes",
        plugin_word="server-yes",
        is_needed_again=True,
    ).or_else(default=False)
    no_prompt: bool = Option(
        Toggle(),
        "With --connector: ask nobody; operations that a person would do are missing.",
        is_needed_again=True,
    ).or_else(default=False)
    store: str | None = Option(
        EnumWord("oceanhil.protocol.record:StorePolicy"),
        "Only cases with this store policy.",
        leaves_cases_out=True,
        is_about_boards=True,
    ).one()
    driver: str | None = Option(
        FreeText(),
        "Only cases with this EEPROM driver, such as idf-4.4.7.",
        metavar="NAME",
        leaves_cases_out=True,
        is_about_boards=True,
    ).one()
    shard: Shard | None = Option(
        ShardText(),
        "Only the K-th of N equal parts of what is chosen: for N machines.",
        metavar="K/N",
        leaves_cases_out=True,
    ).one()
    not_in: Path | None = Option(
        InFile(),
        "Only cases that this folder has no trace of: to go on with a run that was ended. What ended in an error of "
        "its bench runs again.",
        metavar="DIR",
        leaves_cases_out=True,
    ).one()
    time_span: TimeSpan | None = Option(
        TimeSpanText(),
        "Begin no case after this time. Cases that wait least come first, and one of each scenario before the next. "
        "Made for boards, on which a case takes as long as it waits.",
        metavar="DURATION",
        word="for",
    ).one()
    seed: int = Option(
        WholeNumber("seed", SEED_MAX),
        "Seed of every run.",
        metavar="N",
        shows_default=True,
        is_needed_again=True,
    ).or_else(0)
    profile: Path | None = Option(
        InFile(is_name_too=True),
        "Profile laid over the built-in one. That of a service, such as ringcentral: only scenarios about it run.",
        metavar="NAME|FILE",
        is_needed_again=True,
        leaves_cases_out=True,
    ).one()
    require: tuple[str, ...] = Option(
        FreeText(),
        "Fail unless at least one case needs it, and every case that needs it was tried; may be repeated.",
        metavar="CAPABILITY",
    ).several()
    min_run: int = Option(
        WholeNumber("number of cases"),
        "Fail unless N cases or more were tried.",
        metavar="N",
    ).or_else(0)
    known: Path | None = Option(
        OutFile(),
        "Failures that are known: counted and named, they do not fail the run.",
        metavar="FILE",
    ).one()
    accept: bool = Option(
        Toggle(),
        "Add new failures to the file of --known, which may be a new one.",
    ).or_else(default=False)
    html: Path | None = Option(
        OutFile(),
        "Write the report as one HTML file.",
        metavar="FILE",
    ).one()
    markdown: Path | None = Option(
        OutFile(),
        "Write a summary as Markdown, for a CI's page.",
        metavar="FILE",
    ).one()
    traces: Path | None = Option(
        OutFolder(TRACE_FILES),
        "Write trace and serial log of every run there. With JUnit XML they are also written without this, beside "
        "that file.",
        former_word="trace",
        metavar="DIR",
    ).one()
    no_traces: bool = Option(
        Toggle(),
        "Write JUnit XML alone. It contains the serial log, and no traces are written beside it.",
    ).or_else(default=False)
    moments: Path | None = Option(
        OutFolder(MOMENT_FILES),
        "Write a page for each case there, to go through it event by event. With --html: pages of failed cases, and an "
        "album of the others, beside the report.",
        metavar="DIR",
    ).one()
    history: Path | None = Option(
        OutFolder(HISTORY_FILES),
        "Keep the result of each case there, by commit, and say what is new, fixed, flaky or slower.",
        metavar="DIR",
    ).one()

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Self:
        """Give the options of these values, by field, each as the kind of its option reads it."""
        return cls(**values)  # type: ignore[arg-type] # a kind reads what its field holds, by the types of `Option`

    def words(self, options: Iterable[Option[object]] | None = None) -> list[str]:
        """Give the words by which this is told to pytest, or no more than those of `options`."""
        told = OPTIONS.values() if options is None else options
        return [word for option in told for word in option.words(getattr(self, option.field))]

    @property
    def is_about_boards(self) -> bool:
        """Whether something was given by which cases about a service are not meant."""
        return any(getattr(self, each.field) != each.default for each in OPTIONS.values() if each.is_about_boards)

    def places(self, kind: type[OutFile | OutFolder]) -> dict[str, Path]:
        """Give the files or folders that are to be written, each by its option as the command has it."""
        found = {each.in_command: getattr(self, each.field) for each in OPTIONS.values() if isinstance(each.kind, kind)}
        return {option: path for option, path in found.items() if path is not None}


OPTIONS: Final[Mapping[str, Option[object]]] = {each.name: option_of(each) for each in fields(RunOptions)}
"""All of them, by field, in their order in help."""

"""The options of `oceanhil conform`, by what they are about: its items, how they are tried and judged, its reports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.word_choice import KIND_CHOICE

if TYPE_CHECKING:
    from oceanhil.conformance.command.options import ItemChoice, Options
    from oceanhil.conformance.command.outputs import Outputs
    from oceanhil.conformance.report.detail import Detail
    from oceanhil.remote.wire.pace import PaceChoice

_SEED_MAX: Final = 2**32 - 1
_STDOUT: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOptions:
    """Which items are tried; `items` are files of recorded ones beside the contract's."""

    only: tuple[str, ...]
    skip: tuple[str, ...]
    kinds: tuple[str, ...]
    items: tuple[Path, ...]

    @property
    def choice(self) -> ItemChoice:
        """Those of the contract, as the run chooses them."""
        from oceanhil.conformance.command.options import ItemChoice
        from oceanhil.protocol.profile import Kind

        return ItemChoice(only=self.only, skip=self.skip, kinds=tuple(Kind(kind) for kind in self.kinds))


item_options = option_group(
    "chosen",
    ItemOptions,
    click.option("--only", multiple=True, metavar="ID|TOPIC|GLOB", help="Try only these items; repeatable."),
    click.option("--skip", multiple=True, metavar="ID|TOPIC|GLOB", help="Leave these items out; repeatable."),
    click.option("--kind", "kinds", type=KIND_CHOICE, multiple=True, help="Only items of this kind; repeatable."),
    click.option(
        "--items", type=InputFile(), multiple=True, metavar="FILE", help="Try such recorded items, too; repeatable."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What the command is to do instead of trying a server."""

    is_list: bool
    is_dry_run: bool
    is_check: bool
    is_clean_up: bool
    recording: Path | None
    write_items: Path | None

    def check(self, url: str | None, connector: Path | None) -> None:
        """See that what was given goes together; raises WrongInputError."""
        if url is not None and self.recording is not None:
            raise WrongInputError(f"both the URL {url!r} and --recording were given, expected one of them")
        if self.write_items is not None and self.recording is None:
            raise WrongInputError("--write-items needs --recording FILE: items are made from a recording")
        if (self.is_check or self.is_clean_up) and connector is None:
            raise WrongInputError(f"{'--check' if self.is_check else '--clean-up'} needs --connector FILE")
        if url is None and self.recording is None and not (self.is_list or self.is_check):
            raise WrongInputError("no URL was given, expected one such as https://staging.example; see also --list")

    def done(self, options: Options) -> int:
        """Do it and give the exit code; raises one of WRONG_INPUT."""
        from oceanhil.conformance.command.conform import conform_server, list_items

        if self.is_list:
            return list_items(options)
        if not (self.is_check or self.is_dry_run or self.is_clean_up or self.recording):
            return conform_server(options)
        return self._instead(options)

    def _instead(self, options: Options) -> int:
        from oceanhil.conformance.command import side_commands as others

        if self.is_check:
            return others.check_connector(options)
        if self.recording is not None and self.write_items is not None:
            others.write_recorded_items(self.recording, self.write_items, options.profile)
        if self.recording is not None:
            return others.judge(self.recording, options)
        return others.dry_run(options) if self.is_dry_run else others.clean_up_target(options)


instead_options = option_group(
    "what",
    Instead,
    click.option("--list", "is_list", is_flag=True, help="List the items instead; needs no URL."),
    click.option(
        "--dry-run", "is_dry_run", is_flag=True, help="List every request and operation instead; nothing is sent."
    ),
    click.option("--check", "is_check", is_flag=True, help="Look at the connector file only; needs no URL."),
    click.option(
        "--clean-up",
        "is_clean_up",
        is_flag=True,
        help="Remove what earlier runs with this connector left there, and end.",
    ),
    click.option(
        "--recording", type=InputFile(), metavar="FILE", help="Judge a recorded conversation instead of a URL."
    ),
    click.option(
        "--write-items", type=OutputFile(), metavar="FILE", help="With --recording: write its exchanges as items."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOptions:
    """How items are tried: how fast, how often, with whose consent; `given_seed` None: any."""

    is_sure: bool
    no_prompt: bool
    pace_text: str | None
    given_seed: int | None
    trials: int
    repeat: int

    @property
    def pace(self) -> PaceChoice | None:
        """The pace of requests, None: the server's own; raises WrongInputError."""
        from oceanhil.remote.wire.pace import PaceError, read_pace

        try:
            return None if self.pace_text is None else read_pace(self.pace_text)
        except PaceError as error:
            raise WrongInputError(f"--{error}") from None

    def seed(self) -> int:
        """Give the seed of names, drawn where none was given."""
        import random

        return random.SystemRandom().randint(0, _SEED_MAX) if self.given_seed is None else self.given_seed


trial_options = option_group(
    "trial",
    TrialOptions,
    click.option("--yes", "is_sure", is_flag=True, help="Do not ask before a production host is tried."),
    click.option("--no-prompt", is_flag=True, help="Ask nobody: operations that a person would do are missing."),
    click.option(
        "--pace",
        "pace_text",
        metavar="adaptive|documented|RATE",
        help="adaptive: as fast as the server answers until it says 429, then as documented. documented: within the "
        "service's published limits. RATE: requests a second. Default: adaptive on this machine, else documented.",
    ),
    click.option(
        "--seed",
        "given_seed",
        type=click.IntRange(0, _SEED_MAX),
        help="Makes the names of devices repeatable; else random.",
    ),
    click.option(
        "--trials",
        type=click.IntRange(1, 100),
        default=3,
        show_default=True,
        metavar="N",
        help="Try an item that does not conform so often in all.",
    ),
    click.option(
        "--repeat",
        type=click.IntRange(1, 100),
        default=1,
        show_default=True,
        metavar="N",
        help="Try every item so often, to find flaky ones.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictOptions:
    """What fails the run."""

    baseline: Path | None
    fail_on: str
    require_all: bool


verdict_options = option_group(
    "verdict",
    VerdictOptions,
    click.option("--baseline", type=InputFile(), metavar="FILE", help="Show only what changed since that JSON report."),
    click.option(
        "--fail-on",
        type=KIND_CHOICE,
        default="fact",
        show_default=True,
        help="fact: what violates, and printed values that are others here. contradiction: also another reading of "
        "one. assumption: every difference.",
    ),
    click.option("--require-all", is_flag=True, help="What is not testable here fails the run, too."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """Where what came of it is written, and how much of it is printed."""

    json_file: str | None
    junit: Path | None
    html: Path | None
    write_profile: Path | None
    quiet: bool
    verbose: bool

    @property
    def is_json_printed(self) -> bool:
        """Whether standard output is for the JSON report."""
        return self.json_file == _STDOUT

    @property
    def outputs(self) -> Outputs:
        """The files that are written; raises WrongInputError where a URL stands in the place of one."""
        from oceanhil.conformance.command.outputs import Outputs

        if self.json_file is not None and self.json_file.startswith(("http://", "https://")):
            raise WrongInputError(
                f"--json took the URL {self.json_file!r} as its file; write the URL first, or --json=FILE"
            )
        json_path = None if self.json_file is None or self.is_json_printed else Path(self.json_file)
        return Outputs(json=json_path, junit=self.junit, html=self.html, profile=self.write_profile)

    @property
    def detail(self) -> Detail:
        """How much is printed."""
        from oceanhil.conformance.report.detail import Detail

        return Detail(is_quiet=self.quiet, is_verbose=self.verbose)


report_options = option_group(
    "report",
    ReportOptions,
    click.option(
        "--json",
        "json_file",
        is_flag=False,
        flag_value=_STDOUT,
        type=OutputFile(has_dash=True, as_text=True),
        metavar="[FILE]",
        help="JSON report: printed, or to FILE.",
    ),
    click.option("--junit", type=OutputFile(), metavar="FILE", help="JUnit XML report."),
    click.option("--html", type=OutputFile(), metavar="FILE", help="HTML report, one file."),
    click.option(
        "--write-profile", type=OutputFile(), metavar="FILE", help="Profile with the server's readings, for serve."
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print only the sum and what fails the run."),
    click.option(
        "-v", "--verbose", is_flag=True, help="Print every item, and every request of those that do not conform."
    ),
)

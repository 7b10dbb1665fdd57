"""The options of `oceanhil explore`, by what they are about: which lives, at what cost, what is found, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile, OutputFolder
from oceanhil.app.commands.duration_option import DURATION
from oceanhil.app.commands.former_names import RenamedOption
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.table_options import boards_option

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.exploring.exploration import Budget
    from oceanhil.app.exploring.leading import Crew
    from oceanhil.app.exploring.plan import Plan

_FOLDER: Final = "reports/findings"
_FOR_S: Final = 60.0
ERASES: Final = 500
_JOBS_MOST: Final = 256
_FUTURES_MOST: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeOptions:
    """Which lives are drawn, and which laws they must keep."""

    boards: tuple[str, ...]
    seed: int
    only: tuple[str, ...]
    without: tuple[str, ...]
    beginning: str | None
    law_files: tuple[Path, ...]
    corpus_folder: Path | None
    is_guided: bool

    def check(self) -> None:
        """Raise WrongInputError for what does not go together."""
        if self.beginning is not None and self.corpus_folder is not None:
            raise WrongInputError(
                "--corpus keeps lives that begin anew, not in that of a scenario; leave out --corpus or --from"
            )

    def plan(self, world: str, *, is_local: bool) -> Plan:
        """Give the plan of such lives; `is_local`: no other machine leads any.

        Edges that are watched have numbers that depend on the compiler, which other machines may have in another
        version.
        """
        from oceanhil.app.exploring.plan import Plan
        from oceanhil.hil.worlds.sketch.tools import is_sanitized
        from oceanhil.protocol.board import Board

        return Plan(
            world,
            tuple(map(Board, dict.fromkeys(self.boards))),
            self.seed,
            self.only,
            self.without,
            is_guided=self.is_guided,
            watches_edges=self.is_guided and is_local,
            is_sanitized=is_sanitized(world),
        )


life_options = option_group(
    "lives",
    LifeOptions,
    boards_option,
    click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="From which lives are drawn."
    ),
    click.option("--only", multiple=True, metavar="NAME", help="Only this disturbance, or this kind; may be repeated."),
    click.option(
        "--without", multiple=True, metavar="NAME", help="Not this disturbance, or this kind; may be repeated."
    ),
    click.option(
        "--from",
        "beginning",
        metavar="SCENARIO",
        help="Lead lives in that of a scenario, and disturb it; what it expects is not judged.",
    ),
    click.option(
        "--laws",
        "law_files",
        type=InputFile(),
        multiple=True,
        metavar="FILE",
        help="Laws of your own that each life must keep, in YAML or Python; may be repeated.",
    ),
    click.option(
        "--corpus",
        "corpus_folder",
        type=OutputFolder(("*.json",)),
        metavar="DIR",
        help="Lead the lives of this folder first, and keep those there that reach something new.",
    ),
    click.option(
        "--guided/--plain",
        "is_guided",
        help="Let every other life go on from one that reached something rare, or draw all; plain unless you say so.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortOptions:
    """What the lives may cost, and who leads them."""

    for_s: float | None
    most_lives: int | None
    jobs: int
    life_s: float | None
    erases: int | None
    scheduler: str | None

    def check(self) -> None:
        """Raise WrongInputError for what does not go together, and UntrustedError for another machine's scheduler."""
        from oceanhil.host.untrusted import refuse_server

        if self.scheduler == "":
            raise WrongInputError("--scheduler is empty, expected an address such as tcp://host:8786")
        if self.scheduler is not None and self.jobs > 1:
            raise WrongInputError(
                "--jobs are processes here, and --scheduler has workers of its own; name one of the two"
            )
        refuse_server("--scheduler", self.scheduler)

    @property
    def budget(self) -> Budget:
        """How many lives in how long."""
        from oceanhil.app.exploring.exploration import Budget

        is_bounded = self.for_s is not None or self.most_lives is not None
        return Budget(self.most_lives, self.for_s if is_bounded else _FOR_S)

    def crew(self, lives: LifeOptions) -> Crew:
        """Give who leads such lives."""
        from oceanhil.app.exploring.leading import Crew
        from oceanhil.exploration.guiding import LAG

        is_watchful = lives.is_guided or lives.corpus_folder is not None
        ahead_most = LAG if lives.is_guided else None
        return Crew(self.jobs, self.scheduler or "", is_watchful=is_watchful, ahead_most=ahead_most)


effort_options = option_group(
    "effort",
    EffortOptions,
    click.option(
        "--for",
        "for_s",
        type=DURATION,
        metavar="DURATION",
        help="How long, such as 10m; 1m where no lives are named.",
    ),
    click.option(
        "--lives",
        "most_lives",
        type=click.IntRange(min=1),
        metavar="N",
        help="So many lives, or fewer if the time is over.",
    ),
    click.option(
        "-j",
        "--jobs",
        cls=RenamedOption,
        former=("-n",),
        type=click.IntRange(1, _JOBS_MOST),
        default=1,
        show_default=True,
        metavar="N",
        help="So many processes; what is found does not depend on it.",
    ),
    click.option(
        "--life",
        "life_s",
        type=DURATION,
        metavar="DURATION",
        help="On boards in real time: how long a life may take; 3m unless you say so.",
    ),
    click.option(
        "--erases",
        type=click.IntRange(min=1),
        metavar="N",
        help=f"On boards in real time: how many erases of a sector each board may bear; {ERASES} unless you say so.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Hand lives out to the workers of this scheduler of Dask, such as tcp://host:8786; what is found is the "
        "same.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOptions:
    """What is a finding, and where findings are told."""

    known_file: Path | None
    documented: bool
    accept: bool
    folder: Path
    junit: Path | None
    as_json: bool

    @property
    def accepting_file(self) -> Path | None:
        """The file to which what is found is added, None: to none."""
        return self.known_file if self.accept else None

    def check(self) -> None:
        """Raise WrongInputError for what does not go together, EnvironmentRefusedError for what cannot be written."""
        from oceanhil.app.output_files import refuse_unwritable

        if self.accept and self.known_file is None:
            raise WrongInputError("--accept adds to a file of known findings; name it with --known")
        for path in (self.junit, self.accepting_file):
            if path is not None:
                refuse_unwritable(path)


finding_options = option_group(
    "findings",
    FindingOptions,
    click.option(
        "--known",
        "known_file",
        type=OutputFile(),
        metavar="FILE",
        help="Findings that are known: counted and named, no failures.",
    ),
    click.option("--documented", is_flag=True, help="Tell what the documentation explains as findings, too."),
    click.option("--accept", is_flag=True, help="Add what is found to the file of --known, which may be a new one."),
    click.option(
        "--out",
        "folder",
        type=OutputFolder(("*.yaml",)),
        default=_FOLDER,
        show_default=True,
        help="Where findings are written, a scenario each.",
    ),
    click.option("--junit", type=OutputFile(), help="Write findings as JUnit XML."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOptions:
    """Of which finding it is asked when it became inevitable; `why` None: lives are led."""

    why: str | None
    futures: int
    html: Path | None


why_options = option_group(
    "question",
    WhyOptions,
    click.option(
        "--why",
        metavar="ID|FILE",
        help="Say when it became inevitable: a finding, a scenario or a replay ID, run on from many moments.",
    ),
    click.option(
        "--futures",
        type=click.IntRange(2, _FUTURES_MOST),
        default=16,
        show_default=True,
        metavar="N",
        help="With --why: how many futures of each moment.",
    ),
    click.option("--html", type=OutputFile(), metavar="FILE", help="With --why: write the chart as one HTML file."),
)

"""What `oceanhil run` prints and which files of pytest's plugins it writes, beside the reports of the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from oceanhil.app.command_errors import WrongChoiceError
from oceanhil.app.command_files import OutputFile, OutputFolder
from oceanhil.app.commands.option_group import option_group
from oceanhil.app.commands.run_processes import plugin_words
from oceanhil.host.file_claims import ALLURE_FILES

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginReports:
    """The reports that plugins write, None: not asked for."""

    junit: Path | None
    allure: Path | None

    @property
    def are_given(self) -> bool:
        """Whether any was asked for."""
        return self.junit is not None or self.allure is not None

    def words(self) -> list[str]:
        """Give pytest's words for them; raises WrongChoiceError for a place that cannot be had.

        No more plugins are loaded than were asked for: others cost start-up time and could change what a run means.
        """
        options: list[str] = []
        if self.junit is not None:
            # JUnit's own word for a log of a test; without it, the serial log would not be in the file.
            options += ["--junitxml", str(self.junit), "-o", "junit_logging=system-out", "-o", "junit_family=xunit1"]
        if self.allure is not None:
            options += [*plugin_words("allure_pytest.plugin", "allure", "--allure"), "--alluredir", str(self.allure)]
        self._check_places()
        return options

    def _check_places(self) -> None:
        from oceanhil.host.places import PlaceError, check_file, check_folder

        try:
            if self.junit is not None:
                check_file("--junit", self.junit)
            if self.allure is not None:
                check_folder("--allure", self.allure)
        except PlaceError as error:
            raise WrongChoiceError(str(error)) from None


plugin_report_options = option_group(
    "reports",
    PluginReports,
    click.option(
        "--junit",
        type=OutputFile(),
        metavar="FILE",
        help="Write JUnit XML, traces in a folder beside it; with --no-traces none.",
    ),
    click.option(
        "--allure", type=OutputFolder(ALLURE_FILES), metavar="DIR", help="Write Allure results into this folder."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """How much is printed, and in which form."""

    quiet: bool
    verbose: bool
    as_json: bool

    def words(self) -> list[str]:
        """Give pytest's words for it; raises WrongChoiceError for what does not go together."""
        if self.verbose and (self.quiet or self.as_json):
            raise WrongChoiceError(f"-v and {'--json' if self.as_json else '-q'} exclude each other; leave one out")
        if self.verbose:
            return ["-v", "--show-capture=no"]
        from oceanhil.app.run.options import OUTPUT_OPTION, OutputForm

        form = OutputForm.JSON if self.as_json else OutputForm.TABLE
        return ["-s", OUTPUT_OPTION, form.value, *(["-q"] if self.quiet else [])]


printed_options = option_group(
    "printed",
    Printed,
    click.option("-q", "quiet", is_flag=True, help="Show failures only."),
    click.option("-v", "verbose", is_flag=True, help="Show pytest's own output, a line for each case."),
    click.option("--json", "as_json", is_flag=True, help="Results as JSON on standard output, nothing else."),
)

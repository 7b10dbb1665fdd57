"""The files that a run leaves: its reports, and the profile of the server. They are looked at before the run starts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from oceanhil.conformance.contract.result import ConformReport
from oceanhil.conformance.contract.suite import Rules
from oceanhil.conformance.report.asked import Asked
from oceanhil.host.places import check_file
from oceanhil.host.report_file import ReportError, write_report


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over, and what its files are made from beside its report: `failed` are the ids of what fails it."""

    report: ConformReport
    failed: Sequence[str]
    rules: Rules
    built_in: Callable[[], Rules]
    """The rules without what a profile of the user's changes."""
    asked: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where things are written; None: nowhere."""

    json: Path | None = None
    junit: Path | None = None
    html: Path | None = None
    profile: Path | None = None

    def chosen(self) -> Iterator[tuple[str, Path]]:
        """Give the option and the file of each."""
        files = {"--json": self.json, "--junit": self.junit, "--html": self.html, "--write-profile": self.profile}
        return ((option, path) for option, path in files.items() if path is not None)

    def check(self) -> None:
        """See that each can be written, and make its folder; raises PlaceError."""
        for option, path in self.chosen():
            check_file(option, path)

    def write(self, run: Ended) -> list[ReportError]:
        """Write every file; what could not be written keeps none of the others from being written."""
        errors: list[ReportError] = []
        for option, path in self.chosen():
            try:
                write_report(path, _content(option, run))
            except ReportError as error:
                errors.append(error)
        return errors


def _content(option: str, run: Ended) -> str:
    if option == "--json":
        from oceanhil.conformance.contract.result import json_text

        return json_text(run.report)
    if option == "--junit":
        from oceanhil.conformance.report.junit import junit_text

        return junit_text(run.report, run.failed)
    if option == "--html":
        from oceanhil.conformance.report.html import html_text

        return html_text(run.report, run.failed, run.asked)
    from oceanhil.conformance.command.learned_profile import profile_text

    return profile_text(run.report, run.rules, run.built_in())

"""Allure 3, unmodified, and what stands in the reports that it makes of results."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from tests.foreign.program import users_variables

_TIMEOUT_S: Final = 120


class Link(msgspec.Struct, rename="camel"):
    """Which file an attachment is; `missed` where there is none."""

    id: str
    name: str
    ext: str
    missed: bool


class Step(msgspec.Struct, rename="camel"):
    """A step, or an attachment, which stands where steps do."""

    type: str
    name: str = ""
    status: str = ""
    message: str = ""
    steps: list["Step"] = []
    link: Link | None = None


class Case(msgspec.Struct, rename="camel"):
    """A case as the report has it."""

    name: str
    status: str
    steps: list[Step]
    attachments: list[Step]


class _Node(msgspec.Struct, rename="camel"):
    name: str
    type: str
    children_ids: list[str] = []


class _Tree(msgspec.Struct):
    roots: list[str]
    nodes: dict[str, _Node]


class _Branch(msgspec.Struct):
    name: str
    children: list["_Branch"] = []


_File = TypeVar("_File", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Report:
    """A report that Allure has made, in the form of one of its plugins, and what it complained of."""

    folder: Path
    complaints: str

    def categories(self) -> dict[str, list[str]]:
        """Give the cases of each category, in Allure 3's own form."""
        tree = self._read("widgets/categories.json", _Tree)
        return {
            tree.nodes[root].name: sorted(tree.nodes[each].name for each in tree.nodes[root].children_ids)
            for root in tree.roots
        }

    def categories_of_allure_2(self) -> dict[str, list[str]]:
        """Give them in the form of Allure 2, where those of one text are a group in between."""
        root = self._read("data/categories.json", _Branch)
        return {
            category.name: sorted(case.name for text in category.children for case in text.children)
            for category in root.children
        }

    def cases(self) -> list[Case]:
        """Give its cases by name."""
        found = [
            self._read(str(path.relative_to(self.folder)), Case) for path in self.folder.glob("data/test-results/*")
        ]
        return sorted(found, key=lambda each: each.name)

    def attached(self, link: Link) -> bytes:
        """Give the content of an attachment."""
        return (self.folder / "data" / "attachments" / f"{link.id}{link.ext}").read_bytes()

    def _read(self, path: str, kind: type[_File]) -> _File:
        return msgspec.json.decode((self.folder / path).read_bytes(), type=kind)


class RefusedError(Exception):
    """Allure has made no report; says what it said."""


@dataclass(frozen=True, slots=True)
class Allure:
    """The program, and the folder for its reports."""

    program: Path
    folder: Path

    def report(self, results: Path, configuration: Path) -> Report:
        """Make a report of a folder of results; raises RefusedError."""
        words = (self.program, "generate", "--config", configuration, "--output", self.folder, results)
        done = subprocess.run(
            [str(each) for each in words], cwd=results.parent, env=users_variables(),
            check=False, capture_output=True, text=True, encoding="utf-8", timeout=_TIMEOUT_S,
        )  # fmt: skip
        if done.returncode:
            raise RefusedError(done.stdout + done.stderr)
        return Report(self.folder, done.stderr)

    def report_of_allure_2(self, results: Path) -> Report:
        """Make a report of the form of Allure 2, which reads `categories.json`."""
        configuration = results.with_name("allure2.json")
        configuration.write_text(json.dumps({"plugins": {"allure2": {"options": {}}}}), "utf-8")
        return self.report(results, configuration)

"""Which tests judge a mutant: those that mirror its package and reach its statement, the nearest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.mutation.trial import Seen


@dataclass(frozen=True)
class Selection:
    """Arguments of pytest, and which of the tests found are run, in this order; None stands for all."""

    arguments: tuple[str, ...]
    tests: Sequence[str] | None = None


def whole_mirror(package: str) -> Selection:
    """Return all tests of the folder that mirrors a package."""
    return Selection((f"tests/{package}",))


def _first_failure(*arguments: str) -> tuple[str, ...]:
    return ("-x", *arguments)


class Reach:
    """What the tests of one package reach, as a run of all of them with probes showed."""

    def __init__(self, seen: Seen, package: str, root: Path) -> None:
        self._seen = seen
        self._package = package
        self._root = root
        self._at_import = set(seen.at_import)
        # A test that fails without any mutant judges none.
        self._left_out = tuple(f"--deselect={test}" for test in seen.failures)

    def stages(self, probe: int, path: str) -> list[Selection]:
        """Return what to run for the mutant with this probe; nothing if no test reaches it."""
        near = self._near(path)
        if probe in self._at_import:
            # Any test that imports the module may know it.
            ignored = tuple(f"--ignore={name}" for name in near)
            nearest = [Selection(_first_failure(*self._left_out, *near))] * bool(near)
            return [*nearest, Selection(_first_failure(*self._left_out, *ignored, f"tests/{self._package}"))]
        tests = self._reaching(probe)
        first = [test for test in tests if _file(test) in near] or tests[: len(tests) // 4]
        rest = [test for test in tests if test not in set(first)]
        return [_selected(chosen) for chosen in (first, rest) if chosen]

    def seconds(self, probe: int) -> float:
        """Return how long the tests take that judge a mutant when nothing is wrong."""
        tests = self._seen.tests
        return sum(test.seconds for test in tests if probe in self._at_import or probe in test.reached)

    def _reaching(self, probe: int) -> list[str]:
        """Return the tests that reach a probe, the quickest first; all of a file where a process of it does."""
        shared = {_file(test.name) for test in self._seen.tests if probe in test.reached_by_others}
        sound = [test for test in self._seen.tests if test.name not in self._seen.failures]
        reaching = [test for test in sound if probe in test.reached or _file(test.name) in shared]
        return [test.name for test in sorted(reaching, key=lambda test: test.seconds)]

    def _near(self, path: str) -> list[str]:
        tests = sorted((self._root / "tests" / self._package).rglob("test_*.py"))
        return [test.relative_to(self._root).as_posix() for test in tests if _is_near(test, path)]


def _selected(tests: Sequence[str]) -> Selection:
    return Selection(_first_failure(*dict.fromkeys(_file(test) for test in tests)), tests)


def _file(test: str) -> str:
    return test.partition("::")[0]


def _is_near(test: Path, path: str) -> bool:
    module = path.removesuffix(".py").removesuffix("/__init__")
    parent, _, name = module.rpartition("/")
    text = test.read_text(encoding="utf-8")
    dotted, package = module.replace("/", "."), parent.replace("/", ".")
    return (
        test.stem == f"test_{name}"
        or f"from {dotted} import" in text
        or f"import {dotted}" in text
        or any(line.startswith(f"from {package} import") and f" {name}" in line for line in text.splitlines())
    )

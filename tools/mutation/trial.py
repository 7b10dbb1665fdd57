"""Tests run in a forked process, which imports other code than the files hold: with probes, or with one mutant."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import shutil
import signal
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from tools.mutation.mirror import Selection
from tools.mutation.site.sitecustomize import VARIABLE, Marks, code_name, install

SITE = Path(__file__).parent / "site"
# The slowest test of all packages takes 4 s on an idle machine; a mutant that makes one this slow is stuck.
ONE_TEST_S = 30
# A mutant that fills the memory is stopped, not the machine.
_MEMORY_BYTES = 6 << 30
# Imported once, before any process is forked; no mutant changes them.
_PRELOADED = (
    *("hypothesis.stateful", "hypothesis.strategies", "msgspec.toml", "msgspec.yaml", "yaml", "jsonschema", "tomlkit"),
    *("aiohttp.web", "click", "filelock", "jinja2", "platformdirs", "requests", "serial", "sqlite3", "ssl"),
    *("rich.console", "rich.markup", "rich.progress", "rich.table", "freezegun", "responses", "cryptography.x509"),
)
# Assertions are left as they are: pytest's own hook would come before the mutant's, and nobody reads the differences.
_OPTIONS = ("--assert=plain", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=short")


class TestSeen(msgspec.Struct, frozen=True):
    """A test that ran: how long, and which probes it reached."""

    __test__ = False

    name: str
    seconds: float
    reached: list[int]
    # Reached by a process that this test or one before it started.
    reached_by_others: list[int]


class Seen(msgspec.Struct):
    """What a process of tests tells when it ends."""

    failed: str = ""
    """The first test that failed, or what else went wrong; empty if nothing did."""
    failures: list[str] = []
    """All tests that failed."""
    is_timeout: bool = False
    tests: list[TestSeen] = []
    # While modules were imported: no test can be named for these.
    at_import: list[int] = []


def preload() -> None:
    """Import what every process needs and no mutant changes."""
    for name in _PRELOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


class Trial:
    """A process of tests, and its scratch folder."""

    def __init__(self, root: Path, folder: Path, codes: Mapping[Path, bytes], stages: Sequence[Selection]) -> None:
        self._folder = folder
        (folder / "marks").mkdir(parents=True)
        modules = {path: module_name(path, root) for path in codes}
        (folder / "modules").write_text(
            "".join(f"{name}\t{path}\n" for path, name in modules.items()), encoding="utf-8"
        )
        for path, code in codes.items():
            (folder / code_name(modules[path])).write_bytes(code)
        self.pid = os.fork()
        if self.pid == 0:
            self._be_the_child(root, stages)

    def _be_the_child(self, root: Path, stages: Sequence[Selection]) -> None:
        try:
            _alone(self._folder / "output")
            os.chdir(root)
            os.environ[VARIABLE] = str(self._folder)
            os.environ["OCEANHIL_TEST_INTERPRETERS"] = "1"  # which load the mutant by themselves
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(SITE), os.environ.get("PYTHONPATH"))))
            seen = _run(stages, self._folder, install(self._folder))
            (self._folder / "seen").write_bytes(msgspec.json.encode(seen))
        finally:
            os._exit(0)

    def seen(self) -> Seen:
        """Return what the tests told, after the process ended; one that died with its mutant tells nothing."""
        try:
            return msgspec.json.decode((self._folder / "seen").read_bytes(), type=Seen)
        except (OSError, msgspec.DecodeError):
            return Seen(failed="(the process of the tests died)")

    def output(self) -> str:
        """Return what pytest printed."""
        return (self._folder / "output").read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        """End the process and all that it started, and remove its scratch folder."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        for pid in _started_from(self._folder):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)


def module_name(path: Path, root: Path) -> str:
    """Name the module of a file: below the package that its folder of `root` is, by pyproject.toml, if it is one."""
    settings = root / "pyproject.toml"
    project = tomllib.loads(settings.read_text("utf-8")) if settings.exists() else {}
    folders = project.get("tool", {}).get("setuptools", {}).get("package-dir", {})
    packages = {folder: package for package, folder in folders.items()}
    first, *rest = path.relative_to(root).with_suffix("").parts
    return ".".join((packages.get(first, first), *rest)).removesuffix(".__init__")


def _started_from(folder: Path) -> list[int]:
    """Return the processes left over in sessions of their own: they inherited the folder's name."""
    mark = f"{VARIABLE}={folder}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
    return found


def _alone(output: Path) -> None:
    """Make this process a group of its own, which talks into a file, is bounded in memory and keeps no examples."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    written = os.open(output, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(written, 1)
    os.dup2(written, 2)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The profile of hypothesis for CI: the same examples for every mutant, and no database in the work tree.
    os.environ["CI"] = "1"


class _Watch:
    """Notes what each test reached, the first one that failed, or the module that could not be collected."""

    def __init__(self, folder: Path, marks: Marks) -> None:
        self.seen = Seen()
        self._folder = folder / "marks"
        self._marks = marks
        self._seconds = 0.0
        self.wanted: Collection[str] | None = None

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        self._marks.at_import |= self._marks.reached
        if self.wanted is not None:
            order = {name: at for at, name in enumerate(self.wanted)}
            config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in order])
            items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])

    def pytest_runtest_logstart(self) -> None:
        self._marks.reached.clear()
        self._seconds = 0.0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds += report.duration
        if report.failed and report.nodeid not in self.seen.failures:
            self.seen.failures.append(report.nodeid)
        if report.failed and not self.seen.failed:
            self.seen.failed = report.nodeid
            self.seen.is_timeout = "Timeout (>" in str(report.longrepr)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seen.tests.append(
            TestSeen(nodeid, self._seconds, sorted(self._marks.reached), sorted(self._marks_of_others()))
        )

    def _marks_of_others(self) -> set[int]:
        marks = list(self._folder.iterdir())
        for mark in marks:
            mark.unlink()
        return {int(mark.name) for mark in marks}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.seen.failed:
            self.seen.failed = report.nodeid or "(collection)"


def _run(stages: Sequence[Selection], folder: Path, marks: Marks) -> Seen:
    marks.asked_here()
    watch = _Watch(folder, marks)
    for number, stage in enumerate(stages):
        watch.wanted = stage.tests
        _pytest([f"--basetemp={folder / f'tmp{number}'}", f"--timeout={ONE_TEST_S}", *stage.arguments], watch)
        if watch.seen.failed:
            break
    watch.seen.at_import = sorted(marks.at_import)
    return watch.seen


def _pytest(arguments: list[str], watch: _Watch) -> None:
    try:
        code = pytest.main([*_OPTIONS, *arguments], plugins=[watch])
    except BaseException as error:  # noqa: BLE001 - whatever a mutant lets out has killed it
        watch.seen.failed = watch.seen.failed or f"({type(error).__name__} outside of a test)"
        return
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        watch.seen.failed = watch.seen.failed or f"(pytest ended with {int(code)})"

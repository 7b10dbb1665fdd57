"""Whatever a file holds, the command that reads it ends with a documented exit code, soon, and in little memory.

`OCEANHIL_PARSER_MUTANTS` is how many files of each kind are tried (5,000 in a full run), `OCEANHIL_PARSER_SEED` chooses
them. A failure names the kind, the seed and the number, and keeps the file.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import pytest

from tests.parsers.mutator import mutate
from tests.parsers.targets import TARGETS, Target
from tests.remote.connector.files import SECRETS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")

MUTANTS: Final = int(os.environ.get("OCEANHIL_PARSER_MUTANTS", "60"))
SEED: Final = int(os.environ.get("OCEANHIL_PARSER_SEED", "0"))
SECONDS: Final = 10
"""Of processor time, which goes on as slowly as the machine does."""
WAITED_SECONDS: Final = 120
"""By the clock, for what does nothing but wait."""
MEMORY_BYTES: Final = 300 << 20
# A child takes so many: what a command keeps in memory of its own is not held against the files.
_BATCH: Final = 500
_NO_MEMORY: Final = "not enough memory"


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


class Finding(msgspec.Struct, frozen=True):
    """What a file led to that it should not."""

    number: int
    what: str


class HangError(BaseException):
    """A file took too long; no parser catches this."""


def test_the_rate_of_damage_that_is_noticed_is_neither_none_nor_all(tmp_path: Path) -> None:
    samples = TARGETS["profile"].samples(tmp_path)
    made = [mutate(samples, random.Random(number)) for number in range(200)]
    assert len(set(made)) > 150
    assert any(each in samples for each in made)


@pytest.mark.parametrize("name", TARGETS)
def test_the_samples_themselves_are_read(tmp_path: Path, name: str) -> None:
    target = TARGETS[name]
    samples = target.samples(tmp_path)
    assert samples
    good = target.codes - {2} if len(target.codes) > 1 else target.codes
    folder = _folder(tmp_path, target)
    for sample in samples:
        if target.read is not None:
            target.read(sample)
        else:
            code, said = _command(folder, target, sample)
            assert code in good, said


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", TARGETS)
def test_no_file_leads_to_a_traceback_a_hang_or_much_memory(tmp_path: Path, name: str) -> None:
    target = TARGETS[name]
    samples = target.samples(tmp_path)
    findings = [
        finding
        for start in range(0, MUTANTS, _BATCH)
        for finding in _in_a_child(tmp_path, name, samples, range(start, min(MUTANTS, start + _BATCH)))
    ]
    told = "\n\n".join(f"{name} {SEED}/{each.number}: {each.what}" for each in findings)
    assert not findings, f"{told}\n\nthe files: {_kept(tmp_path, name, samples, findings)}"


def made(name: str, samples: Sequence[bytes], number: int) -> bytes:
    """Make the file with this number."""
    return mutate(samples, random.Random(f"{name} {SEED} {number}"))


def _in_a_child(tmp_path: Path, name: str, samples: Sequence[bytes], numbers: Sequence[int]) -> Sequence[Finding]:
    """Try files in a process of their own; one that kills it is found by what was noted before."""
    folder = _folder(tmp_path, TARGETS[name])
    notes = tmp_path / "notes"
    notes.write_bytes(b"")
    child = os.fork()
    if child == 0:
        try:
            _limit()
            _try_all(folder, name, samples, numbers, notes)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    rows = [msgspec.json.decode(line, type=Finding) for line in notes.read_bytes().splitlines()]
    findings = [row for row in rows if row.what]
    last = rows[-1].number if rows else numbers[0]
    code = os.waitstatus_to_exitcode(status)
    if code != 0 or last != numbers[-1]:
        findings.append(Finding(last + 1 if rows else last, f"the process ended with {code}"))
    return findings


def _try_all(folder: Path, name: str, samples: Sequence[bytes], numbers: Sequence[int], notes: Path) -> None:
    target = TARGETS[name]
    with notes.open("ab", buffering=0) as file:
        for number in numbers:
            what = _tried(folder, target, made(name, samples, number))
            file.write(msgspec.json.encode(Finding(number, what)) + b"\n")


def _tried(folder: Path, target: Target, data: bytes) -> str:
    """Say what is wrong with what a file led to, nothing if nothing is."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, WAITED_SECONDS)
    try:
        if target.read is not None:
            target.read(data)
            return ""
        code, said = _command(folder, target, data)
    except HangError:
        return f"took more than {SECONDS} s of processor time, or {WAITED_SECONDS} s\n{traceback.format_exc()}"
    except MemoryError:
        return f"took more than {MEMORY_BYTES >> 20} MB"
    except BaseException:  # noqa: BLE001 - whatever comes is what is looked for
        return traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
    if code not in target.codes:
        return f"exit code {code}, expected one of {sorted(target.codes)}: {said[-600:]}"
    return said[-600:] if _NO_MEMORY in said or "Traceback" in said else ""


def _command(folder: Path, target: Target, data: bytes) -> tuple[int, str]:
    """Run the command on a file that holds `data`; gives its exit code and what it said."""
    from click.testing import CliRunner

    from oceanhil.app.commands import main

    path = folder / target.file
    path.write_bytes(data)
    if target.mode is not None:
        path.chmod(target.mode)
    if target.fresh:
        (folder / target.fresh).unlink(missing_ok=True)
    here = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(main, target.words, prog_name="oceanhil", catch_exceptions=False)
    finally:
        os.chdir(here)
    return result.exit_code, result.output


def _limit() -> None:
    def hang(_: int, __: object) -> None:
        raise HangError

    signal.signal(signal.SIGPROF, hang)
    signal.signal(signal.SIGALRM, hang)
    taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY_BYTES, most))


def _folder(tmp_path: Path, target: Target) -> Path:
    folder = tmp_path / "folder"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if target.beside is not None:
        target.beside(folder)
    return folder


def _kept(tmp_path: Path, name: str, samples: Sequence[bytes], findings: Sequence[Finding]) -> Path:
    folder = tmp_path / "findings"
    folder.mkdir(exist_ok=True)
    for finding in findings:
        suffix = TARGETS[name].file or "input"
        (folder / f"{finding.number}-{suffix}").write_bytes(made(name, samples, finding.number))
    return folder

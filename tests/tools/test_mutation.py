"""`make mutation`: which mutants are made, that nothing else changes, and what a run over a small package finds."""

from __future__ import annotations

import importlib.util
import marshal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tools.mutation.campaign import Result, Verdict
from tools.mutation.equivalent import Equivalent, read_equivalents, stale
from tools.mutation.mutants import Module, Mutant, changes_nothing, code_of, probed
from tools.mutation.report import below_floor, chance, survivors, table
from tools.mutation.sample import Sample
from tools.mutation.site.sitecustomize import PROBE
from tools.mutation.trial import module_name

ROOT = Path(__file__).parents[2]


def _mutants(tmp_path: Path, source: str) -> list[Mutant]:
    path = tmp_path / "module.py"
    path.write_text(dedent(source), encoding="utf-8")
    return Module(path, tmp_path).mutants()


def _after(tmp_path: Path, source: str) -> list[str]:
    return [mutant.after for mutant in _mutants(tmp_path, source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < 1", ["x = a <= 1", "x = a >= 1", "x = a < 2", "x = a < 0"]),
        ("x = a is b", ["x = a is not b"]),
        ("x = a and b", ["x = a or b"]),
        ("x = not a", ["x = a"]),
        ("x = a + b", ["x = a - b"]),
        ("x = 'word'", ["x = 'XXword'"]),
        ("x = True", ["x = False"]),
        ("x = a[1:]", ["x = a[:]", "x = a[2:]", "x = a[0:]"]),
        ("x = f(a, b=c)", ["x = f(a)"]),
        ("x = min(a)", ["x = max(a)"]),
        ("x = a.strip().lower()", ["x = a.strip().upper()"]),
        ("if a: pass", ["if not a:"]),
        ("for a in b: pass", ["for a in ():"]),
        ("def f():\n    return a", ["return None"]),
        ("def f():\n    return False", ["return True"]),
        ("def f():\n    g()", ["pass"]),
        ("def f():\n    a = b", ["a = None"]),
        ("def f():\n    a += b", ["pass", "a -= b"]),
        ("def f():\n    raise E", ["pass"]),
        ("while a:\n    break", ["while not a:", "continue"]),
    ],
)
def test_each_slip_is_made_in_the_smallest_way(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert _after(tmp_path, source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""Words."""',
        "from a import b",
        "x = 'words for people'",
        "X = Board | None",
        "x: dict[str, int]",
        "def f(a: Literal['word']) -> int | None: ...",
        "@dataclass(frozen=True, slots=True)\nclass A:\n    a: int",
        "class A(Struct, frozen=True): ...",
        "if TYPE_CHECKING:\n    x = 1",
        "def f(a):\n    del a\n    return",
        "__all__ = ['f']",
        "x = f'a {b} c'",
    ],
)
def test_what_does_nothing_is_left_alone(tmp_path: Path, source: str) -> None:
    assert _after(tmp_path, source) == []


def test_a_mutant_is_code_and_its_file_stays_as_it_is(tmp_path: Path) -> None:
    source = "def f(a):\n    return a + 1\n"
    (mutant,) = [each for each in _mutants(tmp_path, source) if each.after == "return a - 1"]
    assert (mutant.line, mutant.function, mutant.before) == (2, "f", "return a + 1")
    spaces: dict[str, object] = {}
    exec(marshal.loads(code_of(mutant, source, "module.py")), spaces)
    assert spaces["f"](3) == 2  # type: ignore[operator]
    assert (tmp_path / "module.py").read_text(encoding="utf-8") == source


def test_probes_only_tell_what_was_reached(tmp_path: Path) -> None:
    source = "def f(a):\n    if a > 1:\n        return a\n    elif a < 0:\n        return -a\n    return 5\n"
    mutants = _mutants(tmp_path, source)
    reached: set[int] = set()
    spaces: dict[str, object] = {PROBE: reached.add}
    exec(marshal.loads(probed(enumerate(mutants), source, "module.py")), spaces)
    assert [spaces["f"](a) for a in (2, 0, -3)] == [2, 5, 3]  # type: ignore[operator]
    assert reached == set(range(len(mutants)))
    reached.clear()
    assert spaces["f"](2) == 2  # type: ignore[operator]
    assert {mutants[number].line for number in reached} == {2, 3}


def test_a_mutant_that_compiles_to_the_same_is_none(tmp_path: Path) -> None:
    source = "x = 2 * 0\ny = 3\n"
    nothing = [mutant.after for mutant in _mutants(tmp_path, source) if changes_nothing(mutant, source)]
    assert nothing == ["x = 3 * 0", "x = 1 * 0"]


def test_a_long_statement_is_shown_near_its_change(tmp_path: Path) -> None:
    source = f"x = [{', '.join('abc' for _ in range(100))}, 1, {', '.join('abc' for _ in range(100))}]\n"
    mutant = _mutants(tmp_path, source)[0]
    assert mutant.before.startswith("…")
    assert mutant.before.endswith("…")
    assert (len(mutant.before) < 90, mutant.after) == (True, mutant.before.replace("1", "2"))


@pytest.mark.slow
def test_the_list_of_equivalent_mutants_fits_the_code() -> None:
    entries = read_equivalents()
    assert stale(entries, ROOT) == []
    assert all(len(entry.reason) > 20 for entry in entries)
    assert len({entry.key for entry in entries}) == len(entries)


def test_an_entry_whose_code_changed_is_told(tmp_path: Path) -> None:
    entry = Equivalent("module.py", "f", "return a + 1", "return a - 1", "because")
    assert stale([entry], tmp_path) == [entry]
    _mutants(tmp_path, "def f(a):\n    return a + 1\n")
    assert stale([entry], tmp_path) == []
    _mutants(tmp_path, "def f(a):\n    return a + 2\n")
    assert stale([entry], tmp_path) == [entry]
    assert "module.py, f" in entry.shown


@pytest.mark.long
def test_a_sample_follows_its_seed_and_leaves_out_what_is_equivalent() -> None:
    first, same, other = (Sample("hil/link", seed, 20, ROOT, []) for seed in (1, 1, 2))
    assert first.mutants == same.mutants != other.mutants
    assert (len(first.mutants), first.population > 500) == (20, True)
    known = [Equivalent(*mutant.key, "because") for mutant in first.mutants[:5]]
    rest = Sample("hil/link", 1, 20, ROOT, known)
    assert rest.mutants[:15] == first.mutants[5:]
    assert rest.left_out >= 5


def test_tables_of_facts_are_judged_by_their_sources_and_what_reads_them_by_tests() -> None:
    facts = Sample("protocol/facts", 1, 20_000, ROOT, []).mutants
    assert facts
    assert all(each.function != "<module>" for each in facts)


@pytest.mark.parametrize(
    ("killed", "tried", "is_below"),
    [
        (0, 0, False),
        (95, 100, False),
        (87, 100, False),
        (86, 100, True),
        (3, 5, False),
        (850, 1000, True),
        (940, 1000, False),
    ],
)
def test_only_what_is_no_accident_is_below_the_floor(killed: int, tried: int, is_below: bool) -> None:
    assert (chance(killed, tried, 0.95) < 0.001) is is_below


def _result(*verdicts: Verdict) -> Result:
    mutant = Mutant("a/b.py", 7, "f", "constant", "x = 1", "x = 2", 0, 0)
    sample = Sample.__new__(Sample)
    sample.package, sample.population = "a", 1000
    return Result(sample, [(mutant, verdict, "") for verdict in verdicts])


def test_the_report_counts_every_verdict_and_shows_who_survived() -> None:
    result = _result(Verdict.KILLED, Verdict.KILLED, Verdict.TIMED_OUT, Verdict.SURVIVED, Verdict.UNREACHED)
    rows = list(table([result]))
    assert rows[2] == "| `a` | 1000 | 5 | 2 | 1 | 1 | 1 | 60.0 % |"
    assert list(survivors([result])) == [
        "a/b.py:7 f: constant, survived",
        "  - x = 1",
        "  + x = 2",
        "a/b.py:7 f: constant, not reached",
        "  - x = 1",
        "  + x = 2",
    ]
    assert below_floor([result], 0.95) == []
    assert below_floor([_result(*[Verdict.SURVIVED] * 20)], 0.95) == ["a", "all"]


MODULE = """
import time

LIMIT = 3


def seen(a):
    return a > LIMIT


def unseen(a):
    return a + 1


def asked_elsewhere():
    return "word"


def loops(a):
    while a > 0:
        a -= 1
    return 5
"""
TESTS = """
import subprocess
import sys

from pkg.mod import loops, seen


def test_first():
    import pkg.lazy


def test_lazy():
    import pkg.lazy

    assert pkg.lazy.WORD == "lazy"


def test_edge():
    assert [seen(a) for a in (2, 3, 4)] == [False, False, True]


def test_elsewhere():
    asked = [sys.executable, "-c", "from pkg.mod import asked_elsewhere; print(asked_elsewhere())"]
    assert subprocess.run(asked, capture_output=True, text=True).stdout == "word\\n"


def test_loop():
    loops(2)


def test_that_fails_anyway():
    loops(2)
    assert False
"""
RUN = """
from pathlib import Path
from tools.mutation import trial
from tools.mutation.campaign import Campaign
from tools.mutation.sample import Sample

trial.ONE_TEST_S = 2
here = Path.cwd()
samples = [Sample("pkg", 1, 100, here, [])]
for result in Campaign(here, here / "scratch", samples, workers=2, seconds=100).run():
    for mutant, verdict, test in result.verdicts:
        print(f"{mutant.function}|{mutant.after}|{verdict}|{test}")
"""


@pytest.mark.long
def test_a_run_tells_killed_survived_stuck_and_never_reached_apart(tmp_path: Path) -> None:
    files = {"pkg/mod.py": MODULE, "pkg/lazy.py": 'WORD = "lazy"\n', "tests/pkg/test_mod.py": TESTS}
    for name, text in {**files, "pytest.ini": "[pytest]\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", RUN],
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    found = {tuple(line.split("|")[:2]): line.split("|")[2:] for line in run.stdout.splitlines()}
    edge, elsewhere = (f"tests/pkg/test_mod.py::{name}" for name in ("test_edge", "test_elsewhere"))
    assert found["<module>", "LIMIT = 4"] == ["killed", edge]
    assert found["<module>", "WORD = 'XXlazy'"] == ["killed", "tests/pkg/test_mod.py::test_lazy"]
    assert found["seen", "return a >= LIMIT"] == ["killed", edge]
    assert found["unseen", "return a - 1"] == ["not reached", ""]
    assert found["asked_elsewhere", "return 'XXword'"] == ["killed", elsewhere]
    assert found["loops", "a += 1"] == ["timed out", "tests/pkg/test_mod.py::test_loop"]
    assert found["loops", "return 6"] == ["survived", ""]
    assert (tmp_path / "pkg/mod.py").read_text(encoding="utf-8") == MODULE
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("hil/link/port.py", "oceanhil.hil.link.port"),
        ("scenarios/__init__.py", "oceanhil.scenarios"),
        ("tools/mutation/trial.py", "tools.mutation.trial"),
    ],
)
def test_a_mutant_has_the_name_by_which_its_module_is_imported(path: str, name: str) -> None:
    assert module_name(ROOT / path, ROOT) == name
    assert importlib.util.find_spec(name) is not None


BROKEN = "".join(f"def test_{number}(): assert False\n" for number in range(3))


@pytest.mark.slow
def test_tests_that_fail_by_themselves_judge_nothing(tmp_path: Path) -> None:
    for name, text in {"pkg/mod.py": MODULE, "tests/pkg/test_mod.py": BROKEN}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", RUN],
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}"},
        capture_output=True,
        text=True,
    )
    assert run.returncode != 0
    assert "test_mod.py::test_0 fails without any mutant" in run.stderr

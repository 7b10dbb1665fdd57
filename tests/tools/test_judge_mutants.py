"""Mutants of the core: which are made, how they are told, which of them count."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.firmware.build import CORE_DIRECTORY
from tools.judge.campaign import EQUIVALENT, Tried, Verdict, by_file, by_judge, drawn, rate, stale, survivors, told
from tools.judge.edits import changed_core
from tools.judge.mutants import Mutant, mutants_of
from tools.judge.trial import Finding
from tools.judge.tripwires import put_tripwires
from tools.mutation.equivalent import Equivalent, read_equivalents


def of(tmp_path: Path, source: str, file: str = "a.cpp") -> list[Mutant]:
    path = tmp_path / "src" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    return mutants_of(tmp_path)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("bool x = a < b;", ["bool x = a <= b;", "bool x = a >= b;"]),
        ("bool x = a == b;", ["bool x = a != b;"]),
        ("bool x = a && b;", ["bool x = a || b;"]),
        ("int x = a + b;", ["int x = a - b;"]),
        ("int x = a << b;", ["int x = a >> b;"]),
        ("bool x = !a;", ["bool x = a;"]),
        ("bool x = true;", ["bool x = false;"]),
        ("int x = 7u;", ["int x = 8u;", "int x = 6u;"]),
        ("int x = 0;", ["int x = 1;"]),
        ("int x = 0xFF;", ["int x = 0x100;", "int x = 0xFE;"]),
        ("int x = a ? b : c;", ["int x = !(a) ? b : c;"]),
        ("void f() { g(); }", [";"]),
        ("void f() { ++a; }", [";", "--a;"]),
        ("void f() { a += b; }", [";", "a -= b;"]),
        ("void f() { return g(); }", [";"]),
        ("bool f() { return a; }", ["return !(a);"]),
        ("size_t f() { return a; }", ["return (a) + 1;"]),
        ("View f() { return a; }", []),
        ("void f() { if (a) { } }", ["if (!(a))"]),
        ("void f() { if (Part* p = a) { } }", []),
        ("void f() { while (a) { break; } }", ["while (!(a))", "continue;", ";"]),
        ("void f() { switch (a) { case B: break; } }", [";"]),
    ],
)
def test_each_slip_is_made_in_the_smallest_way(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert [mutant.after for mutant in of(tmp_path, source)] == expected


def test_a_mutant_is_told_by_place_function_and_statement(tmp_path: Path) -> None:
    source = "namespace n {\nbool Store::load(int a) {\n  if (ready(a) &&\n      a > 3) {\n    stop();\n  }\n}\n}\n"
    mutant = of(tmp_path, source)[1]
    assert (mutant.line, mutant.key) == (
        3,
        ("a.cpp", "Store::load", "if (ready(a) && a > 3)", "if (ready(a) || a > 3)"),
    )
    core = tmp_path / "src" / "a.cpp"
    assert core.read_text() == mutant.edit.old
    assert mutant.edit.new == source.replace("&&", "||")


def test_what_a_class_holds_is_told_by_the_class(tmp_path: Path) -> None:
    assert [mutant.function for mutant in of(tmp_path, "class Reply { bool over_ = false; };", "a.h")] == ["Reply"]


def test_the_agent_of_the_bench_has_no_mutants(tmp_path: Path) -> None:
    assert of(tmp_path, "int x = 1;", "agent/a.cpp") == []


def test_every_mutant_of_the_core_fits_it_and_changes_one_file(tmp_path: Path) -> None:
    mutants = mutants_of(CORE_DIRECTORY)
    assert len(mutants) > 2500
    one = drawn(mutants, 1, seed=3)[0]
    assert (changed_core(tmp_path, (one.edit,)) / "src" / one.file).read_text("utf-8") == one.edit.new


def test_the_same_seed_draws_the_same_mutants_and_never_more_than_there_are(tmp_path: Path) -> None:
    mutants = of(tmp_path, "int x = 1 + 2 + 3 + 4;")
    assert drawn(mutants, 4, seed=1) == drawn(mutants, 4, seed=1)
    assert drawn(mutants, 4, seed=1) != drawn(mutants, 4, seed=2)
    assert drawn(mutants, 1000, seed=1) == mutants


def test_the_list_of_equivalents_fits_the_core() -> None:
    assert stale(read_equivalents(EQUIVALENT), mutants_of(CORE_DIRECTORY)) == []


def test_an_entry_whose_code_is_gone_is_stale(tmp_path: Path) -> None:
    mutants = of(tmp_path, "bool x = true;")
    there = Equivalent("a.cpp", "(file)", "bool x = true;", "bool x = false;", "nobody reads it")
    gone = Equivalent("a.cpp", "(file)", "bool y = true;", "bool y = false;", "nobody reads it")
    assert stale([there, gone], mutants) == [gone]


def test_the_rate_is_of_mutants_that_are_a_change(tmp_path: Path) -> None:
    mutant = of(tmp_path, "bool x = true;")[0]
    finding = Finding("first-boot", "first-boot@esp32", died="the program crashed")
    tried = [Tried(mutant, verdict, finding if verdict is Verdict.CAUGHT else None) for verdict in Verdict]
    assert rate(tried) == (1, 2)
    assert [*by_file(tried)][2:] == [f"| {name} | 5 | 1 | 1 | 1 | 1 | 1 | 50 % |" for name in ("`a.cpp`", "all")]
    assert [*by_judge(tried)][2:] == ["| first-boot | 1 |"]
    assert [*survivors(tried)] == [
        "a.cpp:1 (file): constant, survived",
        "  - bool x = true;",
        "  + bool x = false;",
    ]
    assert next(told(tried[0])) == "a.cpp:1 (file): constant, caught, first-boot: the program crashed"


def test_behind_every_array_of_a_class_is_a_tripwire(tmp_path: Path) -> None:
    of(tmp_path, "class A {\n  char text_[9] = {};\n  static int all_[2];\n  int one_;\n};\nchar free[4];\n", "a.h")
    assert put_tripwires(tmp_path) == 1
    assert (tmp_path / "src" / "a.h").read_text() == (
        '#include "tripwire.h"\n#line 1\n'
        "class A {\n  char text_[9] = {}; ::oceanremote::Tripwire tripwire_0_;\n  static int all_[2];\n"
        "  int one_;\n};\nchar free[4];\n"
    )

"""`make audit`: what is made of pip-audit's report."""

from __future__ import annotations

import json

import pytest

from tools.audit import judge

Package = dict[str, object]
GOOD: Package = {"name": "good", "version": "1.0", "vulns": []}
UNKNOWN: Package = {"name": "own", "skip_reason": "Dependency not found on PyPI"}
BAD: Package = {"name": "bad", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"], "aliases": []}]}


def _report(*dependencies: Package) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_a_known_hole_fails_and_is_named() -> None:
    code, said = judge(_report(GOOD, BAD, UNKNOWN), 3)
    assert code == 1
    assert "bad 2.0: PYSEC-1, fixed in 2.1" in said


def test_without_a_hole_it_passes_and_says_what_was_not_known() -> None:
    assert judge(_report(GOOD, UNKNOWN), 2) == (0, "audit: no known hole in 1 packages; not known there: own")


@pytest.mark.parametrize("report", ["", "not json", "[]", _report(UNKNOWN), _report()])
@pytest.mark.parametrize(("required", "code"), [("", 0), ("1", 1)])
def test_no_answer_is_never_told_as_a_good_one(
    monkeypatch: pytest.MonkeyPatch, report: str, required: str, code: int
) -> None:
    monkeypatch.setenv("AUDIT_REQUIRED", required)
    result, said = judge(report, 5)
    assert result == code
    assert "NOT DONE for 5 packages" in said

"""A core on trial: what a process ends with says what the core did, and what the harness did is no finding."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from oceanhil.scenarios.scenario import Case
from tests.library import whole_library
from tools.judge.court import Court
from tools.judge.edits import Edit, changed_core
from tools.judge.sanitizer import EXIT_CODE, access_in
from tools.judge.trial import LONG_LIVES, Docket, Finding, TrialError, Until, build, make_docket, try_core


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return make_docket(whole_library()).stages[0].cases[:2]


def test_the_sanitizers_report_becomes_a_few_words() -> None:
    report = (
        "==7==ERROR: AddressSanitizer: use-after-poison on address 0x62 at pc 0x7f\nWRITE of size 32 at 0x62 thread\n"
    )
    assert access_in(report) == "the program writes 32 bytes where it must not (use-after-poison)"
    assert access_in("") == "the program touches memory where it must not (no report)"


def killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGTRAP)


def touched(*_: object) -> None:
    os._exit(EXIT_CODE)


@pytest.mark.parametrize(
    ("what", "died"),
    [
        (killed, "the program did what C++ does not define"),
        (touched, "the program touches memory where it must not (no report)"),
    ],
)
def test_a_core_that_ends_the_process_is_known_by_its_case_and_the_next_goes_on(
    tmp_path: Path, cases: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch, what: Callable[..., None], died: str
) -> None:
    monkeypatch.setattr("tools.judge.trial.run_case", what)
    found = try_core(tmp_path / "core.so", cases, tmp_path)
    assert [(finding.case, finding.died) for finding in found] == [(case.replay_id, died) for case in cases]


def test_the_first_red_case_may_be_enough(
    tmp_path: Path, cases: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.judge.trial.run_case", killed)
    assert len(try_core(tmp_path / "core.so", cases, tmp_path, Until.RED_CASE)) == 1


def test_a_harness_that_fails_is_no_finding(
    tmp_path: Path, cases: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr("tools.judge.trial.run_case", fail)
    with pytest.raises(TrialError, match=r"(?s)a trial ended with 1, .*RuntimeError: no such thing"):
        try_core(tmp_path / "core.so", cases, tmp_path)


@pytest.mark.long
def test_a_core_that_changes_a_request_under_way_is_told(tmp_path: Path, cases: tuple[Case, ...]) -> None:
    sent = "exchange_.start(request_);"
    core = changed_core(tmp_path, [Edit("requests.cpp", sent, f"{sent} body_[0] = ' ';")])
    found = try_core(build(core, tmp_path / "cache"), cases, tmp_path, Until.RED_CASE)
    (finding,) = found
    assert finding.died.startswith("the core changed a request before its exchange had ended (in ")


@pytest.mark.parametrize(
    ("finders", "until", "long_lives_run"),
    [
        ([], Until.RED_STAGE, True),
        (["one"], Until.RED_STAGE, True),
        (["one", "two"], Until.RED_STAGE, False),
        (["one"], Until.RED_CASE, False),
        (["one", "two"], Until.END, True),
    ],
)
def test_long_lives_are_tried_where_fewer_than_two_have_found_a_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finders: list[str], until: Until, *, long_lives_run: bool
) -> None:
    stage = make_docket(whole_library()).stages[0]
    assert {case.scenario.id for case in stage.long_lives} == LONG_LIVES
    tried: list[Sequence[Case]] = []

    def red(_library: Path, cases: Sequence[Case], _folder: Path, _until: Until) -> list[Finding]:
        tried.append(cases)
        return [Finding(each, each) for each in finders] if cases is stage.cases else []

    monkeypatch.setattr("tools.judge.court.try_core", red)
    monkeypatch.setattr("tools.judge.court.build", lambda *_: tmp_path / "core.so")
    core = tmp_path / "copy" / "core"
    core.parent.mkdir()
    Court(Docket((stage,), ()), tmp_path).try_core(core, until, sweeps=False)
    assert (stage.long_lives in tried) is long_lives_run

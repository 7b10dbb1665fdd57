"""Ctrl-C in the middle of a run: what is finished is kept, in every report."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oceanhil.app.run.session import Session
from tests.user import TEAPOT, Command, InterruptedFactory, LosingFactory, start, write

INTERRUPTED = 2


@pytest.mark.slow
def test_a_signal_ends_the_run_with_2_and_everything_that_is_finished(folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    # What comes behind takes long enough for a signal from a process that has to wait for its turn.
    lives = ("a-day-online", "a-week-of-bad-wifi")
    process = start(folder, "run", "teapot.yaml", "eeprom-power-loss", *lives, "--html", "run.html")
    assert process.stdout is not None
    before = ""
    for line in process.stdout:
        before += line
        if "teapot@picow: as teapot@esp32: " in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == INTERRUPTED
    assert "interrupted: what was finished until now follows" in out
    assert "3 failed" in out
    assert "cases were not run" in out
    assert "report: run.html" in out
    assert "teapot@esp8266" in (folder / "run.html").read_text("utf-8")
    assert "Traceback" not in before + out + err


@pytest.fixture
def interrupted_at_the_third(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user interrupts the third case."""
    factory = InterruptedFactory(before=2)
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)


@pytest.mark.slow
def test_a_signal_that_ends_the_boards_too_ends_the_run(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    factory = LosingFactory(before=2)
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)
    done = oceanhil("run", "token-reused")
    assert done.code == INTERRUPTED
    assert "2 passed, 0 failed, 0 errors" in done.out
    assert "4 of 6 cases were not run" in done.out


@pytest.mark.slow
@pytest.mark.usefixtures("interrupted_at_the_third")
def test_the_reports_have_what_was_finished(oceanhil: Command, folder: Path) -> None:
    done = oceanhil("run", "token-reused", "--junit", "run.xml", "--html", "run.html", "--traces", "traces")
    assert done.code == INTERRUPTED
    assert "2 passed" in done.out
    assert "4 of 6 cases were not run" in done.out
    assert len(list(ET.parse(folder / "run.xml").iter("properties"))) == 2
    assert len(list((folder / "traces").glob("*.jsonl"))) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("interrupted_at_the_third")
def test_json_is_still_json(oceanhil: Command) -> None:
    done = oceanhil("run", "token-reused", "--json")
    assert done.code == INTERRUPTED
    assert len(msgspec.json.decode(done.out)["results"]) == 2
    assert "interrupted: what was finished until now follows" in done.err


def signalled(times: int) -> Callable[[Session, pytest.Session], None]:
    """Give a way of writing the reports in the middle of which a signal comes, so often."""
    write_report, left = Session.write_report, iter(range(times))

    def write_while_signalled(ours: Session, session: pytest.Session) -> None:
        for _ in left:
            signal.raise_signal(signal.SIGTERM)
        write_report(ours, session)

    return write_while_signalled


def test_a_signal_while_the_reports_are_written_waits_for_them(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Session, "write_report", signalled(1))
    done = oceanhil("run", "token-reused", "--junit", "run.xml", "--html", "run.html")
    assert done.code == INTERRUPTED
    assert "6 passed" in done.out
    assert len(list(ET.parse(folder / "run.xml").iter("properties"))) == 6
    assert (folder / "run.html").read_text("utf-8").rstrip().endswith("</html>")
    err = capfd.readouterr().err
    assert "the reports are being written; once more to leave them" in err
    assert "interrupted while the reports were written: they are whole" in err


def test_a_second_signal_leaves_what_is_being_written(
    oceanhil: Command, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Session, "write_report", signalled(2))
    done = oceanhil("run", "token-reused", "--html", "run.html")
    assert done.code == INTERRUPTED
    assert "Traceback" not in done.out + done.err
    assert "they are whole" not in capfd.readouterr().err


EARLY = "interrupted: no case was finished"
REPORTS = ("--junit", "run.xml", "--html", "run.html")
BEGINNING = "interrupted while the run begins"


def signal_then(times: int = 1) -> Callable[..., None]:
    """Give what is called when a signal comes, so often, before pytest has begun."""

    def signal_it(*_asked: object) -> None:
        for _ in range(times):
            signal.raise_signal(signal.SIGTERM)

    return signal_it


def test_a_signal_while_the_run_begins_waits_for_reports(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("oceanhil.app.run.preconditions.check_scope", signal_then())
    done = oceanhil("run", "token-reused", *REPORTS)
    assert (done.code, done.out.strip()) == (INTERRUPTED, f"{EARLY}\nreport: run.html")
    assert [each.get("tests") for each in ET.parse(folder / "run.xml").iter("testsuite")] == ["0"]
    assert "interrupted before it was known which cases there are" in (folder / "run.html").read_text("utf-8")
    assert BEGINNING in capfd.readouterr().err


def test_a_second_signal_while_the_run_begins_leaves_it_in_words_of_the_command(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.app.run.preconditions.check_scope", signal_then(2))
    done = oceanhil("run", "token-reused", *REPORTS)
    assert (done.code, done.out.strip(), done.err) == (INTERRUPTED, EARLY, "")
    assert not (folder / "run.xml").exists()


def test_what_takes_long_to_load_is_left_at_the_first_signal(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    came: list[str] = []

    def load_world(name: str) -> None:
        came.append(name)
        signal.raise_signal(signal.SIGTERM)
        came.append("gone on")

    monkeypatch.setattr("oceanhil.hil.worlds.load_world", load_world)
    done = oceanhil("run", "token-reused", "--world", "serial", *REPORTS)
    assert (done.code, done.out.strip()) == (INTERRUPTED, f"{EARLY}\nreport: run.html")
    assert came == ["serial"]
    assert (folder / "run.xml").exists()
    assert BEGINNING not in capfd.readouterr().err


@pytest.mark.parametrize("where", ["before", "behind"])
def test_a_signal_while_cases_are_collected_is_an_interrupt_like_others(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    of = {"before": "oceanhil.app.run.collection.load_any", "behind": "oceanhil.app.run.expenses.expenses_of"}
    monkeypatch.setattr(of[where], signal_then())
    done = oceanhil("run", "token-reused", *REPORTS)
    assert (done.code, done.out.strip()) == (INTERRUPTED, f"{EARLY}\nreport: run.html")
    assert [each.get("tests") for each in ET.parse(folder / "run.xml").iter("testsuite")] == ["0"]
    assert "Traceback" not in done.out + done.err


def test_json_of_a_run_that_was_interrupted_early_is_json(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.app.run.preconditions.check_scope", signal_then())
    done = oceanhil("run", "token-reused", "--json", "--history", "history")
    assert done.code == INTERRUPTED
    assert msgspec.json.decode(done.out)["results"] == []
    assert EARLY in done.err


def test_how_many_did_not_run_is_told_also_where_none_was_finished(
    oceanhil: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory = InterruptedFactory(before=0)
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)
    done = oceanhil("run", "token-reused", "--seed", "1", "--no-traces")
    assert (done.code, done.out.strip()) == (INTERRUPTED, f"{EARLY}\n6 of 6 cases were not run")

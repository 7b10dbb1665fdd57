"""Ctrl-C in the middle of a run: what is finished is kept, in every report."""

from __future__ import annotations

import signal
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from tests.user import TEAPOT, Command, InterruptedFactory, start, write

INTERRUPTED = 2


@pytest.mark.slow
def test_a_signal_ends_the_run_with_2_and_everything_that_is_finished(folder: Path) -> None:
    write(folder / "teapot.yaml", TEAPOT)
    process = start(folder, "run", "teapot.yaml", "eeprom-power-loss", "a-day-online", "--html", "run.html")
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
@pytest.mark.usefixtures("interrupted_at_the_third")
def test_the_reports_have_what_was_finished(oceanhil: Command, folder: Path) -> None:
    done = oceanhil("run", "token-reused", "--junit", "run.xml", "--html", "run.html", "--trace", "traces")
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

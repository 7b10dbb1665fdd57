"""What others print on their own goes through the log, a line a minute for each kind."""

from __future__ import annotations

import logging
import sys
import threading
import warnings

import pytest

from oceanhil.app.serving.log import INTERVAL_S, Complaints, complaints_told
from oceanhil.mock_server.operation.log import Level, LogEvent, LogRecord


class Heard:
    """A log that is read."""

    def __init__(self) -> None:
        self.records: list[LogRecord] = []
        self.now_s = 0.0
        self.handler = Complaints(self.records.append, lambda text: text.replace("secret", "…"), lambda: self.now_s)

    def complain(self, text: str, *args: object, name: str = "asyncio", error: BaseException | None = None) -> None:
        found = None if error is None else (type(error), error, error.__traceback__)
        self.handler.handle(logging.LogRecord(name, logging.ERROR, "", 0, text, args, found))

    @property
    def counts(self) -> list[object]:
        return [record.fields["count"] for record in self.records]


def test_a_complaint_is_one_record_without_secrets() -> None:
    heard = Heard()
    heard.complain("no %s here", "secret", error=OSError(24, "too many open files"))
    (record,) = heard.records
    assert (record.event, record.level) == (LogEvent.COMPLAINT, Level.ERROR)
    assert record.fields["source"] == "asyncio"
    assert record.fields["text"] == "no … here"
    assert record.fields["trace"] == "OSError: [Errno 24] too many open files"


def test_a_flood_is_a_line_a_minute_with_its_count() -> None:
    heard = Heard()
    for _ in range(1000):
        heard.complain("out of files", error=OSError(24, "x"))
    assert heard.counts == [1]
    heard.now_s = INTERVAL_S
    heard.complain("out of files", error=OSError(24, "x"))
    assert heard.counts == [1, 1000]
    heard.complain("out of files", error=OSError(24, "x"))
    heard.handler.flush()
    heard.handler.flush()
    assert heard.counts == [1, 1000, 1]


def test_other_complaints_are_told_beside_a_flood() -> None:
    heard = Heard()
    for name in ("a", "b", "a"):
        heard.complain("x", name=name)
    heard.complain("x", name="a", error=ValueError("y"))
    assert heard.counts == [1, 1, 1]


def test_texts_that_are_all_different_do_not_grow_for_ever() -> None:
    heard = Heard()
    for number in range(5000):
        heard.complain(f"this is number {number}")
    assert len(heard.records) < 200


def test_a_record_that_cannot_be_formatted_is_left_out() -> None:
    heard = Heard()
    heard.complain("%d", "no number")
    assert heard.records == []


def test_all_ways_to_complain_lead_there() -> None:
    records: list[LogRecord] = []
    with complaints_told(records.append, str):
        logging.getLogger("aiohttp.server").error("one")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(capture=True)
            warnings.warn("two", UserWarning, stacklevel=1)
        sys.unraisablehook(Unraisable(ValueError("three")))  # type: ignore[arg-type] # its fields
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
    told = " ".join(f"{record.fields['text']} {record.fields.get('trace', '')}" for record in records)
    for text in ("one", "UserWarning: two", "ValueError: three", "ZeroDivisionError"):
        assert text in told


class Unraisable:
    """As `sys.unraisablehook` gets it."""

    err_msg = None

    def __init__(self, error: BaseException) -> None:
        self.exc_value = error


def test_afterwards_everything_is_as_before() -> None:
    before = (sys.unraisablehook, threading.excepthook, logging.getLogger().handlers[:])
    with complaints_told(None, str):
        pass
    assert (sys.unraisablehook, threading.excepthook, logging.getLogger().handlers[:]) == before


def test_without_a_log_they_are_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with complaints_told(None, str):
        for _ in range(3):
            logging.getLogger("asyncio").error("out of files")
    assert capsys.readouterr().err == "out of files\nout of files (2 times)\n"

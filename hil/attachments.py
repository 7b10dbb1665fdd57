"""What goes with a case into every report: board, world, seed, replay id, trace and serial log."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import msgspec

from scenarios.trace import Event, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

    from scenarios.result import Result

_UNSAFE = re.compile(r"[^A-Za-z0-9@+=.,_-]+")
_SECOND_US = 1_000_000


def serial_log(events: Iterable[Event]) -> str:
    """Give what the devices printed, a line each, with seconds since the run began and the device's name."""
    return "".join(
        f"[{event.t_us / _SECOND_US:14.6f}] {event.device}: {event.fields['text']}\n"
        for event in events
        if event.kind is EventKind.SERIAL
    )


def trace_jsonl(events: Iterable[Event]) -> bytes:
    """Give the trace as JSON lines, the same bytes for the same run."""
    encoder = msgspec.json.Encoder()
    return b"".join(encoder.encode(event) + b"\n" for event in events)


def attach(item: pytest.Item, result: Result, folder: Path | None) -> None:
    """Put the facts of a result into JUnit's properties and output, into Allure, and into files in `folder`."""
    facts = {
        "board": result.board,
        "world": result.world,
        "seed": str(result.seed),
        "replay_id": result.replay_id,
        "remedy": result.remedy.value,
    }
    item.user_properties[:] = list(facts.items())
    item.add_report_section("call", "stdout", serial_log(result.events))
    if folder is not None:
        _write_files(item, result, folder)
    if "allure_pytest" in sys.modules:
        _attach_to_allure(result, facts)


def _write_files(item: pytest.Item, result: Result, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stem = _UNSAFE.sub("_", result.replay_id)
    files = {
        "trace": (folder / f"{stem}.jsonl", trace_jsonl(result.events)),
        "serial_log": (folder / f"{stem}.log", serial_log(result.events).encode()),
    }
    for name, (path, data) in files.items():
        path.write_bytes(data)
        item.user_properties.append((name, str(path)))


def _attach_to_allure(result: Result, facts: dict[str, str]) -> None:
    import allure

    allure.dynamic.title(result.replay_id)
    allure.dynamic.feature(result.group)
    allure.dynamic.story(result.title)
    for name, value in facts.items():
        allure.dynamic.parameter(name, value)
    allure.attach(trace_jsonl(result.events), "trace.jsonl", "application/jsonl", "jsonl")
    allure.attach(serial_log(result.events), "serial.log", allure.attachment_type.TEXT)

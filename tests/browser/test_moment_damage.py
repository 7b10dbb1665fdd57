"""Traces that are cut, of another form or hostile: shown as far as they go, said, and nothing of them runs."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from oceanhil.scenarios.trace import EventKind
from tests.browser.moments import Open, press

HOSTILE = "</script><script>window.ran = true</script><img src=x onerror='window.ran = true'>\u2028'\"&"


@pytest.mark.parametrize("bytes_left", [40, 5_000, 20_000])
def test_a_trace_that_is_cut_off_is_shown_as_far_as_it_goes(trace: bytes, open_moments: Open, bytes_left: int) -> None:
    page = open_moments(trace[:bytes_left])
    expect(page.locator(".problem")).to_contain_text("the file was cut there")
    whole = trace[:bytes_left].count(b"\n") - 1
    if whole > 0:
        expect(page.locator(".problem")).to_contain_text(f"{whole} events before it are shown")
        press(page, "End")
        expect(page.locator(".line.now")).to_be_visible()


def test_a_file_without_ends_of_lines_is_left_before_it_is_read_whole(
    trace: bytes, open_moments: Open, tmp_path: Path
) -> None:
    file = tmp_path / "other.jsonl"
    file.write_bytes(trace[: trace.index(b"\n", 30_000) + 1] + b"x" * 40_000_000)
    page = open_moments()
    page.set_input_files("#file", file)
    expect(page.locator(".problem")).to_contain_text("is longer than any line of a trace")
    expect(page.locator(".line.now")).to_be_visible()


def test_a_trace_without_a_head_and_one_of_a_later_version_are_shown(trace: bytes, open_moments: Open) -> None:
    head, rest = trace.split(b"\n", 1)
    page = open_moments(rest)
    expect(page.locator("h1")).to_have_text("A trace without a head")
    expect(page.locator(".line.now")).to_be_visible()
    later = head.replace(b'"trace":3', b'"trace":4')
    new = b'{"t_us":9,"source":"oracle","kind":"omen","device":"device","fields":{"text":"a raven"}}\n'
    page = open_moments(later + b"\n" + new)
    expect(page.locator(".problem")).to_contain_text("version 4")
    expect(page.locator(".line.now")).to_contain_text("a raven")


def test_nothing_that_a_trace_says_runs(open_moments: Open) -> None:
    fields = dict.fromkeys(("text", "path", "method", "sent", "answered", "found", "parts", "change", "code"), HOSTILE)
    kinds = [*(kind.value for kind in EventKind), HOSTILE, "__proto__", "constructor"]
    events = [
        {
            "t_us": at,
            "source": HOSTILE,
            "kind": kind,
            "device": HOSTILE,
            "fields": {**fields, "address": 0, "length": 4},
        }
        for at, kind in enumerate(kinds)
    ]
    failure = {"step": HOSTILE, "file": HOSTILE, "line": 1, "expected": HOSTILE, "found": HOSTILE, "at_us": 2}
    head = {
        "trace": 2, "replay_id": HOSTILE, "scenario": HOSTILE, "title": HOSTILE, "world": HOSTILE, "outcome": HOSTILE,
        "file": HOSTILE, "text": HOSTILE, "failure": failure,
    }  # fmt: skip
    page = open_moments("\n".join(json.dumps(line) for line in [head, *events]).encode())
    for _ in events:
        press(page, "ArrowRight")
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.images.length") == 0


def test_values_of_another_form_than_they_should_have_stop_nothing(open_moments: Open) -> None:
    odd: list[object] = [None, True, -1, 1e300, "x", [], {}]
    events = [
        {"t_us": at, "source": "device", "kind": kind.value, "device": "device", "fields": dict.fromkeys(names, value)}
        for at, (kind, value) in enumerate((kind, value) for kind in EventKind for value in odd)
        for names in [("text", "state", "status", "wifi", "clock_off_ms", "server_off_ms", "heap_free", "operation",
                       "address", "length", "data", "parts", "sent", "answered", "number", "line", "session",
                       "took_us")]
    ]  # fmt: skip
    page = open_moments("\n".join(json.dumps(event) for event in events).encode())
    for _ in range(0, len(events), 10):
        press(page, "Shift+ArrowRight")
    press(page, "End")
    expect(page.locator(".line.now")).to_be_visible()


WORDLESS = {"toString": 1}
"""What a script cannot make a text of."""
DEEP = "[deep]"
"""In place of lists in lists."""
STEP = {"t_us": 100, "source": "harness", "kind": "step", "device": "", "fields": {"lever": "x", "line": 1}}
FLASH = {"t_us": 101, "source": "storage", "kind": "flash", "device": "device"}
PROGRAM = {"operation": "program", "address": 0, "length": 4}


@pytest.mark.parametrize(
    ("head", "failure", "events"),
    [
        ({}, {"at_us": 5}, [STEP]),
        ({}, {"acts": [None, WORDLESS]}, [STEP]),
        ({}, {"acts": [{"at_us": 1, "what": WORDLESS, "calls": [None, {"function": WORDLESS}]}]}, [STEP]),
        ({"outcome": WORDLESS, "title": WORDLESS, "text": WORDLESS}, {"step": WORDLESS}, [STEP]),
        ({}, {}, [{**STEP, "fields": {"lever": WORDLESS, "line": WORDLESS}}]),
        ({}, {}, [{**STEP, "fields": {"lever": DEEP}}]),
        ({}, {}, [{**FLASH, "fields": {**PROGRAM, "data": data}} for data in (None, 7, {"length": 8})]),
    ],
    ids=["failed before it begins", "no act", "no call", "head", "event", "depth", "flash"],
)
def test_a_trace_of_another_form_is_shown_as_far_as_it_goes(
    open_moments: Open, head: dict[str, object], failure: dict[str, object], events: list[dict[str, object]]
) -> None:
    failed_there = {"step": "x", "file": "x.yaml", "line": 1, "expected": "a", "found": "b", **failure}
    first = {"trace": 3, "replay_id": "x@esp32", "outcome": "failed", "failure": failed_there, **head}
    text = "\n".join(json.dumps(each) for each in (first, *events)).replace(f'"{DEEP}"', "[" * 20_000 + "]" * 20_000)
    page = open_moments(text.encode())
    press(page, "End")
    expect(page.locator(".line.now")).to_be_visible()


@pytest.mark.parametrize("address", [1e300, 2**58, -16, 0.5, "0x10", None])
def test_flash_work_that_no_flash_can_have_stops_nothing(open_moments: Open, address: object) -> None:
    work = {"operation": "program", "address": address, "length": 1e300, "data": "00" * 16}
    known = {"operation": "program", "address": 0x9000, "length": 1e300, "data": "5a"}
    events = [
        {"t_us": at, "source": "device", "kind": "flash", "device": "device", "fields": fields}
        for at, fields in enumerate((work, known))
    ]
    page = open_moments("\n".join(json.dumps(event) for event in events).encode())
    press(page, "End")
    expect(page.locator(".hex .bytes b")).to_have_text("5a")

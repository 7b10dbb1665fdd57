"""The moment viewer in a real Chromium: one goes through a run event by event, whatever the trace says."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from oceanhil.scenarios.trace import EventKind
from tests.browser.looking import violations
from tests.browser.moments import Open, closeup, lines, moment_of

LOST = "eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.100"
HOSTILE = "</script><script>window.ran = true</script><img src=x onerror='window.ran = true'>\u2028'\"&"


@pytest.fixture(scope="module")
def trace() -> bytes:
    return closeup(LOST)


def now(page: Page) -> str:
    """Give the line of the event that the cursor is at."""
    return page.locator(".line.now .words").inner_text()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_arrows_go_from_event_to_event(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    assert now(page) == "server.settings: {permanent_body_length: 24}"
    press(page, "ArrowRight", "ArrowRight")
    expect(page.locator(".line.now .words")).to_have_text("server.generate")
    press(page, "ArrowLeft")
    expect(page.locator(".line.now .words")).to_have_text("dashboard: settings permanent_body_length=24")
    press(page, "End")
    expect(page.locator(".line.now .words")).to_have_text("passed")
    press(page, "Home", "]", "]")
    expect(page.locator(".line.now .words")).to_have_text("device.flash")
    press(page, "[")
    expect(page.locator(".line.now .words")).to_have_text("server.generate")


def test_the_scenarios_line_is_lit(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.STEP, lever="device.power_off"))
    expect(page.locator(".source .lit")).to_have_text("  - device.power_off")
    expect(page.locator(".source .lit")).to_be_in_viewport()


def test_an_operation_of_flash_is_seen_in_its_bytes(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.FLASH, operation="program", address=0x9180))
    changed = page.locator(".hex .bytes b")
    assert "".join(changed.all_inner_texts()).startswith("55aa01206f635f7065726d5f")
    assert changed.first.evaluate("(byte) => byte.closest('.row').firstChild.textContent") == "0x009180"
    # The rest of the token is in flash, and nowhere on the page.
    assert ".." in changed.all_inner_texts()


def test_what_a_cut_left_half_written_is_named(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.POWER, state="cut"))
    expect(page.locator(".panel", has_text="State").first).to_contain_text("cut")
    expect(page.locator(".parts").last).to_contain_text("half-written")
    expect(page.locator(".parts").last).to_contain_text("a write that was cut off")


def test_a_request_shows_both_bodies_and_is_copied_as_curl(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.REQUEST, path="/api/device/register/"))
    expect(page.locator(".message").first).to_contain_text('"mac_address": "24:6F:28')
    expect(page.locator(".message").last).to_contain_text('"success": true')
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="Copy as curl").click()
    copied = str(page.evaluate("window.copied"))
    assert copied.startswith("curl -i \\\n  -X 'POST' \\\n  \"$SERVER\"'/api/device/register/' \\\n  -H '")
    assert '--data-raw \'{"token":"oc_reg_' in copied


def test_state_is_that_of_the_moment(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.STATE, wifi="OceanNet"))
    state = page.locator(".panel", has=page.get_by_role("heading", name="State"))
    expect(state).to_contain_text("OceanNet")
    expect(state).to_contain_text("not set")
    expect(state).to_contain_text("2026-01-15 12:00:02")


def test_the_address_keeps_the_moment(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    press(page, "]", "]", "]", "]", "]")
    before = now(page)
    # The address follows a moment after the last key, not with each one.
    moment = str(page.evaluate("window.page.active.bookmark"))
    expect(page).to_have_url(re.compile(rf"#{re.escape(moment)}$"))
    page.reload()
    expect(page.locator(".line.now .words")).to_have_text(before)


def test_search_finds_what_any_event_says(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    press(page, "/")
    page.keyboard.type("mac_address")
    # Both requests that carry it, by their bodies.
    expect(page.locator("#hits")).to_have_text(f"{trace.count(b'mac_address')} events")
    expect(page.locator(".line.now .words")).to_have_text("POST register → 200")
    press(page, "Escape", "n")
    expect(page.locator(".line.now .words")).to_have_text("POST session → 200")


def test_chatter_of_the_boot_rom_can_be_left_out(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    expect(page.locator(".line.chatter").first).to_be_visible()
    press(page, "c")
    expect(page.locator(".line.chatter")).to_have_count(0)
    press(page, "c")
    expect(page.locator(".line.chatter").first).to_be_visible()


def failed(trace: bytes) -> bytes:
    """The same, as if an expectation had not come."""
    head, *rest = trace.decode().splitlines()
    failure = {
        "step": "expect.online",
        "file": "x.yaml",
        "line": 18,
        "column": 5,
        "expected": "online",
        "found": "silence",
    }
    said = {**json.loads(head), "outcome": "failed", "failure": {**failure, "in_remedy": False, "invariant": ""}}
    return "\n".join([json.dumps(said), *rest]).encode()


def test_a_failure_says_where_it_was(open_moments: Open, trace: bytes) -> None:
    page = open_moments(failed(trace))
    expect(page.locator(".failure")).to_contain_text("silence")
    expect(page.locator(".line.now")).to_contain_text("failed here")
    press(page, "Home", "f")
    expect(page.locator(".line.now")).to_contain_text("failed here")


def test_two_traces_stand_beside_each_other_at_their_difference(
    trace: bytes, open_moments: Open, tmp_path: Path
) -> None:
    other = closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104")
    page = open_moments()
    expect(page.locator("#empty")).to_be_visible()
    for name, data in (("a", trace), ("b", other)):
        (tmp_path / f"{name}.jsonl").write_bytes(data)
    page.set_input_files("#file", [tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    expect(page.locator(".viewer")).to_have_count(2)
    expect(page.locator(".viewer").last.locator("h1")).to_have_text("Power lost while the token record is rewritten")


@pytest.mark.parametrize("bytes_left", [40, 5_000, 20_000])
def test_a_trace_that_is_cut_off_is_shown_as_far_as_it_goes(trace: bytes, open_moments: Open, bytes_left: int) -> None:
    page = open_moments(trace[:bytes_left])
    expect(page.locator(".problem")).to_contain_text("the file was cut there")
    whole = trace[:bytes_left].count(b"\n") - 1
    if whole > 0:
        expect(page.locator(".problem")).to_contain_text(f"{whole} events before it are shown")
        press(page, "End")
        expect(page.locator(".line.now")).to_be_visible()


def test_a_trace_without_a_head_and_one_of_a_later_version_are_shown(trace: bytes, open_moments: Open) -> None:
    head, rest = trace.split(b"\n", 1)
    page = open_moments(rest)
    expect(page.locator("h1")).to_have_text("A trace without a head")
    expect(page.locator(".line.now")).to_be_visible()
    later = head.replace(b'"trace":2', b'"trace":3')
    new = b'{"t_us":9,"source":"oracle","kind":"omen","device":"device","fields":{"text":"a raven"}}\n'
    page = open_moments(later + b"\n" + new)
    expect(page.locator(".problem")).to_contain_text("version 3")
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
                       "address", "length", "data", "parts", "sent", "answered", "number", "line", "session")]
    ]  # fmt: skip
    page = open_moments("\n".join(json.dumps(event) for event in events).encode())
    for _ in range(0, len(events), 10):
        press(page, "Shift+ArrowRight")
    press(page, "End")
    expect(page.locator(".line.now")).to_be_visible()


@pytest.mark.parametrize("width", [400, 1360])
def test_axe_finds_nothing(trace: bytes, open_moments: Open, width: int) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.POWER, state="cut"), width=width)
    expect(page.locator(".line.now")).to_be_visible()
    assert violations(page) == []
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_nothing_in_a_failure_beside_another_trace(trace: bytes, open_moments: Open) -> None:
    moment = moment_of(trace, EventKind.REQUEST, path="/api/device/register/")
    page = open_moments(failed(trace), trace[:20_000], moment=moment)
    expect(page.locator(".viewer")).to_have_count(2)
    expect(page.locator(".failure")).to_be_visible()
    expect(page.locator(".problem")).to_be_visible()
    press(page, "/")
    page.keyboard.type("mac_address")
    expect(page.locator("#hits")).not_to_be_empty()
    assert violations(page) == []


def test_on_paper_every_event_has_its_line(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".line")).to_have_count(len(lines(trace)))

"""The moment viewer in a real Chromium: one goes through a run event by event, however long it is."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from oceanhil.protocol.redact import leaks
from oceanhil.scenarios.trace import EventKind
from tests.browser.looking import Layouts, violations
from tests.browser.moments import Open, failed, lines, long, moment_of, now, press, settled, timed


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


def test_a_record_is_explained_field_by_field(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.POWER, state="cut"))
    rows = page.locator(".parts").first.locator("tr").all()
    cells = [row.locator("th, td").all_inner_texts() for row in rows]
    assert [each[:3] for each in cells[:4]] == [
        ["address", "what", "holds"],
        ["0x9180", "magic", "0xaa55"],
        ["0x9182", "flags", "registration-used"],
        ["0x9183", "length", "32"],
    ]
    name, holds = cells[4][1:3]
    # Of the token no more than anywhere else.
    assert (name, leaks(holds)) == ("token", [])
    assert holds.startswith("oc_perm_")


def test_a_request_shows_both_bodies_and_is_copied_as_curl(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.REQUEST, path="/api/device/register/"))
    expect(page.locator(".message").first).to_contain_text('"mac_address": "24:6F:28')
    expect(page.locator(".message").last).to_contain_text('"success": true')
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="Copy as curl").click()
    copied = str(page.evaluate("window.copied"))
    assert copied.startswith("curl -i \\\n  -X 'POST' \\\n  \"$SERVER\"'/api/device/register/' \\\n  -H '")
    assert '--data-raw \'{"token":"oc_reg_' in copied


def test_a_request_and_its_end_say_how_long_the_exchange_took(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.REQUEST, path="/api/device/register/"))
    event = page.locator(".panel", has=page.get_by_role("heading", name="This event"))
    expect(event).to_contain_text("40 ms: 20 ms there, 20 ms until the answer came")
    page = open_moments(trace, moment=moment_of(trace, EventKind.EXCHANGE, path="/api/device/register/"))
    assert now(page) == "POST register over: 200, 40 ms"
    asked = next(each for each in lines(trace) if each["kind"] == "request")["t_us"]
    assert isinstance(asked, int)
    at = page.get_by_role("term").filter(has_text=re.compile("^asked at$")).locator("xpath=following-sibling::dd")
    expect(at).to_have_text(f"0:00:0{(asked - 20_000) / 1_000_000:.6f}"[:11] + f".{asked % 1000:03}")
    # A trace from before exchanges were told of opens as it did.
    old = b"".join(line + b"\n" for line in trace.splitlines() if b'"kind":"exchange"' not in line)
    page = open_moments(old.replace(b'"trace":3', b'"trace":2'))
    expect(page.locator(".problem")).to_have_count(0)


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


def test_a_failure_says_where_it_was(open_moments: Open, trace: bytes) -> None:
    page = open_moments(failed(trace))
    expect(page.locator(".failure")).to_contain_text("silence")
    expect(page.locator(".line.now")).to_contain_text("failed here")
    press(page, "Home", "f")
    expect(page.locator(".line.now")).to_contain_text("failed here")


@pytest.mark.slow
def test_46_mb_of_a_trace_are_shown_as_far_as_they_go(trace: bytes, open_moments: Open, tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    # A file of more than that, cut in the middle of a line, also where the first so many bytes end with one.
    data = long(trace, 215_000)[:46_000_000].rstrip()[:-5]
    file.write_bytes(data)
    whole = data.count(b"\n") - 1
    page = open_moments()
    page.set_input_files("#file", file)
    expect(page.locator(".problem")).to_contain_text("the file was cut there", timeout=60_000)
    expect(page.locator(".problem")).to_contain_text(f"{whole:,} events before it are shown")
    press(page, "End")
    expect(page.locator(".line.now")).to_have_attribute("data-index", str(whole - 1))
    # It is gone through like any other.
    layouts = Layouts(page)
    press(page, "ArrowLeft")
    expect(page.locator(".line.now")).to_have_attribute("data-index", str(whole - 2))
    # Once for the list and the event, and once more for storage and log, in the frame after that.
    assert layouts.count() <= 2


@pytest.mark.slow
def test_of_more_events_than_are_shown_the_first_ones_are(open_moments: Open, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_bytes(timed(*range(0, 300_002_000, 1_000)))
    page = open_moments()
    page.set_input_files("#file", file)
    expect(page.locator(".problem")).to_have_text(
        "The trace has more than 300,000 events: the first of them are shown.", timeout=60_000
    )
    press(page, "End")
    expect(page.locator(".line.now .words")).to_have_text("[AT] 299999000")


@pytest.mark.parametrize("width", [400, 1360])
def test_axe_finds_nothing(trace: bytes, open_moments: Open, width: int) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.POWER, state="cut"), width=width)
    expect(page.locator(".line.now")).to_be_visible()
    assert violations(page) == []
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


def test_on_paper_every_event_has_its_line(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".line")).to_have_count(len(lines(trace)))


def test_a_trace_that_is_dropped_on_the_page_is_shown(trace: bytes, open_moments: Open) -> None:
    page = open_moments()
    page.evaluate(
        """(text) => {
          const dropped = new DataTransfer();
          dropped.items.add(new File([text], "run.jsonl"));
          dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
        }""",
        trace.decode(),
    )
    expect(page.locator("h1")).to_have_text("Power lost while the token record is rewritten")
    expect(page.locator("#empty")).to_be_hidden()
    press(page, "End")
    expect(page.locator(".line.now .words")).to_have_text("passed")


_SLOW_FILE = """([name, size]) => {
  const given = {};
  given.stream = new ReadableStream({ start(hand) { given.hand = hand; } });
  window.given ??= {};
  window.given[name] = given.hand;
  void window.page.read([{ name, size, stream: () => given.stream }]);
}"""
_MORE = "([name, text]) => window.given[name].enqueue(new TextEncoder().encode(text))"
_ENOUGH = "(name) => window.given[name].close()"


def test_while_a_long_trace_is_read_the_page_says_how_far_it_is(trace: bytes, open_moments: Open) -> None:
    page = open_moments()
    reading = page.locator("#reading[role=status]")
    expect(reading).to_be_hidden()
    page.evaluate(_SLOW_FILE, ["long.jsonl", 500_000_000])
    expect(reading).to_have_text("Reading long.jsonl: 0 MB of 500 MB")
    page.evaluate(_MORE, ["long.jsonl", trace.decode() + " " * (1_250_000 - len(trace.decode().encode()))])
    expect(reading).to_have_text("Reading long.jsonl: 1.3 MB of 500 MB")
    page.evaluate(_ENOUGH, "long.jsonl")
    expect(page.locator("h1")).to_have_text("Power lost while the token record is rewritten")
    expect(reading).to_be_hidden()


def test_of_files_dropped_one_after_the_other_the_last_one_is_shown(trace: bytes, open_moments: Open) -> None:
    page = open_moments()
    page.evaluate(_SLOW_FILE, ["first.jsonl", 2_000_000])
    page.evaluate(_SLOW_FILE, ["second.jsonl", 3_000_000])
    page.evaluate(_MORE, ["second.jsonl", timed(7_000).decode()])
    page.evaluate(_ENOUGH, "second.jsonl")
    expect(page.locator(".line.now .words")).to_have_text("[AT] 7000")
    page.evaluate(_MORE, ["first.jsonl", trace.decode()])
    page.evaluate(_ENOUGH, "first.jsonl")
    expect(page.locator("#reading")).to_be_hidden()
    page.wait_for_timeout(200)
    expect(page.locator(".line.now .words")).to_have_text("[AT] 7000")


def test_a_file_that_cannot_be_read_is_named_and_what_was_shown_stays(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    page.evaluate(_SLOW_FILE, ["folder", 4_096])
    page.evaluate("window.given.folder.error(new Error('it is a folder'))")
    expect(page.locator("#reading[role=status]")).to_have_text("folder cannot be read: it is a folder")
    expect(page.locator("h1")).to_have_text("Power lost while the token record is rewritten")


def test_before_it_is_printed_every_event_has_its_line_at_once_and_afterwards_few(open_moments: Open) -> None:
    page = open_moments(timed(*range(0, 2_000_000, 1_000)))
    count = "document.querySelectorAll('.line').length"
    assert page.evaluate(count) < 100
    # Without a frame in between, for which paper does not wait.
    assert page.evaluate(f"(dispatchEvent(new Event('beforeprint')), {count})") == 2_000
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".line:nth-child(101)")).to_have_count(0)


def test_of_ten_thousand_events_only_those_in_sight_are_elements(open_moments: Open) -> None:
    page = open_moments(timed(*range(0, 10_000_000_000, 1_000_000)))
    press(page, "End")
    expect(page.locator(".line.now .words")).to_have_text("[AT] 9999000000")
    assert page.locator(".line").count() < 100
    assert page.evaluate("document.getElementsByTagName('*').length") < 3_000
    page.evaluate("document.querySelector('.events').scrollTop = 0")
    expect(page.locator(".line").first).to_contain_text("[AT] 0")
    assert page.locator(".line").count() < 100


def test_what_is_shown_does_not_depend_on_the_way_there(trace: bytes, open_moments: Open) -> None:
    walked = open_moments(trace)
    press(walked, "Home")
    for index in range(0, len(lines(trace)), 31):
        press(walked, "End", "Home", *["Shift+ArrowRight"] * (index // 10), *["ArrowRight"] * (index % 10))
        direct = open_moments(trace, moment=f"#{walked.evaluate('window.page.active.bookmark')}")
        expect(direct.locator(".line.now")).to_have_attribute("data-index", str(index))
        expect(walked.locator(".line.now")).to_have_attribute("data-index", str(index))
        assert settled(walked).locator(".side").inner_text() == settled(direct).locator(".side").inner_text()


def test_each_event_is_said_to_a_screen_reader(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    press(page, "ArrowRight", "ArrowRight")
    expect(page.locator("[aria-live=polite]")).to_have_text("0:00:00.000 server.generate")


def test_the_serial_log_is_where_the_cursor_is(trace: bytes, open_moments: Open) -> None:
    serial = (each["fields"] for each in lines(trace) if each["kind"] == "serial")
    printed = [fields["text"] for fields in serial if isinstance(fields, dict)]
    page = open_moments(trace, moment=moment_of(trace, EventKind.SERIAL, text="[INFO] Device ONLINE"))
    last = page.locator(".log .last")
    expect(last).to_contain_text("[INFO] Device ONLINE")
    box, around = last.bounding_box(), page.locator(".log").bounding_box()
    assert box is not None
    assert around is not None
    assert around["y"] <= box["y"] <= around["y"] + around["height"]
    assert printed.index("[INFO] Device ONLINE") > 12

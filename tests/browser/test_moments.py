"""The moment viewer in a real Chromium: one goes through a run event by event, whatever the trace says."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from oceanhil.scenarios.trace import EventKind
from tests.browser.looking import Layouts, violations
from tests.browser.moments import Open, closeup, lines, long, moment_of

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


@pytest.mark.slow
def test_46_mb_of_a_trace_are_shown_as_far_as_they_go(trace: bytes, open_moments: Open, tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    # A file of more than that, cut in the middle of a line.
    data = long(trace, 215_000)[:46_000_000]
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


def test_two_points_are_laid_side_by_side_where_they_first_differ(trace: bytes, open_moments: Open) -> None:
    other = closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104")
    page = open_moments(trace, other, differ=(30, 31))
    for number, (data, index) in enumerate(((trace, 30), (other, 31))):
        now_at = page.locator(".viewer").nth(number).locator(".line.now")
        expect(now_at).to_have_attribute("data-index", str(index))
        assert page.evaluate(f"window.page.viewers[{number}].axis.marks") == [index]
        assert lines(data)[index]
    assert violations(page) == []
    # What a reader is told of the active event stands once in the page.
    doubled = (
        "[...document.querySelectorAll('[id]')].map((each) => each.id).filter((id, at, all) => all.indexOf(id) < at)"
    )
    assert page.evaluate(doubled) == []


@pytest.mark.parametrize("width", [1000, 1280])
def test_two_panes_keep_lists_that_one_can_work_with(trace: bytes, open_moments: Open, width: int) -> None:
    page = open_moments(trace, failed(trace), width=width, height=800)
    for part in (".events", ".side", ".axis"):
        boxes = [each.bounding_box() for each in page.locator(part).all()]
        heights = [round(box["height"]) for box in boxes if box is not None]
        assert len(heights) == 2
        assert min(heights) >= 200
        # Beside each other, however long the failure of one of them is.
        assert boxes[0] is not None
        assert boxes[1] is not None
        assert boxes[0]["y"] == boxes[1]["y"]


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


def timed(*times_us: int) -> bytes:
    """Give a trace of lines of a serial log at these times."""
    events = [
        {"t_us": us, "source": "device", "kind": "serial", "device": "device", "fields": {"text": f"[AT] {us}"}}
        for us in times_us
    ]
    return "\n".join(json.dumps(event) for event in events).encode()


def places(page: Page) -> list[float]:
    found = page.evaluate("window.page.active.axis.places")
    assert isinstance(found, list)
    return found


def test_the_axis_is_true_and_a_fold_says_how_long_it_is(open_moments: Open) -> None:
    page = open_moments(timed(0, 500_000, 1_500_000, 3_601_500_000))
    first, second, third, last = places(page)
    # Seconds are lengths, but for an hour without an event, of which what is folded has a length of its own.
    assert (second - first, third - second) == pytest.approx((0.5, 1.0))
    assert last - third == pytest.approx(0.2 + 0.7 + 0.2)
    folds = page.evaluate("window.page.active.axis.scale.pieces.filter((each) => each.isFold)")
    assert [each["to"] - each["from"] for each in folds] == [3_600_000_000 - 400_000]
    written = page.evaluate(
        """() => {
          const { pen } = window.page.active.axis;
          const texts = [];
          pen.fillText = (text) => texts.push(text);
          window.page.active.axis.paint();
          return texts;
        }"""
    )
    assert "… 60 min …" in written
    press(page, "g")
    assert places(page) == pytest.approx([0, 0.5, 1.5, 3_601.5])


def test_keys_zoom_in_at_the_cursor_and_out_again(open_moments: Open) -> None:
    page = open_moments(timed(*range(0, 1_400_000, 100_000)))
    whole = page.evaluate("window.page.active.axis.shown")
    press(page, "End", "+", "+")
    assert page.evaluate("window.page.active.axis.shown") == pytest.approx(whole / 4)
    cursor, begin, shown = page.evaluate(
        "(({ places, cursor, from, shown }) => [places[cursor], from, shown])(window.page.active.axis)"
    )
    assert begin <= cursor <= begin + shown
    press(page, "0")
    assert page.evaluate("window.page.active.axis.shown") == pytest.approx(whole)


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
        assert walked.locator(".side").inner_text() == direct.locator(".side").inner_text()


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


def test_an_exchange_is_a_bar_as_long_as_it_took(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    bars = page.evaluate(
        """() => {
          const axis = window.page.active.axis;
          const rects = [];
          axis.pen.fillRect = (x, y, width, height) => rects.push([y, width]);
          Object.assign(axis, { from: axis.scale.place(2_300_000), shown: 0.2 });
          axis.paint();
          const top = axis.laneTop("http") + 3;
          const pixels = (us) => axis.x(axis.scale.place(2_342_704 + us)) - axis.x(axis.scale.place(2_342_704));
          return rects.filter(([y]) => y === top).map(([, width]) => Math.round((1000 * width) / pixels(40_000)));
        }"""
    )
    # In thousandths of forty milliseconds.
    assert bars == [1_000, 1_000, 1_000]

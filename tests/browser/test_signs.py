"""Why a run failed, seen in the moment viewer: what leads to the cause is listed, marked and shown in its bytes."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from oceanhil.scenarios.trace import EventKind
from tests.browser.looking import Scheme, violations
from tests.browser.moments import Open, closeup, lines, moment_of, painted, planted

HOUR_US = 3_600_000_000
ERASED = "program 0x9020, 4 bytes erased chunk eeprom/eeprom, index eeprom/eeprom"
NO_SESSION = (
    "server.fault: {path: session, kind: answer, change: same, without: session_id}",
    "device.power_on",
    "expect.online",
)


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A device that waits for what a fault takes out of each answer."""
    return planted(tmp_path_factory.mktemp("planted"), *NO_SESSION)


@pytest.fixture(scope="module")
def lost() -> bytes:
    """A device whose blob was lost by a cut, told as a failure of the whole sweep."""
    return counted_bad(closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104"))


@pytest.fixture(scope="module")
def torn() -> bytes:
    """The same, cut in the middle of a write."""
    return counted_bad(closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.18"))


@pytest.fixture(scope="module")
def damaged() -> bytes:
    """A device whose record was half written when power went."""
    return counted_bad(closeup("eeprom-power-loss@esp8266+legacy#cut=2.2"))


def counted_bad(trace: bytes) -> bytes:
    head, *rest = trace.decode().splitlines()
    failure = {"step": "tally: lost: 0", "file": "x.yaml", "line": 1_000, "column": 5, "expected": "0", "found": "1"}
    said = {**json.loads(head), "outcome": "failed", "failure": {**failure, "in_remedy": False, "invariant": ""}}
    return "\n".join([json.dumps(said), *rest]).encode()


def signs(page: Page) -> list[str]:
    return page.get_by_role("navigation", name="Look at").get_by_role("link").all_inner_texts()


def test_a_wait_in_vain_is_marked_from_its_beginning_to_its_end(unanswered: bytes, open_moments: Open) -> None:
    page = open_moments(unanswered)
    expect(page.locator(".line.now")).to_contain_text("given up here, after 1 min")
    page.get_by_role("link", name="waited from here, in vain").click()
    expect(page.locator(".line.now")).to_contain_text("waited from here, in vain")
    expect(page.locator(".line.now .words")).to_have_text("expect.online")


def test_an_answer_says_what_a_fault_changed_in_it(unanswered: bytes, open_moments: Open) -> None:
    page = open_moments(unanswered)
    page.get_by_role("link", name="POST session").press("Enter")
    # What decides stands first, where no narrow list cuts it off.
    changed = 'without "session_id" (changed by a fault)'
    expect(page.locator(".line.now .words")).to_have_text(f"POST session → 200, {changed}")
    expect(page.locator(".message-box summary").last).to_have_text(f"answer, {changed}")


def test_signs_lead_from_the_cut_to_the_request_that_was_refused(lost: bytes, open_moments: Open) -> None:
    page = open_moments(lost)
    assert [each.partition(" ")[2] for each in signs(page)] == [
        "power cut at unit 104, behind program 0x9020, 4 bytes, before program 0x9240, 32 bytes",
        f"boot 3: {ERASED}; the stored record is none, was valid at 0:00:05.100",
        "POST register → 410 token_used",
    ]
    for link in page.get_by_role("navigation", name="Look at").get_by_role("link").all():
        address = link.get_attribute("href")
        link.click()
        assert f"#{page.evaluate('window.page.active.bookmark')}" == address


def test_what_was_made_good_is_no_sign(open_moments: Open, tmp_path: Path) -> None:
    steps = (
        "device.power_on",
        "expect.online",
        "radio.block: server",
        "time.run: 1m",
        "radio.unblock: server",
        "time.run: 2m",
    )
    page = open_moments(planted(tmp_path, *steps, "expect.count: {path: register, status: 200, count: 2}"))
    (only,) = signs(page)
    assert "failed here: expect.count" in only


def test_what_reached_nobody_is_a_sign(open_moments: Open, tmp_path: Path) -> None:
    steps = ("device.power_on", "expect.online", "radio.block: server", "time.run: 1m")
    page = open_moments(planted(tmp_path, *steps, "expect.count: {path: register, status: 200, count: 2}"))
    blocked, unheard, _ = signs(page)
    assert "server blocked" in blocked
    assert re.search("GET state over: no answer, .+, the first of [0-9]+$", unheard)


def test_a_cut_names_the_operation_it_fell_into(torn: bytes, open_moments: Open) -> None:
    page = open_moments(torn)
    into = "power cut at unit 18, in program 0x91e0, 32 bytes: 18 of 32 done"
    assert signs(page)[0].partition(" ")[2] == into
    page.get_by_role("link", name=into).click()
    pair = page.get_by_role("region", name="Bytes of this operation, old and new")
    expect(pair.locator(".row").first).to_have_text("0x0091e0ff ff ff ff ff ff ff ff → 01 42 03 00 a5 c7 5a 9b")
    expect(page.locator(".line.now .words")).to_have_text("power lost in program 0x91e0, 32 bytes: 18 of 32 done")


def test_an_answer_that_a_fault_changed_stays_a_sign_when_later_ones_are_plain(
    open_moments: Open, tmp_path: Path
) -> None:
    fields = "{path: session, kind: answer, change: same, fields: '{\"expires_in\": 900}', times: 2}"
    steps = (f"server.fault: {fields}", "device.power_on", "expect.online", "time.run: 2h")
    page = open_moments(planted(tmp_path, *steps, "expect.count: {path: register, count: 2}"))
    changed, failed = signs(page)
    assert changed.endswith("POST session → 200, expires_in=900 (changed by a fault), the first of 2")
    assert "failed here: expect.count" in failed


def test_what_lasts_is_named_from_where_it_began(open_moments: Open, tmp_path: Path) -> None:
    steps = ("device.power_on", "expect.online", "clock.drift: 50000", "time.run: 90m", "radio.block: time-server")
    page = open_moments(planted(tmp_path, *steps, "time.run: 6h", "expect.status: {is: online, within: 5m}"))
    found = signs(page)
    words = [each.partition(" ")[2] for each in found]
    assert words[:3] == ["drift +50000 ppm", "clock last set", "time-server blocked"]
    assert words[3].startswith("clock more than 5 min off the server's from here on: +5")
    assert re.fullmatch("POST session → 401 clock_skew, clock 5[.0-9]* min ahead, the first of [0-9]+", words[4])
    assert words[5].startswith("waited from here, in vain")
    # Hours before it was waited for.
    assert "0:01:30" < found[1] < found[4] < "4"
    page.get_by_role("link", name="clock last set").click()
    expect(page.locator(".line.now .words")).to_have_text("clock: 0 s")


def test_a_clock_that_was_set_again_is_no_sign(open_moments: Open, tmp_path: Path) -> None:
    steps = ("device.power_on", "expect.online", "clock.drift: 50000", "radio.block: time-server", "time.run: 3h")
    again = ("radio.unblock: time-server", "clock.drift: 0", "time.run: 2h")
    page = open_moments(planted(tmp_path, *steps, *again, "expect.count: {path: register, count: 2}"))
    assert len(signs(page)) == 1


def test_a_clock_that_was_set_wrong_is_not_one_that_was_never_set(open_moments: Open) -> None:
    failure = {"step": "x", "file": "x.yaml", "line": 1, "expected": "a", "found": "b", "at_us": 9}
    head = {
        "trace": 3,
        "replay_id": "x@esp32",
        "scenario": "x",
        "world": "sim",
        "outcome": "failed",
        "failure": failure,
    }
    states = [
        {"t_us": us, "source": "device", "kind": "state", "device": "device", "fields": {"clock_off_ms": off}}
        for us, off in ((1, -1_768_478_400_000), (5, 360_000), (8, 400_000))
    ]
    later = {"t_us": 9, "source": "device", "kind": "serial", "device": "device", "fields": {"text": "[LATER]"}}
    never = open_moments("\n".join(json.dumps(each) for each in (head, states[0], later)).encode())
    assert signs(never)[0].endswith("clock not set from here on")
    wrong = open_moments("\n".join(json.dumps(each) for each in (head, *states, later)).encode())
    assert signs(wrong)[0].endswith("clock more than 5 min off the server's from here on: +6 min")


def test_where_flash_work_broke_a_law_each_save_is_a_sign(open_moments: Open, tmp_path: Path) -> None:
    switched = ('server.set_relay: {relay: 1, state: "on"}', "time.run: 1m")
    trace = planted(tmp_path, "device.power_on", "expect.online", *switched)
    head, *rest = trace.decode().splitlines()
    failure = {"step": "invariant I11", "file": "x.yaml", "line": 7, "column": 5, "expected": "title", "found": "work"}
    failure |= {"in_remedy": False, "invariant": "I11", "at_us": 60_000_000}
    said = {**json.loads(head), "outcome": "failed", "failure": failure}
    page = open_moments("\n".join([json.dumps(said), *rest]).encode())
    saves = [each.partition(" ")[2] for each in signs(page) if "save" in each]
    assert saves == ["save valid, 208 units: the first", "save valid, 208 units: 2 saves up to here"]


def test_the_bytes_of_an_operation_stand_beside_what_was_there(lost: bytes, open_moments: Open) -> None:
    cut = moment_of(lost, EventKind.POWER, state="cut")
    page = open_moments(lost, moment=moment_of(lost, EventKind.FLASH, after=cut, address=0x9020))
    pair = page.get_by_role("region", name="Bytes of this operation, old and new")
    expect(pair).to_have_text("0x00902002 00 a8 aa → 02 00 00 aa")
    expect(pair.locator(".new b")).to_have_text(["00"])
    expect(pair.locator(".old b")).to_have_text(["a8"])


def test_an_erase_shows_what_it_took(damaged: bytes, open_moments: Open) -> None:
    saved = moment_of(damaged, EventKind.SAVE, verdict="valid")
    page = open_moments(damaged, moment=moment_of(damaged, EventKind.FLASH, after=saved, operation="erase"))
    pair = page.get_by_role("region", name="Bytes of this operation, old and new")
    expect(pair.locator(".row").first).to_contain_text("0x3fb00055 aa 01 20 6f 63 5f 70 → ff ff ff ff ff ff ff ff")
    expect(pair.locator(".row")).to_have_count(5)


def test_a_damaged_record_stands_field_by_field_beside_when_it_was_valid(damaged: bytes, open_moments: Open) -> None:
    page = open_moments(damaged, moment=moment_of(damaged, EventKind.LOAD, verdict="bad magic"))
    expect(page.get_by_text("The record is bad magic; beside when it was last valid, 0:00:02.2")).to_be_visible()
    rows = page.locator(".beside tr")
    expect(rows.nth(1)).to_have_text("0x3fb000magic0xaa5555 aa → 55 ff expected 0xaa55")
    expect(rows.nth(3)).to_have_text("0x3fb003length3220 → ff expected 1 to 32")


def test_a_record_that_was_written_elsewhere_stands_beside_where_it_was(open_moments: Open) -> None:
    trace = closeup("eeprom-corrupted@esp32+reference#damage=checksum")
    page = open_moments(trace, moment=moment_of(trace, EventKind.LOAD, verdict="bad checksum"))
    rows = page.locator(".beside tr")
    expect(rows.nth(1)).to_contain_text("0x9080 → 0x9140magic0x3152484fas they were")
    expect(rows.nth(9)).to_contain_text(
        re.compile(r"^0x90e4 → 0x91a4checksum0x\w+(\w\w ){4}→ (\w\w ){4}expected 0x\w+$")
    )
    expect(page.locator(".beside tr.bad")).to_have_count(1)
    expect(page.get_by_text(re.compile(r"^checksum at 0x91a4: 0x\w+, ought to be 0x\w+$"))).to_be_visible()
    dump = page.get_by_role("region", name=re.compile("^Flash in hexadecimal"))
    expect(dump.locator(".row", has_text="0x0091a0").locator(".bytes b")).to_have_count(4)
    dump.scroll_into_view_if_needed()
    expect(dump.locator(".row", has_text="0x0091a0")).to_be_in_viewport()


def test_a_damaged_record_that_was_taken_for_valid_is_a_sign(damaged: bytes, open_moments: Open) -> None:
    trace = b"\n".join(map(believing, damaged.splitlines()))
    page = open_moments(trace)
    believed = moment_of(trace, EventKind.LOAD, stored="bad magic")
    assert any("load valid, though what is stored is: bad magic" in words for words in signs(page))
    page.goto(page.url.partition("#")[0] + believed)
    expect(page.locator(".events .now.bad")).to_have_text(
        re.compile("load valid, though what is stored is: bad magic$")
    )
    expect(page.get_by_text("The record is bad magic; beside when it was last valid")).to_be_visible()


def believing(line: bytes) -> bytes:
    """Give the line as of firmware that looks at nothing before it takes a record for valid."""
    event = json.loads(line)
    if event.get("kind") == "load" and event["fields"]["verdict"] == "bad magic":
        event["fields"] = {"verdict": "valid", "stored": "bad magic"}
    return json.dumps(event).encode()


def test_what_ought_not_to_have_been_is_a_sign(open_moments: Open, tmp_path: Path) -> None:
    page = open_moments(planted(tmp_path, "device.power_on", "expect.online", "expect.report: {relay2: on}"))
    (words,) = (each for each in signs(page) if "not as expected" in each)
    assert "POST state: relay1 off, relay2 off, temperature 23.5, humidity 62 → 200" in words
    page.get_by_role("link", name=re.compile("not as expected")).click()
    expect(page.locator(".events .now")).to_contain_text("POST state: relay1 off, relay2 off")


def test_of_a_lost_record_whose_bytes_are_there_the_last_work_is_told(lost: bytes, open_moments: Open) -> None:
    page = open_moments(lost, moment=moment_of(lost, EventKind.STORED, verdict="none"))
    expect(page.locator(".beside tr").nth(1)).to_contain_text("as they were")
    expect(page.get_by_text("Last done in flash before that:")).to_contain_text("program 0x9020, 4 bytes, 0:00:05.400")


def test_a_record_that_is_valid_stands_beside_nothing(damaged: bytes, open_moments: Open) -> None:
    page = open_moments(damaged, moment=moment_of(damaged, EventKind.LOAD, verdict="valid"))
    expect(page.locator(".parts").first).to_be_visible()
    expect(page.locator(".beside")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 360, 700, 1280])
def test_where_it_failed_is_never_cut_off(unanswered: bytes, open_moments: Open, width: int) -> None:
    page = open_moments(unanswered, width=width, height=740)
    for key in ("f", "Home"):
        page.keyboard.press(key)
        if key == "Home":
            page.get_by_role("link", name="waited from here").click()
        mark = page.locator(".line.now .here")
        # Laid out over its whole text, and inside the list.
        is_whole, right = mark.evaluate(
            "(each) => [each.scrollWidth <= each.clientWidth, each.getBoundingClientRect().right]"
        )
        box = page.locator(".events").bounding_box()
        assert box is not None
        assert is_whole
        assert right <= box["x"] + box["width"]


def days(number: int, every_us: int = HOUR_US // 60) -> bytes:
    """Give a life of polls, each behind a minute or so in which nothing happens."""
    poll = {"method": "GET", "path": "/api/device/state/", "status": 200}
    events = [
        {"t_us": us, "source": "server", "kind": "request", "device": "device", "fields": poll}
        for us in range(0, number * 24 * HOUR_US + 1, every_us)
    ]
    return "\n".join(json.dumps(event) for event in events).encode()


def test_long_lives_have_days_in_their_times(open_moments: Open) -> None:
    page = open_moments(days(3))
    page.keyboard.press("End")
    expect(page.locator(".line.now .t")).to_have_text("3 d 00:00:00.000")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".line.now .t")).to_have_text("2 d 23:59:00.000")
    cell = page.locator(".line.now .t")
    assert cell.evaluate("(each) => each.scrollWidth <= each.clientWidth")


def test_an_axis_of_folds_says_all_along_when_it_is(open_moments: Open) -> None:
    # No round time falls beside an event.
    page = painted(open_moments(days(3, 61_700_000)))
    written = page.evaluate(
        """() => {
          const { axis } = window.page.active;
          const texts = [];
          axis.pen.fillText = (text, x) => texts.push([text, x]);
          axis.paint();
          return texts.filter(([text]) => / d |:/.test(text)).sort((a, b) => a[1] - b[1]);
        }"""
    )
    assert isinstance(written, list)
    assert len(written) >= 5
    assert max(later[1] - earlier[1] for earlier, later in pairwise(written)) <= 320


def drawn(page: Page) -> list[list[object]]:
    """Give the texts of the axis with their x and y."""
    found = painted(page).evaluate(
        """() => {
          const { axis } = window.page.active;
          const texts = [];
          axis.pen.fillText = (text, x, y) => texts.push([text, x, y]);
          axis.paint();
          return texts;
        }"""
    )
    assert isinstance(found, list)
    return found


def test_an_axis_says_when_the_run_ended_and_what_its_last_stretches_are(open_moments: Open) -> None:
    head, *rest = days(3).decode().splitlines()
    states = [(0, 0), (HOUR_US, 7_200), (71 * HOUR_US + 30_000_000, 301_000), (72 * HOUR_US - 1, 389_000)]
    boot = {"t_us": 0, "source": "device", "kind": "boot", "device": "device", "fields": {"number": 1}}
    told = [boot] + [
        {"t_us": us, "source": "device", "kind": "state", "device": "device", "fields": {"clock_off_ms": off}}
        for us, off in states
    ]
    away = {"t_us": 71 * HOUR_US, "source": "server", "kind": "status", "device": "device"}
    told.append({**away, "fields": {"status": "offline"}})
    lines = [json.loads(each) for each in [head, *rest]] + told
    trace = "\n".join(json.dumps(each) for each in sorted(lines, key=lambda each: int(each["t_us"])))
    page = open_moments(trace.encode(), width=1280)
    end, width = page.evaluate("(({ axis }) => [axis.x(axis.scale.place(axis.end)), axis.width])(window.page.active)")
    places = {text: x for text, x, _ in drawn(page)}
    for text in ("offline", "+6.48 min"):
        assert end < float(str(places[text])) < width
    assert end - 100 < float(str(places["3 d 00:00:00"])) < width
    # One stretch, with how far it grew, for all that a clock was told to be off by.
    assert "0 s to +7.2 s" in places


def test_a_fault_is_wide_among_thousands_of_good_answers(open_moments: Open) -> None:
    events = days(3).decode().splitlines()
    struck = json.loads(events[2_000])
    struck["fields"] |= {"fault": "answer", "changed": "expires_in=900"}
    page = painted(open_moments("\n".join([*events[:2_000], json.dumps(struck), *events[2_001:]]).encode()))
    last = page.evaluate(
        """() => {
          const { axis } = window.page.active;
          const marks = [];
          axis.pen.fillRect = (x, y, width) => marks.push([y, width, axis.pen.fillStyle]);
          axis.paint();
          return marks.filter(([y]) => y > axis.laneTop("http") && y < axis.laneTop("flash")).at(-1);
        }"""
    )
    # Painted last, over its neighbours.
    assert last[1] >= 6


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing_where_a_run_failed(
    unanswered: bytes, damaged: bytes, open_moments: Open, width: int, scheme: Scheme
) -> None:
    page = open_moments(unanswered, width=width, scheme=scheme)
    expect(page.locator(".here").first).to_be_visible()
    assert violations(page) == []
    for moment in (
        moment_of(damaged, EventKind.LOAD, verdict="bad magic"),
        moment_of(damaged, EventKind.FLASH, operation="erase"),
    ):
        page = open_moments(damaged, moment=moment, width=width, scheme=scheme)
        expect(page.locator(".signs")).to_be_visible()
        assert violations(page) == []


def test_the_list_of_signs_holds_what_a_trace_says_as_text(unanswered: bytes, open_moments: Open) -> None:
    hostile = '<img src=x onerror="window.ran = true">'
    said = [json.dumps({**each, "fields": {**each["fields"], "changed": hostile}}) if each["kind"] == "request" else
            json.dumps(each) for each in map(dict, lines(unanswered)) if isinstance(each["fields"], dict)]  # fmt: skip
    page = open_moments("\n".join([unanswered.decode().splitlines()[0], *said]).encode())
    assert any(hostile in sign for sign in signs(page))
    assert page.evaluate("window.ran") is None


def test_a_click_on_a_mark_meets_what_is_drawn_there_and_not_a_good_neighbour(open_moments: Open) -> None:
    lines = days(3).splitlines()
    wrong = json.loads(lines[2_000])
    wrong["fields"] = {**wrong["fields"], "status": 401}
    page = open_moments(b"\n".join([*lines[:2_000], json.dumps(wrong).encode(), *lines[2_001:]]))
    # The axis has its width with the first frame that it draws.
    page.wait_for_function("() => isFinite(window.page.active.axis.x(window.page.active.axis.places[2_000]))")
    place = page.evaluate(
        """() => {
          const { axis } = window.page.active;
          const box = axis.canvas.getBoundingClientRect();
          return [box.x + axis.x(axis.places[2_000]) + 1, box.y + axis.laneTop("http") + 8];
        }"""
    )
    page.mouse.click(*place)
    expect(page.locator(".line.now")).to_contain_text("401")

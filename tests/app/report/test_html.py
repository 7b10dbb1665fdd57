import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec import structs

from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.html import render_html, write_html
from oceanhil.host.report_file import ReportError
from oceanhil.scenarios.result import AlsoBroken, Failure, LogCause, Outcome, Result
from oceanhil.scenarios.trace import Event, EventKind, Source

ResultOf = Callable[..., Result]
VOID = {"meta", "br", "input", "link", "img", "hr"}
SVG_VOID = {"path"}


class Page(HTMLParser):
    """Collects ids, links, attributes and visible texts, and checks that elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID | SVG_VOID:
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.append((name, value or ""))
            self.ids += [value] if name == "id" and value else []
            self.links += [value] if name == "href" and value else []

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID | SVG_VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.text += data


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def page(session: list[Result], head: ReportHead) -> Page:
    return Page(render_html(session, head))


@pytest.mark.slow
def test_the_page_is_well_formed(page: Page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.slow
def test_nothing_is_fetched_from_anywhere(session: list[Result], head: ReportHead) -> None:
    text = render_html(session, head)
    assert not re.search(r"https?://|//[a-z]+\.[a-z]|@import|url\(", text)
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text


@pytest.mark.slow
def test_every_link_leads_to_a_place_in_the_page(page: Page) -> None:
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


@pytest.mark.slow
def test_no_handler_stands_in_an_attribute(page: Page) -> None:
    assert not [name for name, _ in page.attributes if name.startswith("on")]


@pytest.mark.slow
def test_every_result_is_there_with_its_replay_command(page: Page, session: list[Result]) -> None:
    for result in session:
        assert f"oceanhil replay '{result.replay_id}'" in page.text
    assert sum(name.startswith("run-") for name in page.ids) == len(session)


@pytest.mark.slow
def test_the_headline_counts_runs_that_ran(page: Page) -> None:
    assert "3 of 43 runs did not pass" in page.text
    assert "40 passed 2 failed 1 error 3 skipped 37/38 remedies verified" in squeezed(page.text)


def test_a_session_without_failures_says_so(result_of: ResultOf, head: ReportHead) -> None:
    assert "All 2 runs passed" in render_html([result_of(), result_of(board="picow")], head)


def test_a_session_that_ran_nothing_is_no_success(result_of: ResultOf, head: ReportHead) -> None:
    text = render_html([result_of(outcome=Outcome.SKIPPED, reason="this world cannot do radio")], head)
    assert "Nothing ran" in text
    assert "this world cannot do radio" in text


def test_a_report_of_no_results_is_still_a_page(head: ReportHead) -> None:
    assert "No scenario was run" in Page(render_html([], head)).text


@pytest.mark.slow
def test_a_failure_shows_step_place_expected_and_found(page: Page, session: list[Result]) -> None:
    failure = session[0].failure
    assert failure is not None
    text = squeezed(page.text)
    assert "scenarios/library/token-expired.yaml:12:5" in text
    assert failure.step in text
    assert failure.expected in text
    assert failure.found in text


def test_a_broken_invariant_and_what_points_to_its_cause_are_told_as_in_the_terminal(
    result_of: ResultOf, head: ReportHead
) -> None:
    also = (AlsoBroken("I8", "no retry storm", 9_000_000),)
    failure = Failure("invariant I12", "a.yaml", 3, 5, "title", "found", in_remedy=False, at_us=8_125_000, also=also)
    cause = LogCause("A token was used", 90, "[REG] 410", "flash new", "page 1", reason="POST register -> 410")
    result = structs.replace(result_of(outcome=Outcome.FAILED, failure=failure), log_cause=cause)
    text = squeezed(Page(render_html([result], head)).text)
    assert "invariant I12, broken at 0:00:08.125" in text
    assert "also broken: I8 at 0:00:09.000 (no retry storm)" in text
    assert "What was answered points to: A token was used" in text
    assert "answeredPOST register -> 410seen[REG] 410do thisflash new" in text


def failed_with(found: str) -> Failure:
    return Failure("expect.online", "x.yaml", 3, 5, "online", found, in_remedy=False)


def test_failures_of_one_cause_stand_together_below_what_their_clearest_case_expected(
    result_of: ResultOf, head: ReportHead
) -> None:
    found = {"a": "[WiFi] Failed", "b": "[TIME] Clock skew +9 s", "c": "[WiFi] Failed"}
    results = [result_of(name, outcome=Outcome.FAILED, failure=failed_with(each)) for name, each in found.items()]
    told = squeezed(Page(render_html(results, head)).text).partition("What did not pass ")[2]
    first = "what came last: [WiFi] Failed 2 cases, the clearest first expected online"
    other = "nothing made this good: [TIME] Clock skew +9 s 1 case expected online ✗ b esp32 expect.online"
    assert told.startswith(f"{first} ✗ a esp32 expect.online ✗ c esp32 expect.online {other}")


def test_each_way_in_which_an_invariant_is_broken_stands_below_it(result_of: ResultOf, head: ReportHead) -> None:
    found = {"a": "asked GET again", "b": "asked POST again", "c": "asked POST again"}
    failures = {
        name: Failure("invariant I8", "x.yaml", 3, 5, "no storm", each, in_remedy=False, invariant="I8")
        for name, each in found.items()
    }
    results = [result_of(name, outcome=Outcome.FAILED, failure=each) for name, each in failures.items()]
    told = squeezed(Page(render_html(results, head)).text).partition("What did not pass ")[2]
    ways = ["2 cases: asked POST again; look at b@esp32", "1 case: asked GET again; look at a@esp32"]
    assert told.startswith(f"I8: no storm 3 cases, the clearest first {''.join(ways)} ")


def test_of_many_failures_with_one_cause_some_are_listed_and_the_others_are_folded(
    result_of: ResultOf, head: ReportHead
) -> None:
    results = [result_of(f"case-{n}", outcome=Outcome.FAILED, failure=failed_with("[WiFi] Failed")) for n in range(9)]
    listed, _, folded = squeezed(Page(render_html(results, head)).text).partition("4 more cases of this cause")
    assert [f"case-{n} esp32 expect.online" in listed for n in range(9)] == [True] * 5 + [False] * 4
    assert all(f"case-{n} esp32 expect.online" in folded for n in range(5, 9))


def test_the_page_opens_at_the_clearest_case_of_the_most_frequent_cause(result_of: ResultOf, head: ReportHead) -> None:
    plain = failed_with("[WiFi] Failed")
    named = structs.replace(plain, step="expect.serial: x")
    results = [
        result_of("rare", outcome=Outcome.FAILED, failure=failed_with("[TIME] Clock skew +9 s")),
        result_of("vague", outcome=Outcome.FAILED, failure=plain),
        result_of("clear", outcome=Outcome.FAILED, failure=named),
    ]
    opened = render_html(results, head).partition('<div class="body" id="first-failure">')[2]
    assert "clear@esp32" in opened.partition("</div>")[0]


def test_one_failure_alone_needs_no_heading_of_its_cause(result_of: ResultOf, head: ReportHead) -> None:
    page = render_html([result_of("alone", outcome=Outcome.FAILED, failure=failed_with("[WiFi] Failed"))], head)
    assert "What did not pass ✗ alone esp32 expect.online" in squeezed(Page(page).text)


@pytest.mark.slow
def test_source_and_remedy_of_a_scenario_are_shown(page: Page) -> None:
    assert "Token Invalid or Expired, cause 1" in page.text
    assert "flash it within 24 hours" in page.text


@pytest.mark.slow
def test_a_sweep_shows_its_tally(page: Page) -> None:
    assert "2,105 points in this sweep: kept 412, updated 1,650, lost 43, corrupt 0" in squeezed(page.text)


@pytest.mark.slow
def test_skips_are_listed_with_their_reason(page: Page) -> None:
    assert "this world cannot do radio, power-cut 3 runs" in squeezed(page.text)


def test_hostile_text_stays_text(result_of: ResultOf, head: ReportHead) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    events = (Event(0, Source.DEVICE, EventKind.SERIAL, "device", {"text": hostile}),)
    result = result_of(outcome=Outcome.ERROR, events=events, reason=hostile, parameters={hostile: hostile})
    text = render_html([result], head)
    assert "<img" not in text
    assert "alert(1)</script>" not in text
    assert hostile in Page(text).text


@pytest.mark.slow
def test_a_run_keeps_its_anchor_between_reports(session: list[Result], head: ReportHead) -> None:
    assert "run-token-reused-esp32-used_token_status-410" in Page(render_html(session[1:], head)).ids


@pytest.mark.slow
def test_the_report_is_written_as_utf8(session: list[Result], head: ReportHead, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_html(session, head, path)
    assert "✓" in path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_one_clear_sentence(head: ReportHead, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"nowhere.*no such file or directory; create the folder first"):
        write_html([], head, tmp_path / "nowhere" / "report.html")


@pytest.mark.slow
def test_six_hundred_runs_fit_into_a_page(session: list[Result], head: ReportHead) -> None:
    assert (
        len(render_html([result for result in session if result.scenario != "a-day-online"] * 14, head).encode())
        < 4_000_000
    )


def test_a_case_that_passed_only_when_repeated_is_called_flaky(
    head: ReportHead, result_of: Callable[..., Result]
) -> None:
    assert "flaky: passed at attempt 2" in render_html([structs.replace(result_of(), attempts=2)], head)
    assert "flaky" not in render_html([result_of()], head)


def test_boards_and_the_comparison_stand_with_each_run(result_of: ResultOf, head: ReportHead) -> None:
    facts = {"board_name": "desk-8266", "mac": "5C:CF:7F:00:00:01", "boots": "3"}
    agreed = structs.replace(result_of(), facts=facts, agreement="agrees with sim (12 observables)")
    text = squeezed(Page(render_html([agreed], head)).text)
    assert "board desk-8266 MAC 5C:CF:7F:00:00:01 boots 3" in text
    assert "compared agrees with sim (12 observables)" in text
    assert "1 agree, 0 differ, 0 not compared" in text


def test_errors_are_listed_by_board_and_cause(result_of: ResultOf, head: ReportHead) -> None:
    results = [result_of(outcome=Outcome.ERROR, reason="board 's3': unplugged") for _ in range(2)]
    assert "board 's3': unplugged 2 runs" in squeezed(Page(render_html(results, head)).text)

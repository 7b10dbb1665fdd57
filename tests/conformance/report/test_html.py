"""The report as a page."""

from __future__ import annotations

import re

import pytest
from msgspec import structs

from oceanhil.conformance.command.baseline import compare
from oceanhil.conformance.command.exit_code import failing
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.result import ConformReport, ItemVerdict
from oceanhil.conformance.report.html import html_text
from oceanhil.protocol.profile import Kind
from oceanhil.remote.evidence.exchange import Shown
from tests.app.report.test_html import Page, squeezed
from tests.conformance.results import ALIKE, CURL, DIFFERS, EVERYTHING, UNTESTABLE, VIOLATES, report_of, result_of

HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7 * 7 }}"


def page_of(report: ConformReport) -> Page:
    return Page(html_text(report, failing(report, Kind.FACT)))


@pytest.fixture(scope="module")
def page() -> Page:
    return page_of(EVERYTHING)


def test_the_page_is_well_formed_and_links_within_itself(page: Page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_it_needs_no_other_file_and_has_no_handler_in_an_attribute(page: Page) -> None:
    assert not [pair for pair in page.attributes if pair[0].startswith("on")]
    assert not [value for name, value in page.attributes if name in {"src", "href", "action"} and value[:1] != "#"]
    assert "@import" not in html_text(EVERYTHING, ())


def test_it_counts_and_names_what_does_not_conform(page: Page) -> None:
    text = squeezed(page.text)
    assert "4 items of 5 not as expected" in text
    assert "1 conforms 2 differ 2 violate 1 not testable here 1 flaky" in text


def test_what_hurts_most_stands_first() -> None:
    critical = structs.replace(VIOLATES, id="z/critical", severity=Severity.CRITICAL)
    text = squeezed(page_of(report_of(DIFFERS, VIOLATES, critical)).text)
    places = [text.index(result.id) for result in (critical, VIOLATES, DIFFERS)]
    assert places == sorted(places)


def test_an_item_shows_both_sides_and_the_line_that_repeats_it(page: Page) -> None:
    assert page.text.count(CURL) == len(EVERYTHING.results)
    assert page.text.count("Copy") == len(EVERYTHING.results)
    assert "GET /x" in page.text
    assert "server.used_token_status = 401" in page.text


def test_items_can_be_filtered(page: Page) -> None:
    assert {"find", "verdict", "kind", "topic"} <= set(page.ids)
    assert ("data-verdict", "violates") in page.attributes
    assert ("data-kind", "contradiction") in page.attributes
    assert ("data-topic", "status") in page.attributes


def test_words_of_a_hostile_server_are_only_words() -> None:
    shown = Shown(sent=HOSTILE, received=HOSTILE, curl=HOSTILE, decisive=True)
    hostile = structs.replace(VIOLATES, found=HOSTILE, readings={"errors.not_found.message": HOSTILE})
    report = report_of(structs.replace(hostile, exchanges=(shown,)), url=f"http://{HOSTILE}")
    page = page_of(report)
    assert page.open == []
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]
    assert HOSTILE in page.text
    assert html_text(report, ()).count("<script>") == 1


def test_control_characters_of_a_server_are_made_visible() -> None:
    shown = Shown(sent="GET /\r\nx: y", received="\x1b[2J\u202egnp\r", curl="curl \x07", decisive=True)
    text = html_text(report_of(structs.replace(VIOLATES, exchanges=(shown,))), ())
    assert not [character for character in text if not character.isprintable() and character != "\n"]
    assert "<pre>GET /\nx: y</pre>" in text
    assert "<pre>\\u001b[2J\\u202egnp\\u000d</pre>" in text


def test_what_is_missing_is_named_with_its_items(page: Page) -> None:
    assert re.search(r"test-clock 1 item status/away", squeezed(page.text))


def test_what_changed_since_a_baseline_stands_first() -> None:
    before = report_of(structs.replace(VIOLATES, verdict=ItemVerdict.CONFORMS), url="http://old.example")
    report = compare(report_of(VIOLATES, UNTESTABLE), before, "old.json", {VIOLATES.id, UNTESTABLE.id})
    text = squeezed(page_of(report).text)
    assert "session/violates was conforms (200), now violates, accepted (200)" in text
    assert "status/away new: not testable" in text
    assert "the baseline is of another server" in text


def test_a_run_without_any_finding_says_so() -> None:
    assert "The item conforms" in page_of(report_of(result_of())).text
    assert "Nothing could be tried" in page_of(report_of(UNTESTABLE)).text


def test_a_run_that_was_broken_off_says_so() -> None:
    report = structs.replace(report_of(result_of()), broken_off="it is gone", left_behind=("device 7",))
    text = squeezed(page_of(report).text)
    assert "Broken off: it is gone" in text
    assert "device 7" in text


def test_what_many_items_found_alike_stands_above_once_with_links_to_each() -> None:
    page = page_of(report_of(VIOLATES, *ALIKE))
    text = squeezed(page.text)
    assert "20 items alike violates · critical 2, minor 18" in text
    above = text[: text.index("Next")]
    assert (above.count("'oops'"), above.count("session/violates")) == (1, 1)
    assert {f"#item-{result.id.replace('/', '-')}" for result in ALIKE} <= set(page.links)


def test_what_items_of_a_topic_found_alike_is_one_entry_that_names_the_others() -> None:
    three = [structs.replace(VIOLATES, id=f"clock/{name}") for name in ("a", "b", "c")]
    page = html_text(report_of(*three), ())
    listed = page.partition('<ol class="failures">')[2].partition("</ol>")[0]
    assert listed.count("<li>") == 1
    assert "2 more of clock, with the same answer" in listed
    assert all(f'href="#item-clock-{name}"' in listed for name in ("a", "b", "c"))
    assert page.count('<details class="item"') == 3, "each has its section"
    assert "with the same answer" not in html_text(report_of(*three[:2]), ())

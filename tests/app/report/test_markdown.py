"""The summary in Markdown, as a renderer for Markdown reads it."""

import re
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt

from oceanhil.app.report.annotations import ANNOTATIONS_MOST, error_commands
from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.markdown import render_markdown
from oceanhil.scenarios.result import Failure, LogCause, Outcome, Result
from tests.app.report.conftest import make_result

HOSTILE = "</summary><img src=x onerror=alert(1)> [a](javascript:alert(1)) ``` @all #1 | \x1b[31m"


def failed(scenario: str, found: str, step: str = "expect.serial: x") -> Result:
    failure = Failure(step, "probes/probe.yaml", 3, 5, "a line", found, in_remedy=False)
    return make_result(scenario, outcome=Outcome.FAILED, failure=failure)


def rendered(text: str) -> str:
    html: str = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text)
    return html


def test_what_passed_is_said_in_a_line_and_a_table(head: ReportHead) -> None:
    html = rendered(render_markdown([make_result("a"), make_result("b")], head))
    assert "<h2>✅ All 2 cases passed</h2>" in html
    assert "<td>2 passed, 0 failed, 0 errors, 0 skipped</td>" in html
    assert "<h2>✅ 1 case passed</h2>" in rendered(render_markdown([make_result("a")], head))


def test_each_cause_is_one_entry_with_its_clearest_case(head: ReportHead) -> None:
    results = [failed("a", "[WiFi] Failed"), failed("b", "[WiFi] Failed"), failed("c", "[TIME] Clock skew +9 s")]
    text = render_markdown(results, head)
    assert "<h2>❌ 3 of 3 cases did not pass</h2>" in rendered(text)
    assert re.findall(r"<summary>(.*?)</summary>", rendered(text)) == [
        "2 cases: what came last: [WiFi] Failed",
        "1 case: nothing made this good: [TIME] Clock skew +9 s",
    ]
    assert text.count("expected  a line") == 2


def test_each_way_in_which_an_invariant_is_broken_is_listed_with_its_cases(head: ReportHead) -> None:
    def broken(scenario: str, found: str) -> Result:
        failure = Failure("invariant I8", "probes/probe.yaml", 3, 5, "no storm", found, in_remedy=False, invariant="I8")
        return make_result(scenario, outcome=Outcome.FAILED, failure=failure)

    several = [broken("a", "asked GET again"), broken("b", "asked POST again"), broken("c", "asked POST again")]
    items = re.findall(r"<li>(.*?)</li>", rendered(render_markdown(several, head)))
    assert items == ["2 cases: asked POST again; look at b@esp32", "1 case: asked GET again; look at a@esp32"]
    assert "<li>" not in rendered(render_markdown(several[1:], head))


def test_errors_skips_and_what_went_wrong_beside_the_cases_are_there(head: ReportHead) -> None:
    error = make_result("a", outcome=Outcome.ERROR, reason="board 'x' is gone")
    skipped = make_result("b", outcome=Outcome.SKIPPED, reason="world 'sim' lacks wings")
    text = rendered(render_markdown([error, skipped], msgspec.structs.replace(head, problems=("1 of 3 were not run",))))
    for words in ("board 'x' is gone", "world 'sim' lacks wings", "1 of 3 were not run"):
        assert words in text.replace("&#x27;", "'")
    # A board, a world, a fixture of the user's own: whose an error is stands in its reason alone.
    assert "<h3>Errors</h3>" in text


def test_what_devices_and_scenarios_say_stays_text(head: ReportHead) -> None:
    error = make_result("b", outcome=Outcome.ERROR, reason=HOSTILE)
    html = rendered(render_markdown([failed("a", HOSTILE), error], msgspec.structs.replace(head, problems=(HOSTILE,))))
    assert "<img" not in html
    assert "<a " not in html
    assert "\x1b" not in html
    assert html.count("<details>") == html.count("</details>") == 1


def test_an_annotation_names_file_line_and_case() -> None:
    (line,) = error_commands([failed("a", "100 %, a\nb")], Path.cwd(), {})
    assert line.startswith("::error file=probes/probe.yaml,line=3,title=a@esp32::expect.serial: x%0Aexpected a line%0A")
    assert "found 100 %25, a%0Ab%0Aagain: oceanhil replay" in line


def test_an_annotation_says_the_cause_what_to_do_and_the_whole_command() -> None:
    cause = LogCause("The token has expired", 90, "[REG] refused", "Generate new code.", "Token Invalid, cause 1")
    result = msgspec.structs.replace(failed("a", "b"), log_cause=cause)
    (line,) = error_commands([result], Path.cwd(), {"a": " --scenarios mine"})
    assert "the serial log points to: The token has expired (90 %25)" in line
    assert "do this: Generate new code.%0Adocumented: Token Invalid, cause 1" in line
    assert line.endswith("again: oceanhil replay 'a@esp32' --scenarios mine")


def test_cases_of_one_cause_are_one_annotation_at_the_clearest_with_the_number_of_the_others() -> None:
    results = [failed("a", "[WiFi] Failed"), failed("b", "[WiFi] Failed"), failed("c", "[TIME] Clock skew +9 s")]
    titles = [line.split("title=")[1].split("::")[0] for line in error_commands(results, Path.cwd(), {})]
    assert titles == ["a@esp32 and 1 more", "c@esp32"]


@pytest.mark.parametrize("text", ["a\r\n::error::b", "::set-output name=x::y", "\x1b]0;x\x07"])
def test_nothing_that_was_found_is_a_command_of_its_own(text: str) -> None:
    lines = list(error_commands([failed("a", text, step=text)], Path.cwd(), {}))
    assert len(lines) == 1
    assert len(lines[0].splitlines()) == 1
    assert lines[0].isprintable()


def test_no_more_than_are_shown_are_written() -> None:
    results = [failed(f"s{number}", f"[{'ABCDEFGHIJKLMN'[number]}x] Failed") for number in range(14)]
    assert len(list(error_commands(results, Path.cwd(), {}))) == ANNOTATIONS_MOST

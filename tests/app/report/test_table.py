import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from oceanhil.app.report.table import passed_text, render_table
from oceanhil.scenarios.result import Failure, Outcome, Result
from tests.app.report.conftest import make_result

ResultOf = Callable[..., Result]


def printed(
    results: list[Result],
    width: int = 80,
    encoding: str = "utf-8",
    report: Path | None = None,
    *,
    soft_wrap: bool = False,
) -> str:
    buffer = io.BytesIO()
    file = io.TextIOWrapper(buffer, encoding=encoding, newline="\n")
    Console(file=file, width=width, soft_wrap=soft_wrap).print(render_table(results, 6.24, report))
    file.flush()
    return buffer.getvalue().decode(encoding)


def line_of(text: str, start: str) -> str:
    return " ".join(next(line for line in text.splitlines() if line.strip().startswith(start)).split())


def test_each_scenario_shows_verdict_cases_and_cure(session: list[Result]) -> None:
    text = printed(session, width=120)
    assert line_of(text, "token-reused") == "token-reused ✓ 2 cases · cure ✓ ✓ 2 cases · cure ✓ ✓ 2 cases · cure ✓"


def test_failed_cases_are_counted_against_all(session: list[Result]) -> None:
    assert line_of(printed(session), "clock-skew") == "clock-skew ✗ 1/7 · cure ✗ ✓ 7 · cure ✓ ✓ 7 · cure ✓"


def test_cases_that_passed_are_counted_against_all_where_some_were_left_out() -> None:
    results = [make_result("clock-skew", "esp32")] * 5
    results += [make_result("clock-skew", "esp32", outcome=Outcome.SKIPPED, reason="the world has no clock")] * 4
    assert line_of(printed(results), "clock-skew") == "clock-skew ✓ 5/9 · cure ✓"


def test_nothing_is_wider_than_the_terminal(session: list[Result]) -> None:
    assert max(map(len, printed(session).splitlines())) <= 80


def test_scenario_names_are_whole_at_80_columns(session: list[Result]) -> None:
    text = printed(session)
    assert all(result.scenario in text for result in session)


def test_a_plain_encoding_gets_plain_signs(session: list[Result]) -> None:
    text = printed(session, encoding="ascii")
    assert line_of(text, "clock-skew") == "clock-skew FAIL 1/7, cure FAIL ok 7, cure ok ok 7, cure ok"


def test_there_are_no_colours_outside_a_terminal(session: list[Result]) -> None:
    assert "\x1b" not in printed(session)


def test_the_last_lines_give_totals_and_report(session: list[Result]) -> None:
    lines = printed(session, width=140, report=Path("reports/index.html")).splitlines()
    assert lines[-2] == ("40 passed, 2 failed, 1 error, 3 skipped · 37 of 38 remedies verified · 6.2 s (3 d simulated)")
    assert lines[-1] == f"report: {Path('reports/index.html')}"


def test_skips_stand_apart_with_their_reason(session: list[Result]) -> None:
    assert "  3 - this world cannot do radio, power-cut; in wifi-5ghz-only" in printed(session).splitlines()


def test_a_session_of_skips_has_no_table(result_of: ResultOf) -> None:
    text = printed([result_of(outcome=Outcome.SKIPPED, reason="[b]no radio[/b]", remedy=Outcome.NONE)])
    assert "scenario " not in text
    assert "[b]no radio[/b]" in text


def test_every_skipped_scenario_is_named(result_of: ResultOf) -> None:
    names = ["token-expired", "token-reused", "clock-skew", "eeprom-corrupted", "a-day-online"]
    text = printed([result_of(name, outcome=Outcome.SKIPPED, reason="no board") for name in names], width=200)
    assert f"  5 - no board; in {', '.join(names)}" in text.splitlines()


def test_errors_are_grouped_by_board_and_cause(result_of: ResultOf) -> None:
    names = ["token-expired", "token-reused"]
    text = printed(
        [result_of(name, outcome=Outcome.ERROR, reason="board 's3': unplugged") for name in names], width=120
    )
    assert "  2 ! board 's3': unplugged; in token-expired, token-reused" in text.splitlines()
    assert "0 failed, 2 errors" in text


def test_the_comparison_is_summed_up_below_the_totals(result_of: ResultOf) -> None:
    results = [
        msgspec.structs.replace(result_of(), agreement="agrees with sim (12 observables)"),
        msgspec.structs.replace(result_of(), agreement="not compared with sim: error in sim: out of memory"),
        msgspec.structs.replace(
            result_of(outcome=Outcome.SKIPPED), agreement="not compared with sim: skipped in serial: no board"
        ),
    ]
    lines = printed(results, width=120).splitlines()
    assert lines[-2:] == [
        "1 agree with sim, 0 differ, 2 not compared (1 did not run here)",
        "  1 - error in sim: out of memory",
    ]


@pytest.mark.parametrize(("width", "encoding"), [(80, "utf-8"), (120, "utf-8"), (80, "ascii")])
def test_runs_that_passed_are_written_without_rich_in_the_same_characters(
    session: list[Result], width: int, encoding: str
) -> None:
    passed = [result for result in session if result.outcome is Outcome.PASSED]
    text = passed_text(passed, 6.24, width, is_ascii=encoding == "ascii")
    assert text is not None
    assert f"{text}\n" == printed(passed, width=width, encoding=encoding, soft_wrap=True)


def test_what_does_not_fit_or_has_wide_characters_is_left_to_rich(result_of: ResultOf) -> None:
    wide = result_of("温度")
    assert passed_text([wide], 6.24, 80, is_ascii=False) is None
    assert passed_text([result_of()], 6.24, 16, is_ascii=False) is None


def test_failures_of_one_cause_are_one_line_with_the_case_to_look_at(result_of: ResultOf) -> None:
    failures = [
        Failure(step, "a.yaml", 1, 1, "online", f"[TIME] Clock skew +{skew} s", in_remedy=False)
        for step, skew in (("expect.online", 7), ("expect.serial: x", 900), ("expect.online", 5))
    ]
    results = [
        result_of(f"case-{number}", outcome=Outcome.FAILED, failure=failure) for number, failure in enumerate(failures)
    ]
    text = printed(results, width=120)
    assert "failed: 3 cases, 1 cause" in text
    assert line_of(text, "3 ✗") == "3 ✗ nothing made this good: [TIME] Clock skew +900 s, or the like"
    assert line_of(text, "expected") == "expected online"
    assert line_of(text, "look at").startswith(f"look at {results[1].replay_id}; in case-1, case-0, case-2")


def test_a_broken_invariant_is_told_with_what_was_found_in_the_case_to_look_at(result_of: ResultOf) -> None:
    results = [
        result_of(
            f"case-{number}",
            outcome=Outcome.FAILED,
            failure=Failure("invariant I8", "a.yaml", 1, 1, "no storm", found, in_remedy=False, invariant="I8"),
        )
        for number, found in enumerate(("asked again after 2 s", "asked again after 9 s"))
    ]
    text = printed(results, width=120)
    assert line_of(text, "2 ✗") == "2 ✗ I8: no storm"
    assert "asked again after 2 s" in text
    assert "asked again after 9 s" not in text


def test_an_invariant_that_is_broken_in_several_ways_is_told_way_by_way(result_of: ResultOf) -> None:
    failures = [
        Failure("invariant I8", "a.yaml", 1, 1, "no storm", found, in_remedy=False, invariant="I8")
        for found in ("asked GET again after 2 s", "asked POST again after 1 s", "asked POST again after 9 s")
    ]
    text = printed(
        [result_of(f"case-{n}", outcome=Outcome.FAILED, failure=each) for n, each in enumerate(failures)], width=120
    )
    assert line_of(text, "3 ✗") == "3 ✗ I8: no storm"
    assert line_of(text, "2 cases:") == "2 cases: asked POST again after 1 s; look at case-1@esp32"
    assert line_of(text, "1 case:") == "1 case: asked GET again after 2 s; look at case-0@esp32"


def test_a_failure_alone_is_not_sorted(result_of: ResultOf) -> None:
    failure = Failure("expect.online", "a.yaml", 1, 1, "online", "nothing", in_remedy=False)
    assert "cause" not in printed([result_of(outcome=Outcome.FAILED, failure=failure)], width=120)


_LONG = "session-refused-while-a-new-registration-is-under-way"
_BOARDS = ("esp32", "esp8266", "picow")


@pytest.mark.parametrize("width", [30, 40, 44, 50, 56, 70, 80])
@pytest.mark.parametrize("name", [_LONG, "misunderstandings-of-a-certificate", "wifi-5ghz-only"])
def test_a_name_breaks_at_a_hyphen_and_never_inside_a_word(name: str, width: int) -> None:
    lines = printed([make_result(name, board=board) for board in _BOARDS], width=width).splitlines()
    parts = [line[: 2 + len(name)].split("  ")[1].strip() for line in lines if line.startswith("  ") and line.strip()]
    whole = [part for part in parts if part]
    assert "".join(whole) == name
    assert all(part.endswith("-") for part in whole[:-1])
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [52, 56])
def test_a_verdict_and_its_cure_stay_on_one_line(width: int) -> None:
    head, _, row, *_ = printed([make_result(_LONG, board=board) for board in _BOARDS], width=width).splitlines()
    assert head.split() == ["scenario", "ESP32", "ESP8266", "Pico", "W"]
    assert row.count("✓ · cure ✓") == len(_BOARDS)


def test_where_a_word_has_no_room_beside_the_boards_they_stand_below_its_name() -> None:
    lines = printed([make_result(_LONG, board=board) for board in _BOARDS], width=44).splitlines()
    assert lines[1:6] == [
        "  session-refused-while-a-new-registration-",
        "  is-under-way",
        "    ESP32    ✓ · cure ✓",
        "    ESP8266  ✓ · cure ✓",
        "    Pico W   ✓ · cure ✓",
    ]


def test_below_a_name_only_boards_on_which_it_ran_are_told() -> None:
    results = [make_result("token-expired"), make_result("wifi-5ghz-only", board="picow")]
    lines = [line.split() for line in printed(results, width=30).splitlines() if line.startswith("    ")]
    assert [line[0] for line in lines] == ["ESP32", "Pico"]

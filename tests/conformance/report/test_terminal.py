"""The report on the terminal."""

from __future__ import annotations

import io

from msgspec import structs
from rich.console import Console

from oceanhil.conformance.command.baseline import compare
from oceanhil.conformance.command.exit_code import failing
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.received import Received, Side
from oceanhil.conformance.contract.result import ConformReport, ItemVerdict
from oceanhil.conformance.report.asked import Asked
from oceanhil.conformance.report.detail import Detail
from oceanhil.conformance.report.terminal import print_report
from oceanhil.protocol.profile import Kind
from tests.conformance.results import ALIKE, CURL, DIFFERS, EVERYTHING, UNTESTABLE, VIOLATES, report_of, result_of

QUIET, USUAL, VERBOSE = Detail(is_quiet=True), Detail(), Detail(is_verbose=True)


def printed(report: ConformReport, detail: Detail = USUAL) -> str:
    file = io.StringIO()
    print_report(Console(file=file, width=100, highlight=False), report, failing(report, Kind.FACT), detail)
    return file.getvalue()


def test_topics_are_summed_up_by_verdict() -> None:
    lines = printed(EVERYTHING).splitlines()
    lines = lines[next(at for at, line in enumerate(lines) if line.startswith("topic")) :]
    assert lines[0].split() == ["topic", "conforms", "differs", "violates", "not", "testable"]
    assert lines[1].split() == ["session", "1", "1", "2", "-"]
    assert lines[2].split() == ["status", "-", "1", "-", "1"]


def test_the_worst_is_told_first_and_what_no_device_notices_in_a_line_each() -> None:
    severe = [
        structs.replace(DIFFERS, id="status/words", severity=Severity.MINOR),
        structs.replace(VIOLATES, id="session/major", severity=Severity.MAJOR),
        structs.replace(DIFFERS, id="token/reused", severity=Severity.CRITICAL),
        structs.replace(VIOLATES, id="token/leaked", severity=Severity.CRITICAL),
    ]
    text = printed(report_of(*severe))
    told = [text.index(each) for each in ("token/leaked", "token/reused", "session/major", "status/words", "topic ")]
    assert told == sorted(told)
    assert "1 item of minor severity (all of each: -v)\n  differs  status/words" in text
    assert "minor ·" not in text
    assert "minor ·" in printed(report_of(*severe), VERBOSE)


def test_what_does_not_conform_is_told_with_source_and_a_line_that_repeats_it() -> None:
    text = printed(EVERYTHING)
    assert (
        "violates  session/violates  accepted  fails the run\n  a session opens\n  major · fact · source: TOKEN\n"
        in text
    )
    assert "  expected  401\n  found     200\n" in text
    assert f"  again     {CURL}\n" in text
    assert "  reading   server.used_token_status = 401\n" in text


def test_only_the_labels_are_pale_and_not_what_was_found() -> None:
    file = io.StringIO()
    console = Console(file=file, width=100, force_terminal=True, highlight=False, color_system="standard")
    print_report(console, EVERYTHING, (), USUAL)
    assert "\x1b[2m  found     \x1b[0m200\n" in file.getvalue()


def test_a_flaky_item_is_named_as_such() -> None:
    assert "violates  session/flaky  accepted  flaky  fails the run\n" in printed(EVERYTHING)
    assert "3 trials came out differently" in printed(EVERYTHING)


def test_untestable_items_stand_under_what_is_missing_and_are_counted_apart() -> None:
    text = printed(EVERYTHING)
    assert "  test-clock: status/away\n    needs a clock\n" in text
    assert "6 items: 1 conforms, 2 differ, 2 violate, 1 not testable here, 1 flaky · 1.5 s" in text


def test_what_lacks_more_besides_does_not_say_why_again() -> None:
    lacking = [
        structs.replace(UNTESTABLE, id=f"status/{number}", missing=missing, found=f"needs {' and '.join(missing)}")
        for number, missing in enumerate([("a", "b"), ("a", "b", "c"), ("a", "b", "d"), ("b",)])
    ]
    text = printed(report_of(result_of(), *lacking))
    why = [line.strip() for line in text.splitlines() if line.startswith("    needs")]
    assert why == ["needs b", "needs a and b", "needs a and b and c", "needs a and b and d"]


def test_many_untestable_items_are_counted_by_topic_and_named_only_on_request() -> None:
    report = report_of(*(structs.replace(UNTESTABLE, id=f"status/{number}") for number in range(9)))
    usual, verbose = printed(report), printed(report, VERBOSE)
    assert "missing (every id: -v)\n  test-clock: 9 items (status 9)\n    needs a clock\n" in usual
    assert "status/8" not in usual
    assert "status/7, status/8\n" in verbose


def test_a_missing_capability_is_told_once_however_it_goes_together_with_others() -> None:
    both = structs.replace(UNTESTABLE, id="status/both", missing=("test-clock", "status"), found="needs both")
    text = printed(report_of(UNTESTABLE, both))
    assert "  test-clock: status/away, status/both\n    needs a clock\n  status: status/both\n    needs both\n" in text


def test_a_connector_that_does_not_work_is_told_whatever_the_detail() -> None:
    broken = structs.replace(UNTESTABLE, missing=("registration-token",), given_up=True)
    text = printed(report_of(result_of(), broken), QUIET)
    assert "the connector does not work: registration-token failed until given up\n" in text


def test_a_short_report_says_why_nothing_could_be_tried_and_why_an_operation_fails_the_run() -> None:
    assert "  test-clock: status/away\n    needs a clock\n" in printed(report_of(UNTESTABLE), QUIET)
    broken = structs.replace(UNTESTABLE, given_up=True, found="delete: it still registers")
    assert "fails the run\n  found     delete: it still registers\n" in printed(report_of(result_of(), broken), QUIET)
    assert "needs a clock" not in printed(report_of(result_of(), UNTESTABLE), QUIET)


def test_it_says_what_to_do_next() -> None:
    text = printed(EVERYTHING)
    assert "try one item again: oceanhil conform http://127.0.0.1:1 --only session/violates\n" in text
    assert "--write-profile FILE" in text
    needed = "the test clock (clock-now, clock-advance, clock-freeze, clock-release) 1"
    how = "--connector FILE; docs/connectors.md of the repository"
    assert f"1 item more with a connector file ({how}): {needed}\n" in text


def test_the_line_that_tries_again_names_the_service_and_the_connector() -> None:
    report = structs.replace(report_of(VIOLATES, service="ringcentral"), connector="staging")
    assert " --profile ringcentral --connector FILE --only session/violates\n" in printed(report)


def test_what_was_given_is_repeated_and_not_advised() -> None:
    file = io.StringIO()
    report = structs.replace(report_of(VIOLATES, DIFFERS), connector="staging", learned={"server.x": 401})
    asked = Asked(" --connector 'my server.toml'", "theirs.toml")
    print_report(Console(file=file, width=100, highlight=False), report, (VIOLATES.id,), USUAL, asked)
    assert " http://127.0.0.1:1 --connector 'my server.toml' --only session/violates\n" in file.getvalue()
    assert "have the server's readings answered: oceanhil serve --profile theirs.toml\n" in file.getvalue()
    assert "FILE" not in file.getvalue()


def test_how_long_a_recording_is_is_not_taken_for_the_time_of_the_run() -> None:
    report = structs.replace(report_of(result_of()), is_recorded=True)
    assert printed(report).endswith("1 item: 1 conforms · a recording of 1.5 s\n")


def test_what_is_no_json_is_told_by_its_type() -> None:
    received = Received(Side.REFUSED, 404, fields=("(text/plain)",))
    assert "  received  404 (text/plain)\n" in printed(report_of(structs.replace(VIOLATES, received=received)))


def test_what_is_told_from_a_recording_cannot_be_asked_again() -> None:
    told = structs.replace(VIOLATES, id="recorded/session/violates")
    other = structs.replace(UNTESTABLE, id="recorded/status/away", missing=("recording",))
    text = printed(report_of(told, other))
    assert "--only" not in text
    assert "--connector" not in text


def test_quiet_leaves_the_sum_and_what_fails() -> None:
    assert [line.split()[:2] for line in printed(EVERYTHING, QUIET).splitlines()] == [
        ["violates", "session/violates"],
        ["violates", "session/flaky"],
        ["6", "items:"],
    ]


def test_verbose_names_what_conforms_too() -> None:
    assert "conforms  session/opens\n" in printed(EVERYTHING, VERBOSE)
    assert "conforms  session/opens\n" not in printed(EVERYTHING)
    assert "conforms  a/1\nconforms  a/2\n" in printed(report_of(result_of("a/1"), result_of("a/2")), VERBOSE)


def test_beside_a_baseline_only_changes_are_told() -> None:
    conforming = structs.replace(VIOLATES, verdict=ItemVerdict.CONFORMS)
    before = report_of(conforming, DIFFERS, UNTESTABLE, result_of("old/item"))
    ids = {VIOLATES.id, DIFFERS.id, UNTESTABLE.id}
    text = printed(compare(report_of(VIOLATES, DIFFERS, UNTESTABLE), before, "old.json", ids))
    assert "compared with old.json of 2026-01-02T03:04:05Z: 2 items changed" in text
    assert "old/item is no longer in the catalogue" in text
    assert "session/violates: was conforms (200), now violates, accepted (200)" in text
    assert "session/differs" not in text
    assert UNTESTABLE.id not in text
    assert "1 not testable here" in text


def test_words_of_the_server_cannot_colour_or_move_anything() -> None:
    hostile = structs.replace(VIOLATES, found="\x1b[2J[red]gone[/red]\n\rx", readings={"errors.x.message": "\x1b[2J"})
    text = printed(report_of(hostile))
    assert "\x1b" not in text
    assert "[red]gone[/red]" in text


def test_a_run_that_was_broken_off_says_why_and_what_is_left() -> None:
    report = structs.replace(
        report_of(result_of()), broken_off="it is gone", not_tried=("a/1",), left_behind=("device 7",)
    )
    text = printed(report, QUIET)
    assert "broken off: it is gone; 1 item not tried" in text
    assert "left behind on the server:\n  device 7" in text


def test_a_run_of_which_only_the_clean_up_was_broken_off_counts_nothing_as_not_tried() -> None:
    assert "broken off: interrupted at the end\n" in printed(
        structs.replace(report_of(result_of()), broken_off="interrupted at the end"), QUIET
    )


def test_a_long_list_of_what_is_left_behind_is_cut_unless_asked_for() -> None:
    report = structs.replace(report_of(result_of()), left_behind=tuple(f"device {number}" for number in range(14)))
    assert "  device 9\n  and 4 more (all: -v, or the other reports)\n" in printed(report, QUIET)
    assert "  device 13\n" in printed(report, VERBOSE)


def test_what_many_items_found_alike_is_told_once_and_by_each_on_request() -> None:
    report = report_of(VIOLATES, *ALIKE)
    usual, verbose = printed(report), printed(report, VERBOSE)
    assert usual.startswith(
        "violates  20 items alike  fails the run\n  critical 2, minor 18\n  asked     POST /session/\n"
        "  expected  a JSON object\n  found     'oops'\n"
    )
    assert "  items     20 items (topic-0 7, topic-1 7, topic-2 6); each of them: -v, or the other reports\n" in usual
    assert (usual.count("'oops'"), usual.count("violates  session/violates")) == (1, 1)
    assert all(f"violates  {result.id}  " in verbose for result in ALIKE)
    assert f"  items     {', '.join(result.id for result in ALIKE)}\n" in verbose


def test_few_that_were_found_alike_in_many_topics_are_told_once_with_their_names() -> None:
    few = [structs.replace(ALIKE[0], id=f"topic-{number % 5}/{number}") for number in range(8)]
    usual = printed(report_of(*few))
    assert usual.startswith("violates  8 items alike  fails the run\n")
    assert f"  items     {', '.join(result.id for result in few)}\n" in usual
    assert usual.count("'oops'") == 1


def test_what_items_of_a_topic_found_alike_has_one_paragraph_and_a_line_for_each_other() -> None:
    first, second, third = (structs.replace(VIOLATES, id=f"clock/{name}") for name in ("a", "b", "c"))
    usual, verbose = printed(report_of(first, second, third)), printed(report_of(first, second, third), VERBOSE)
    assert (
        f"  again     {CURL}\n  alike     2 more of clock, with the same answer (all of each: -v)\n"
        "    violates  clock/b  accepted  fails the run  a session opens\n"
        "    violates  clock/c  accepted  fails the run  a session opens\n\n"
    ) in usual
    assert (usual.count(CURL), verbose.count(CURL)) == (1, 3)
    assert "alike" not in verbose
    assert "alike" not in printed(report_of(first, second))

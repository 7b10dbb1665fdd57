from collections.abc import Callable

import msgspec

from oceanhil.app.report.summary import (
    BOARD_FACTS,
    build_matrix,
    count,
    error_causes,
    in_a_line,
    passed_over,
    skip_reasons,
    unjudged,
)
from oceanhil.scenarios.measures import Measure
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import CUT_AT
from tests.app.report.conftest import make_result

ResultOf = Callable[..., Result]


def test_counts_keep_outcomes_apart(session: list[Result]) -> None:
    counts = count(session)
    assert (counts.passed, counts.failed, counts.errors, counts.skipped) == (40, 2, 1, 3)
    assert counts.total == len(session)


def test_a_remedy_counts_as_verified_only_when_it_cured(result_of: ResultOf) -> None:
    remedies = (Outcome.PASSED, Outcome.FAILED, Outcome.NONE, Outcome.SKIPPED)
    counts = count(result_of(remedy=remedy) for remedy in remedies)
    assert (counts.remedies_passed, counts.remedies_failed) == (1, 1)


def test_points_of_sweeps_are_added_up(result_of: ResultOf) -> None:
    assert count([result_of(tally={"kept": 3, "lost": 4}), result_of(tally={"kept": 5})]).points == 12


def test_columns_are_the_boards_in_their_usual_order(result_of: ResultOf) -> None:
    matrix = build_matrix([result_of(board="picow"), result_of(board="esp32"), result_of(board="esp8266")])
    assert matrix.columns == ("ESP32", "ESP8266", "Pico W")


def test_worlds_get_columns_of_their_own_when_there_are_several(result_of: ResultOf) -> None:
    results = [result_of(), msgspec.structs.replace(result_of(), world="native")]
    assert build_matrix(results).columns == ("ESP32 · sim", "ESP32 · native")


def test_a_test_that_is_no_case_has_a_column_without_a_world_and_is_no_other_world(result_of: ResultOf) -> None:
    plain = msgspec.structs.replace(result_of(), board="", world="", command="pytest tests")
    assert build_matrix([result_of(), plain]).columns == ("ESP32", "no board")
    other = msgspec.structs.replace(result_of(), world="native")
    assert build_matrix([result_of(), other, plain]).columns == ("ESP32 · sim", "ESP32 · native", "no board")


def test_every_run_is_in_exactly_one_cell(session: list[Result]) -> None:
    matrix = build_matrix(session)
    runs = [index for group in matrix.groups for row in group.rows for index in row.runs]
    assert sorted(runs) == list(range(len(session)))


def test_a_cell_shows_its_worst_case(result_of: ResultOf) -> None:
    outcomes = (Outcome.PASSED, Outcome.SKIPPED, Outcome.FAILED, Outcome.ERROR)
    (group,) = build_matrix([result_of(outcome=outcome) for outcome in outcomes]).groups
    assert group.rows[0].cells["ESP32"].outcome is Outcome.FAILED


def test_a_cell_is_skipped_only_when_all_its_cases_are(result_of: ResultOf) -> None:
    (group,) = build_matrix([result_of(outcome=Outcome.SKIPPED), result_of()]).groups
    assert group.rows[0].cells["ESP32"].outcome is Outcome.PASSED


def test_the_most_frequent_reason_for_skipping_comes_first(result_of: ResultOf) -> None:
    reasons = ("radio", "power-cut", "power-cut")
    skipped = [result_of(outcome=Outcome.SKIPPED, reason=reason) for reason in reasons]
    assert [(reason, len(runs)) for reason, runs in skip_reasons(skipped).items()] == [("power-cut", 2), ("radio", 1)]


def test_one_cause_in_steps_of_several_files_is_one_cause(result_of: ResultOf) -> None:
    why = "connector: registration-token: answered 401"
    reasons = (f"{why} (in server.generate, a (1).yaml:8)", f"{why} (in server.generate, b.yaml:12)")
    causes = error_causes(result_of(outcome=Outcome.ERROR, reason=reason) for reason in reasons)
    assert {cause: len(results) for cause, results in causes.items()} == {why: 2}


def test_errors_stand_under_every_board_that_is_to_blame(result_of: ResultOf) -> None:
    reasons = (
        "board 'a': no port; plugged in: none; board 'b': wrong chip",
        "board 'b': wrong chip",
        "the server died",
    )
    causes = error_causes(result_of(outcome=Outcome.ERROR, reason=reason) for reason in reasons)
    assert {cause: len(runs) for cause, runs in causes.items()} == {
        "board 'b': wrong chip": 2,
        "board 'a': no port; plugged in: none": 1,
        "the server died": 1,
    }


def test_what_is_not_judged_is_said_by_invariant_and_scenario_with_the_reason() -> None:
    def run(scenario: str, *without: str, why: str = "", outcome: Outcome = Outcome.PASSED) -> Result:
        return msgspec.structs.replace(make_result(scenario, outcome=outcome), without=dict.fromkeys(without, why))

    results = [
        run("b", "I11", "I2"),
        run("a", "I11"),
        run("b", "I11"),
        run("c"),
        run("d", "I3", outcome=Outcome.SKIPPED),
        run("f", "I4", outcome=Outcome.ERROR),
        run("e", "I2", why="it prints them"),
    ]
    assert list(unjudged(results)) == [
        "I2 not judged in b (1 of its 2 cases)",
        "I2 not judged in e: it prints them",
        "I11 not judged in b, a",
    ]


def _case(name: str, board: str = "esp32", *without: str) -> Result:
    result = make_result("a", board=board)
    return msgspec.structs.replace(result, parameters={"case": name}, without=dict.fromkeys(without, ""))


def test_cases_that_alone_leave_an_invariant_out_are_named() -> None:
    results = [_case("one-short"), _case("empty", "esp32", "I17"), _case("empty", "picow", "I17"), _case("twice")]
    assert list(unjudged(results)) == ["I17 not judged in a (case empty)"]


def test_many_cases_or_those_of_one_board_that_leave_an_invariant_out_are_counted() -> None:
    many = [_case("kept"), *(_case(f"{number}", "esp32", "I8") for number in range(4))]
    one_board = [_case("kept", "esp32", "I8"), _case("kept", "picow")]
    assert list(unjudged(many)) == ["I8 not judged in a (4 of its 5 cases)"]
    assert list(unjudged(one_board)) == ["I8 not judged in a (1 of its 2 cases)"]


def test_scenarios_that_did_not_cut_at_every_unit_are_named_whatever_came_of_them(result_of: ResultOf) -> None:
    def swept(scenario: str, cut_at: str) -> Result:
        return msgspec.structs.replace(make_result(scenario), facts={CUT_AT: f"{cut_at} units of flash work"})

    results = [
        swept("b", "one in 5 of 14,860"),
        result_of(),
        swept("a", "one in 3 of 9,000"),
        swept("b", "one in 7 of 21,000"),
    ]
    said = [line.partition(": ")[0] for line in passed_over(results)]
    assert said == [
        "power was cut at one in 3 of 9,000 units of flash work in a",
        "power was cut at one in 5 of 14,860 units of flash work in b",
    ]


def test_a_compilers_words_are_told_in_a_line_by_their_first_error() -> None:
    said = "lamp.ino: In function 'void setup()':\nlamp.ino:3:5: error: 'Serail' was not declared\n    3 | Serail"
    assert in_a_line(said) == "lamp.ino:3:5: error: 'Serail' was not declared"


def test_a_reason_without_an_error_in_it_is_told_in_a_line_by_how_it_begins() -> None:
    assert in_a_line("the server said:\nno") == "the server said"
    assert in_a_line("lamp.ino:3: error: no header\nlamp.ino:4: error: another") == "lamp.ino:3: error: no header"


def test_no_measure_takes_the_place_of_what_a_world_tells_of_a_board() -> None:
    taken = sorted({each.value for each in Measure} & {*BOARD_FACTS})
    assert not taken, f"{taken} in scenarios/measures.py are names of facts (app/report/summary.py): choose others"

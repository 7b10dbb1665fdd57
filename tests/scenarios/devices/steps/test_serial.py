"""Expectations about serial lines: they consume what was printed, in order."""

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from tests.scenarios.devices.judging import UNWATCHED, Judged, judged
from tests.scenarios.fake_world import FakeFactory, Planned, S, Script, line
from tests.scenarios.writing import case_of


def printing(*lines: Planned) -> Script:
    return {"device.power_on": lines}


GIVEN = f"given: {{token: none}}\ndevices: [twin]\n{UNWATCHED}"


def run(steps: str, script: Script) -> Result:
    return run_case(case_of(GIVEN, "- device.power_on\n" + steps), FakeFactory(script), load_profile())


def holds(steps: str, *lines: Planned) -> Judged:
    return judged(run(steps, printing(*lines)))


def test_a_line_is_waited_for() -> None:
    assert holds("- expect.serial: hello", line("hello", 59 * S))
    assert not holds("- expect.serial: hello", line("hello", 61 * S))


def test_firmware_may_be_waited_for_in_its_own_words_and_in_those_that_they_mean() -> None:
    printed = line("[REG] HTTP Response: 200", S, own="register -> 200")
    for wanted in ("register -> 200", '"[REG] HTTP Response: 200"', "{contains: register}", '{pattern: "-> [0-9]+$"}'):
        assert holds(f"- expect.serial: {wanted}", printed)
    assert not holds("- expect.serial: register", printed)
    assert not holds("- mark\n- time.run: 5s\n- expect.no_serial: {contains: register}", printed)


def test_a_line_in_words_of_its_own_is_told_in_them_and_may_come_near() -> None:
    printed = line("[EEPROM] Token loaded", S, own="cfg: token there")
    failure = run('- expect.serial: "cfg: tokn there"', printing(printed)).failure
    assert failure is not None
    near = "nearest: 'cfg: token there', 'token' in place of 'tokn', first at 0:00:01.000"
    assert failure.found == f"{near} | cfg: token there  (means: [EEPROM] Token loaded)"


def test_who_waits_for_no_time_lets_none_pass() -> None:
    result = run("- expect.serial: {line: hello, within: 0s}", printing(line("hello", 1)))
    assert (result.outcome, result.simulated_us) == (Outcome.FAILED, 0)


def test_a_line_that_came_before_is_found_too() -> None:
    assert holds("- time.run: 5s\n- expect.serial: {line: hello, within: 0s}", line("hello", S))


def test_lines_are_consumed_in_order() -> None:
    printed = line("one", S), line("two", 2 * S)
    assert holds("- expect.serial: one\n- expect.serial: two", *printed)
    assert not holds("- expect.serial: two\n- expect.serial: one", *printed)


def test_a_line_that_came_before_the_one_expected_first_is_told() -> None:
    result = run("- expect.serial: two\n- expect.serial: one", printing(line("one", S), line("two", 2 * S)))
    assert result.failure is not None
    assert result.failure.found == "no line at all | it came at 0:00:01.000, before two"


def test_a_line_that_differs_in_its_wording_is_told_first() -> None:
    printed = line("[INFO] Device is ONLINE", S), *(line(f"line {number}", 2 * S) for number in range(9))
    result = run("- expect.serial: {line: '[INFO] Device ONLINE', within: 9s}", printing(*printed))
    assert result.failure is not None
    nearest, *others = result.failure.found.split(" | ")
    assert nearest == "nearest: '[INFO] Device is ONLINE', with 'is' more, first at 0:00:01.000"
    assert others == ["…", *(f"line {number}" for number in range(3, 9))]


def test_a_part_of_a_line_has_no_wording_of_its_own_to_be_near_to() -> None:
    step = "- expect.serial: {contains: '[INFO] Device ONLINE', within: 9s}"
    failure = run(step, printing(line("[INFO] Device is ONLINE", S))).failure
    assert failure is not None
    assert failure.found == "[INFO] Device is ONLINE"


def test_a_line_that_was_expected_already_did_not_come_too_early() -> None:
    result = run("- expect.serial: one\n- expect.serial: two\n- expect.serial: one", printing(line("one"), line("two")))
    assert result.failure is not None
    assert result.failure.found == "no line at all"


def test_a_line_is_the_whole_line_apart_from_white_space_at_its_end() -> None:
    assert holds("- expect.serial: hello", line("hello \r", S))
    assert not holds("- expect.serial: hello", line("hello you", S))


def test_a_glyph_that_the_public_pages_lost_may_be_any_or_none() -> None:
    expected = '- expect.serial: "[REG] Registration successful!"'
    for printed in ("[REG]  Registration successful!", "[REG] ✓ Registration successful!"):
        assert holds(expected, line(printed, S))
    assert not holds(expected, line("[REG] no Registration successful!", S))


def test_a_part_or_a_pattern_will_do() -> None:
    printed = line("[SESSION] Got session ID: a1b2c3d4", S)
    assert holds('- expect.serial: {contains: "session ID"}', printed)
    assert holds("- expect.serial: {pattern: 'ID: [0-9a-f]{8}$'}", printed)
    assert not holds("- expect.serial: {pattern: 'ID: [0-9]{8}$'}", printed)


def test_a_count_consumes_that_many_lines_within_the_time_for_all() -> None:
    printed = [line("poll", second * S) for second in (1, 2, 3)]
    assert holds("- expect.serial: {line: poll, count: 3, within: 3s}", *printed)
    assert not holds("- expect.serial: {line: poll, count: 3, within: 2s}", *printed)


def test_a_count_that_is_not_reached_tells_how_far_it_came() -> None:
    result = run("- expect.serial: {line: poll, count: 3, within: 9s}", printing(line("poll", S), line("poll", 2 * S)))
    assert result.failure is not None
    assert result.failure.expected == "the line 'poll' within 9s, time 3 of 3"


def test_each_device_has_lines_of_its_own() -> None:
    printed = line("hello", S, "twin")
    assert holds("- expect.serial: {line: hello, on: twin}", printed)
    assert not holds("- expect.serial: hello", printed)


def test_what_was_printed_instead_stands_in_the_failure() -> None:
    result = run("- expect.serial: {line: x, within: 9s}", printing(*(line(f"l{n}", n * S) for n in range(1, 8))))
    assert result.failure is not None
    assert result.failure.found == "… | l2 | l3 | l4 | l5 | l6 | l7"


def test_a_silent_device_is_called_so() -> None:
    result = run("- expect.serial: {line: x, within: 9s}", {})
    assert result.failure is not None
    assert result.failure.found == "no line at all"


def test_no_line_may_come_for_a_time() -> None:
    assert holds("- expect.no_serial: {line: hello, for: 9s}", line("hello", 10 * S))
    assert not holds("- expect.no_serial: {line: hello, for: 10s}", line("hello", 10 * S))


def test_no_line_may_have_come_since_the_last_expected_one() -> None:
    printed = line("one", S), line("two", 2 * S), line("three", 3 * S)
    assert not holds("- time.run: 5s\n- expect.no_serial: two", *printed)
    assert holds("- expect.serial: two\n- expect.no_serial: {line: two, for: 5s}", *printed)


def test_the_line_that_came_stands_in_the_failure_with_its_time() -> None:
    result = run("- expect.no_serial: {contains: ell, for: 9s}", printing(line("hello", 4 * S)))
    assert result.failure is not None
    assert result.failure.expected == "not a line that contains 'ell' for 9s"
    assert result.failure.found == "hello at 0:00:04.000"

"""Who waits for a printed line is woken by it, and by no other."""

from concurrent.futures import ThreadPoolExecutor

from oceanhil.hil.agent.trial.printed import PrintedLines

NEVER_S = 30.0
SOON_S = 10.0


def _is_done(line: str) -> bool:
    return line == "done"


def test_who_waits_for_a_line_goes_on_as_soon_as_it_is_printed() -> None:
    printed = PrintedLines()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(printed.wait, _is_done, 0, NEVER_S)
        printed.add("begun")
        printed.add("done")
        assert waiting.result(SOON_S)


def test_a_line_that_was_there_before_is_not_waited_for_and_not_taken_for_a_later_one() -> None:
    printed = PrintedLines()
    printed.add("done")
    assert printed.wait(_is_done, 0, 0.0)
    assert not printed.wait(_is_done, len(printed), 0.01)


def test_what_was_printed_since_is_given_in_its_order() -> None:
    printed = PrintedLines()
    for line in ("one", "two", "three"):
        printed.add(line)
    assert (len(printed), printed.since(1), printed.since(3)) == (3, ["two", "three"], [])

"""The first difference in two columns."""

from io import StringIO

from rich.console import Console

from oceanhil.analysis.comparison import blind_text, place_of, plain_text, rows_of, table_of
from oceanhil.scenarios.comparison import Difference
from oceanhil.scenarios.trace import EventKind

PARTED = Difference(
    device="device",
    kind=EventKind.SERIAL,
    index=1,
    left="[REG] HTTP Response: 200",
    right="[REG] HTTP Response: 401",
    before=("[REG] Registering device...",),
    left_after=("same", "left only"),
    right_after=("same",),
)
ENDED = Difference("", EventKind.STATUS, 0, None, "online", ())


def test_columns_stand_side_by_side_with_a_mark_where_they_differ() -> None:
    assert plain_text(PARTED, "a.jsonl", "sim").splitlines() == [
        "       a.jsonl                        sim",
        "    1  [REG] Registering device...    [REG] Registering device...",
        "    2  [REG] HTTP Response: 200     ≠ [REG] HTTP Response: 401",
        "    3  same                           same",
        "    4  left only                    ≠",
    ]


def test_a_trace_that_has_ended_says_so() -> None:
    (row,) = rows_of(ENDED)
    assert (row.place, row.left, row.mark, row.right) == (1, "(no more)", "≠", "online")


def test_a_narrow_terminal_wraps_within_the_columns() -> None:
    out = StringIO()
    Console(file=out, width=40).print(table_of(PARTED, "a", "b"))
    assert max(len(line) for line in out.getvalue().splitlines()) <= 40
    assert "≠" in out.getvalue()


def test_words_name_the_stream_and_what_was_left_out() -> None:
    assert place_of(PARTED) == "serial lines of device differ at place 2"
    assert place_of(ENDED) == "dashboard status of the world differ at place 1"
    assert blind_text({EventKind.SAVE, EventKind.LOAD}) == "not compared: records loaded, records saved"
    assert blind_text(()) == ""

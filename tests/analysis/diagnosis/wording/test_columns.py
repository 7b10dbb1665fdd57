"""Rows of numbers are read by the names above them, with any separator, and other lines stay as they are."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.wording.line_context import Columns
from tests.together import together


def spelled(*lines: str) -> list[str]:
    columns = Columns()
    return [columns.spelled(line) for line in lines]


@together
@pytest.mark.parametrize(
    ("header", "row", "wanted"),
    [
        ("# s status ip", "12 2 0.0.0.0", "status: 2 s: 12 ip: 0.0.0.0"),
        ("sec;st;addr", "12;-3;0.0.0.0", "status: -3 sec: 12 ip: 0.0.0.0"),
        ("n,ms,code", "4,10001,-11", "http: -11 n: 4 ms: 10001"),
        ("ms;what;http", "5100;poll;200", "what: poll http: 200 ms: 5100"),
        ("time;event;code;detail", "1;session;200;sid 1f exp", "event: session http: 200 time: 1 detail: sid 1f exp"),
        ("time;event;code;detail", "11:05;poll;200;", "event: poll http: 200 time: 11:05"),
        ("time | http | temp", "08:10 | 500 | 21.5", "http: 500 time: 08:10 temp: 21.5"),
    ],
)
def test_a_row_has_the_names_of_its_columns_and_the_answer_first(header: str, row: str, wanted: str) -> None:
    assert spelled(header, row) == [header, wanted]


@together
@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("n,ms,code", "4,10001"),
        ("n,ms,code", "timeout"),
        ("temp hum rssi", "21 40 200"),
        ("status", "200"),
        ("n,ms,code", "a b c"),
        ("n;ms;code", "4 10001 200"),
    ],
)
def test_any_other_line_stays_as_it_is(header: str, line: str) -> None:
    assert spelled(header, line)[1] == line


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("n,ms,code\n1,300,200\n2,310,200\n3,10001,-11\n4,10001,-11\n", "server-slow"),
        ("t st addr\n1 1 0.0.0.0\n2 -3 0.0.0.0\n3 -3 0.0.0.0\n", "wifi-password-wrong"),
        ("sec;status;ip\n1;1001;0.0.0.0\n2;201;0.0.0.0\n", "wifi-network-not-found"),
        ("# s status ip\n1 1 0.0.0.0\n2 2 0.0.0.0\n3 2 0.0.0.0\n", "wifi-no-address"),
    ],
)
def test_what_is_wrong_is_read_from_rows(log: str, cause: str) -> None:
    finding = diagnose(log).findings[0]
    assert finding.cause == cause
    assert finding.evidence[-1].text in log


def test_a_row_with_an_address_is_joined() -> None:
    assert diagnose("# s status ip\n1 2 0.0.0.0\n2 3 192.168.1.7\n").findings == ()


def test_rows_that_name_what_was_asked_for_are_a_device_that_is_well() -> None:
    rows = "".join(f"{number}100;poll;200\n" for number in range(4))
    assert diagnose(f"# ms;what;http\n100;session;200\n{rows}").verdict is LogVerdict.HEALTHY

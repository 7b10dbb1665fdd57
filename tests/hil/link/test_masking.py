from hypothesis import given
from hypothesis import strategies as st

from hil.link.masking import joined, masked, masked_records, split_settled
from hil.link.oslog_rows import Direction, LogRecord
from protocol.redact import leaks

TOKEN = "oc_reg_0123456789abcdefghijklmnop"


def records(*chunks: bytes) -> list[LogRecord]:
    return [LogRecord(at, Direction.IN, chunk) for at, chunk in enumerate(chunks)]


def test_a_token_keeps_its_first_twelve_characters_and_its_length() -> None:
    assert masked(f"token {TOKEN}\r\n".encode()) == b"token oc_reg_01234" + b"*" * (len(TOKEN) - 12) + b"\r\n"


def test_a_password_is_hidden_wholly() -> None:
    assert masked(b"$HIL,3,PROVISION,wifi-password,secret*1F\r\n") == b"$HIL,3,PROVISION,wifi-password,*********\r\n"


def test_lines_about_passwords_stay() -> None:
    assert masked(b"[WiFi] wrong password for home\n") == b"[WiFi] wrong password for home\n"


def test_a_token_in_two_chunks_is_masked_in_both() -> None:
    made = masked_records(records(TOKEN[:15].encode(), TOKEN[15:].encode() + b"\n"))
    assert [record.data[-4:] for record in made] == [b"4***", b"***\n"]


def test_directions_are_masked_apart() -> None:
    mixed = [
        LogRecord(0, Direction.IN, TOKEN[:15].encode()),
        LogRecord(1, Direction.OUT, b"hello\n"),
        LogRecord(2, Direction.IN, TOKEN[15:].encode()),
    ]
    assert masked_records(mixed)[1] == mixed[1]
    assert not leaks(joined(masked_records(mixed), Direction.IN).decode())


def test_what_may_be_half_a_token_is_left_for_later() -> None:
    ready, waiting = split_settled(records(b"line\nx: ", b"y oc_reg_", b"0123"))
    assert (joined(ready, Direction.IN), joined(waiting, Direction.IN)) == (b"line\nx: y ", b"oc_reg_0123")


@given(st.lists(st.binary(max_size=60) | st.just(TOKEN.encode())))
def test_masking_never_changes_a_length(chunks: list[bytes]) -> None:
    assert [len(record.data) for record in masked_records(records(*chunks))] == [len(chunk) for chunk in chunks]


@given(st.lists(st.binary(min_size=1, max_size=60) | st.just(TOKEN.encode())))
def test_splitting_loses_nothing(chunks: list[bytes]) -> None:
    ready, waiting = split_settled(records(*chunks))
    assert joined([*ready, *waiting], Direction.IN) == b"".join(chunks)

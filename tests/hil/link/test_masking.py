import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.link.masking import joined, masked, masked_records, split_settled
from hil.link.oslog_rows import Direction, LogRecord
from protocol.agent.commands import EepromWrite, EepromXor, FlashWrite, HttpAnswer, ProvisionSet
from protocol.agent.events import HttpEvent
from protocol.agent.message import Message
from protocol.agent.replies import BoardInfo, ClockReading, ReadData
from protocol.agent.sentence import Sentence, SentenceKind, encode
from protocol.agent.vocabulary import AgentState, ProvisionField
from protocol.board import Board
from protocol.redact import leaks

TOKEN = "oc_reg_0123456789abcdefghijklmnop"


def records(*chunks: bytes) -> list[LogRecord]:
    return [LogRecord(at, Direction.IN, chunk) for at, chunk in enumerate(chunks)]


def test_a_token_keeps_its_first_twelve_characters_and_its_length() -> None:
    assert masked(f"token {TOKEN}\r\n".encode()) == b"token oc_reg_01234" + b"*" * (len(TOKEN) - 12) + b"\r\n"


def test_a_password_is_hidden_wholly() -> None:
    assert masked(b"$HIL,3,PROVISION,wifi-password,secret*1F\r\n") == b"$HIL,3,PROVISION,wifi-password,*********\r\n"


def said(kind: SentenceKind, message: Message) -> bytes:
    return encode(Sentence(kind, 17, message.to_words()))


@pytest.mark.parametrize(
    "sentence",
    [
        said(SentenceKind.COMMAND, FlashWrite(4096, b"oc_")),
        said(SentenceKind.COMMAND, EepromWrite(0, b"oc_")),
        said(SentenceKind.COMMAND, EepromXor(0, b"oc_")),
        said(SentenceKind.COMMAND, HttpAnswer(1, 1, 1, 7, b"oc_")),
        said(SentenceKind.EVENT, HttpEvent(1, 1, 1, 7, b"oc_")),
        said(SentenceKind.OK, ReadData(b"oc_")),
    ],
)
def test_bytes_in_an_agent_sentence_are_hidden_wholly(sentence: bytes) -> None:
    made = masked(b"[SYS" + sentence + b"TEM] hello\r\n")
    assert made == b"[SYS" + sentence.replace(b"6F635F", b"******") + b"TEM] hello\r\n"


def test_what_is_provisioned_is_hidden_if_it_is_secret() -> None:
    token = masked(said(SentenceKind.COMMAND, ProvisionSet(ProvisionField.TOKEN, "short")))
    network = said(SentenceKind.COMMAND, ProvisionSet(ProvisionField.WIFI_SSID, "OceanNet"))
    assert token.startswith(b"$HIL,17,PROVISION,SET,token,******")
    assert masked(network) == network


def test_replies_without_data_stay() -> None:
    info = BoardInfo(1, Board.ESP32, "app", "1.0", bytes(6), "idf-5.5.1", None, AgentState.HELD, 3, 8, ("flash",))
    for reply in (info, ClockReading(31_000_000, 12)):
        assert masked(said(SentenceKind.OK, reply)) == said(SentenceKind.OK, reply)


def test_bytes_in_a_sentence_whose_end_was_lost_are_hidden() -> None:
    assert masked(b"$HOK,17,6F635F\r\n") == b"$HOK,17,******\r\n"


@given(st.binary(min_size=1, max_size=256), st.integers(1, 40))
def test_bytes_in_a_sentence_are_hidden_however_it_comes_in(data: bytes, cut: int) -> None:
    sentence = said(SentenceKind.OK, ReadData(data))
    ready, waiting = split_settled(records(b"log", sentence[:cut]))
    made = [*masked_records(ready), *masked_records([*waiting, *records(sentence[cut:])])]
    assert joined(made, Direction.IN)[:-4] == b"log$HOK,17," + b"*" * (2 * len(data) + 1)


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

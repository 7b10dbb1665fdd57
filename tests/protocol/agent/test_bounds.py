"""Limits of sentences, commands and what a board says of itself, each from both sides."""

import pytest

from oceanhil.protocol.agent import bridge
from oceanhil.protocol.agent.commands import AnyCommand, CutUnits, EepromBegin, FlashHash, parse_command
from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError
from oceanhil.protocol.agent.events import parse_event
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.agent.sentence import (
    MAX_SENTENCE_BYTES,
    Sentence,
    SentenceError,
    SentenceKind,
    decode,
    encode,
)
from oceanhil.protocol.agent.vocabulary import MAX_HASHED_SECTORS
from oceanhil.protocol.http import HttpResponse


def _longest() -> str:
    empty = len(encode(Sentence(SentenceKind.COMMAND, 1, ("",))))
    return "x" * (MAX_SENTENCE_BYTES - empty)


def test_a_sentence_has_at_most_640_bytes() -> None:
    line = encode(Sentence(SentenceKind.COMMAND, 1, (_longest(),)))
    assert len(line) == MAX_SENTENCE_BYTES == 640
    assert decode(line).words == (_longest(),)
    with pytest.raises(SentenceError, match="641 bytes, expected 640"):
        encode(Sentence(SentenceKind.COMMAND, 1, (_longest() + "x",)))
    with pytest.raises(SentenceError, match="641 bytes, expected 640"):
        decode(line[:-2] + b" \r\n")


@pytest.mark.parametrize(("sequence", "fits"), [(-1, False), (0, True), (9999, True), (10_000, False)])
def test_sequence_numbers_go_from_0_to_9999(sequence: int, fits: bool) -> None:
    sentence = Sentence(SentenceKind.OK, sequence)
    if fits:
        assert decode(encode(sentence)) == sentence
        return
    with pytest.raises(SentenceError, match=str(sequence)):
        encode(sentence)


def test_a_refusal_to_read_shows_twelve_characters_at_most() -> None:
    with pytest.raises(SentenceError) as no_form:
        decode(b"0123456789abcdef\n")
    assert str(no_form.value) == "b'0123456789ab' has not the form of a sentence"
    with pytest.raises(SentenceError) as no_text:
        encode(Sentence(SentenceKind.OK, 1, ("0123456789abcdef\ud800",)))
    assert str(no_text.value) == "'0123456789ab' is not text"


def test_a_message_over_the_line_is_as_long_as_its_parts_carry() -> None:
    longest = bridge.MAX_MESSAGE_BYTES
    parts = bridge.split(bytes(longest))
    assert {len(part) for part in parts} == {256}
    with pytest.raises(bridge.BridgeError, match=f"{longest + 1} bytes, expected {longest}"):
        bridge.split(bytes(longest + 1))
    room = longest - len(bridge.encode_response(HttpResponse(200)))
    assert len(bridge.encode_response(HttpResponse(200, bytes(room)))) == longest
    with pytest.raises(bridge.BridgeError, match="expected"):
        bridge.encode_response(HttpResponse(200, bytes(room + 1)))


@pytest.mark.parametrize(
    ("command", "least", "most"),
    [
        (EepromBegin, 1, 0xFFFF),
        (FlashHash, (0, 1), (0xFFFFFFFF, MAX_HASHED_SECTORS)),
        (CutUnits, 1, 0xFFFFFFFF),
    ],
)
def test_a_number_of_a_command_has_its_bounds(command: type[AnyCommand], least: object, most: object) -> None:
    for edge, step in ((least, -1), (most, 1)):
        words = tuple(str(each) for each in (edge if isinstance(edge, tuple) else (edge,)))
        assert parse_command((*command.NAME, *words)).to_words() == (*command.NAME, *words)
        with pytest.raises(WordsError) as error:
            parse_command((*command.NAME, *words[:-1], str(int(words[-1]) + step)))
        assert error.value.code is AgentErrorCode.OUT_OF_RANGE


def _info(capabilities: int) -> tuple[str, ...]:
    info = ("1", "esp32", "ocean", "1.2", "246F28AABBCC", "idf-5.5.1", "", "running", "3", "4")
    return (*info, *(f"c{number}" for number in range(capabilities)))


@pytest.mark.parametrize(("count", "fits"), [(0, True), (16, True), (17, False)])
def test_a_board_names_at_most_sixteen_capabilities(count: int, fits: bool) -> None:
    if fits:
        assert len(BoardInfo.from_words(_info(count)).capabilities) == count
        return
    with pytest.raises(WordsError, match="17 of capabilities, expected 16 at most"):
        BoardInfo.from_words(_info(count))


def test_too_few_and_too_many_words_are_counted() -> None:
    with pytest.raises(WordsError, match="9 arguments, expected 10 or more"):
        BoardInfo.from_words(_info(0)[:9])
    with pytest.raises(WordsError, match=r"2 arguments, expected 1$"):
        parse_command(("EEPROM", "BEGIN", "1", "2"))
    with pytest.raises(WordsError, match="unknown command 'EEPROM' 'BGIN'"):
        parse_command(("EEPROM", "BGIN", "1"))
    with pytest.raises(WordsError, match="unknown event ''"):
        parse_event(())

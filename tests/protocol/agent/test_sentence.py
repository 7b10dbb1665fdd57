"""One sentence: what its bytes are, and which bytes are none."""

from functools import reduce
from itertools import pairwise
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.agent.sentence import (
    MAX_DATA_BYTES,
    MAX_SENTENCE_BYTES,
    AgentReader,
    Sentence,
    SentenceError,
    SentenceKind,
    decode,
    encode,
)
from tests.protocol.agent.sentences import LOGS, SENTENCES
from tests.protocol.agent.vectors import SentenceVector, StreamVector, WrongVector, load_vectors, octets
from tests.together import together

VECTORS = load_vectors()
REASONS = {
    "form": "has not the form",
    "checksum": "checksum ",
    "escape": "in a word",
    "utf-8": "UTF-8",
    "too long": "of 641 bytes",
}
STREAMS = load_vectors().streams
CUTS = st.lists(st.integers(0, 200), max_size=8)


@together
@pytest.mark.parametrize("vector", VECTORS.sentences, ids=lambda vector: vector.name)
def test_each_published_sentence_is_written_and_read_as_published(vector: SentenceVector) -> None:
    sentence = Sentence(SentenceKind(vector.kind), vector.sequence, vector.words)
    assert encode(sentence) == octets(vector.line)
    assert decode(octets(vector.line)) == sentence


@pytest.mark.parametrize("vector", VECTORS.also_read, ids=lambda vector: vector.name)
def test_a_reader_takes_more_than_a_writer_writes(vector: SentenceVector) -> None:
    sentence = Sentence(SentenceKind(vector.kind), vector.sequence, vector.words)
    assert decode(octets(vector.line)) == sentence
    assert encode(sentence) != octets(vector.line)


@together
@pytest.mark.parametrize("vector", VECTORS.wrong, ids=lambda vector: vector.name)
def test_each_published_mistake_is_refused_with_its_reason(vector: WrongVector) -> None:
    with pytest.raises(SentenceError, match=REASONS[vector.reason]):
        decode(octets(vector.line))


@pytest.mark.slow
@given(SENTENCES)
def test_any_sentence_survives_writing_and_reading(sentence: Sentence) -> None:
    line = encode(sentence)
    assert decode(line) == sentence
    assert line.count(b"\n") == line.count(b"$") == line.count(b"*") == 1
    assert all(0x20 <= byte < 0x7F for byte in line[:-2])


@given(SENTENCES)
def test_the_checksum_is_the_exclusive_or_of_what_stands_between_dollar_and_asterisk(sentence: Sentence) -> None:
    content, _, digits = encode(sentence)[1:].partition(b"*")
    assert digits == b"%02X\r\n" % reduce(xor, content)


@given(SENTENCES, st.integers(0), st.integers(1, 255))
def test_no_single_changed_byte_goes_unseen(sentence: Sentence, position: int, change: int) -> None:
    line = bytearray(encode(sentence))
    line[position % (len(line) - 2)] ^= change
    try:
        assert decode(bytes(line)) == sentence
    except SentenceError:
        return
    assert line.upper() == encode(sentence).upper()


@given(SENTENCES, st.integers(0), st.sampled_from([0, 2]))
def test_no_single_lost_or_doubled_byte_goes_unseen(sentence: Sentence, position: int, times: int) -> None:
    line = encode(sentence)
    at = position % (len(line) - 2)
    with pytest.raises(SentenceError):
        decode(line[:at] + line[at : at + 1] * times + line[at + 1 :])


def test_the_most_data_fits_beside_the_longest_numbers() -> None:
    words = ("FLASH", "WRITE", str(0xFFFFFFFF), "FF" * MAX_DATA_BYTES)
    assert len(encode(Sentence(SentenceKind.COMMAND, 9999, words))) < MAX_SENTENCE_BYTES


def test_a_sentence_may_be_640_bytes_long_and_no_longer() -> None:
    room = MAX_SENTENCE_BYTES - len(encode(Sentence(SentenceKind.OK, 1, ("",))))
    assert len(encode(Sentence(SentenceKind.OK, 1, ("x" * room,)))) == MAX_SENTENCE_BYTES
    with pytest.raises(SentenceError, match="641 bytes, expected 640 at most"):
        encode(Sentence(SentenceKind.OK, 1, ("x" * (room + 1),)))


@pytest.mark.parametrize("sequence", [-1, 10_000])
def test_other_sequence_numbers_cannot_be_written(sequence: int) -> None:
    with pytest.raises(SentenceError, match="expected 0 to 9999"):
        encode(Sentence(SentenceKind.OK, sequence))


def test_half_a_surrogate_pair_cannot_be_written() -> None:
    with pytest.raises(SentenceError, match="is not text"):
        encode(Sentence(SentenceKind.OK, 1, ("\ud800",)))


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    bounds = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[start:end] for start, end in pairwise(bounds)]


def read(reader: AgentReader, chunks: list[bytes]) -> list[Sentence | bytes]:
    """Read chunk by chunk; log bytes that follow each other are joined."""
    joined: list[Sentence | bytes] = []
    for found in (each for chunk in chunks for each in reader.feed(chunk)):
        if isinstance(found, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += found
        else:
            joined.append(found)
    return joined


def in_bytes(stream: bytes) -> list[bytes]:
    return [stream[index : index + 1] for index in range(len(stream))]


@together
@pytest.mark.parametrize("vector", STREAMS, ids=lambda vector: vector.name)
def test_each_published_stream_is_split_as_published(vector: StreamVector) -> None:
    stream = octets(vector.stream)
    expected = [decode(octets(found.sentence)) if found.sentence else octets(found.log) for found in vector.found]
    for chunks in ([stream], in_bytes(stream)):
        reader = AgentReader()
        assert read(reader, chunks) == expected
        assert reader.held_bytes == len(vector.held)
        assert reader.flush() == octets(vector.held)


@pytest.mark.slow
@given(st.lists(st.tuples(LOGS, SENTENCES), max_size=5), LOGS, CUTS)
def test_every_sentence_comes_out_and_the_log_is_unchanged(
    parts: list[tuple[bytes, Sentence]], end: bytes, cuts: list[int]
) -> None:
    stream = b"".join(log + encode(sentence) for log, sentence in parts) + end
    reader = AgentReader()
    found = read(reader, pieces(stream, cuts))
    log = b"".join(each for each in found if isinstance(each, bytes)) + reader.flush()
    assert [each for each in found if isinstance(each, Sentence)] == [sentence for _, sentence in parts]
    assert log == b"".join(log for log, _ in parts) + end


@pytest.mark.slow
@given(LOGS, SENTENCES, LOGS)
def test_a_sentence_stands_where_it_stood(before: bytes, sentence: Sentence, after: bytes) -> None:
    reader = AgentReader()
    found = read(reader, [before + encode(sentence) + after])
    at = found.index(sentence)
    assert b"".join(each for each in found[:at] if isinstance(each, bytes)) == before


def test_a_log_without_dollar_signs_is_given_at_once_and_as_it_came() -> None:
    chunk = b"[STATE] ONLINE" * 1000
    assert AgentReader().feed(chunk) == [chunk]
    assert AgentReader().feed(b"") == []


def test_what_is_given_up_does_not_come_again() -> None:
    reader = AgentReader()
    sentence = b"$HOK,17*7E\r\n"
    assert reader.feed(sentence[:6]) == []
    assert reader.flush() == sentence[:6]
    assert reader.flush() == b""
    assert reader.feed(sentence[6:]) == [sentence[6:]]


def test_an_endless_sentence_is_let_go_at_the_bound() -> None:
    reader = AgentReader()
    assert reader.feed(b"$HIL,1," + b"x" * (MAX_SENTENCE_BYTES - 8)) == []
    assert reader.held_bytes == MAX_SENTENCE_BYTES - 1
    assert reader.feed(b"x") == [b"$HIL,1," + b"x" * (MAX_SENTENCE_BYTES - 7)]

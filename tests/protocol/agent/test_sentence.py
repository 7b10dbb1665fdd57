"""One sentence: what its bytes are, and which bytes are none."""

from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.agent.sentence import (
    MAX_DATA_BYTES,
    MAX_SENTENCE_BYTES,
    Sentence,
    SentenceError,
    SentenceKind,
    decode,
    encode,
)
from tests.protocol.agent.sentences import SENTENCES
from tests.protocol.agent.vectors import SentenceVector, WrongVector, load_vectors, octets

VECTORS = load_vectors()
REASONS = {
    "form": "has not the form",
    "checksum": "checksum ",
    "escape": "in a word",
    "utf-8": "UTF-8",
    "too long": "of 641 bytes",
}


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


@pytest.mark.parametrize("vector", VECTORS.wrong, ids=lambda vector: vector.name)
def test_each_published_mistake_is_refused_with_its_reason(vector: WrongVector) -> None:
    with pytest.raises(SentenceError, match=REASONS[vector.reason]):
        decode(octets(vector.line))


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

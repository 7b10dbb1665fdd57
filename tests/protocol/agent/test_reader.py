"""The reader: sentences come out of a stream, and the log that they stood in is whole again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.agent.reader import AgentReader
from oceanhil.protocol.agent.sentence import MAX_SENTENCE_BYTES, Sentence, decode, encode
from tests.protocol.agent.sentences import LOGS, SENTENCES
from tests.protocol.agent.vectors import StreamVector, load_vectors, octets

STREAMS = load_vectors().streams
CUTS = st.lists(st.integers(0, 200), max_size=8)


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


@pytest.mark.parametrize("vector", STREAMS, ids=lambda vector: vector.name)
def test_each_published_stream_is_split_as_published(vector: StreamVector) -> None:
    stream = octets(vector.stream)
    expected = [decode(octets(found.sentence)) if found.sentence else octets(found.log) for found in vector.found]
    for chunks in ([stream], in_bytes(stream)):
        reader = AgentReader()
        assert read(reader, chunks) == expected
        assert reader.held_bytes == len(vector.held)
        assert reader.flush() == octets(vector.held)


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

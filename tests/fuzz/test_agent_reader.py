"""Random bytes into the reader of the agent protocol: nothing crashes, nothing is lost, little is held back."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oceanhil.protocol.agent.sentence import (
    MAX_SENTENCE_BYTES,
    AgentReader,
    Sentence,
    SentenceError,
    SentenceKind,
    decode,
    encode,
)

bounded = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WHOLE = encode(Sentence(SentenceKind.EVENT, 0, ("LOAD", "bad magic")))
TELLING = st.sampled_from(
    [
        b"$",
        b"$HEV,0",
        b"$HER,1,",
        b"*",
        b"*00\r\n",
        b",",
        b"%2C",
        b"%",
        b"\r",
        b"\n",
        WHOLE,
        WHOLE[:-2],
        WHOLE[3:],
        b"x" * 200,
    ]
)
STREAMS = st.lists(st.one_of(TELLING, st.binary(max_size=20)), max_size=40)


def flat(found: list[Sentence | bytes]) -> list[Sentence | int]:
    """Give sentences and single log bytes: what does not depend on how log bytes are grouped."""
    return [item for each in found for item in (each if isinstance(each, bytes) else [each])]


def sentence_of(line: bytes) -> Sentence | None:
    try:
        return decode(line)
    except SentenceError:
        return None


@bounded
@given(STREAMS)
def test_the_answer_does_not_depend_on_the_pieces(stream: list[bytes]) -> None:
    whole, by_piece, by_byte = AgentReader(), AgentReader(), AgentReader()
    data = b"".join(stream)
    expected = flat(whole.feed(data))
    assert flat([found for piece in stream for found in by_piece.feed(piece)]) == expected
    assert flat([found for byte in data for found in by_byte.feed(bytes([byte]))]) == expected
    assert whole.flush() == by_piece.flush() == by_byte.flush()


@bounded
@given(STREAMS)
def test_never_more_is_held_back_than_the_bound(stream: list[bytes]) -> None:
    reader = AgentReader()
    for piece in stream:
        reader.feed(piece)
        assert reader.held_bytes < MAX_SENTENCE_BYTES


@bounded
@given(STREAMS)
def test_every_byte_is_log_or_part_of_a_sentence(stream: list[bytes]) -> None:
    reader = AgentReader()
    found = [each for piece in stream for each in reader.feed(piece)]
    log = b"".join(each for each in found if isinstance(each, bytes)) + reader.flush()
    taken = sum(len(encode(each)) for each in found if isinstance(each, Sentence))
    # A line may have ended with a line feed only, which is a byte less than is written.
    lines = sum(isinstance(each, Sentence) for each in found)
    assert 0 <= len(log) + taken - len(b"".join(stream)) <= lines


@bounded
@given(st.one_of(st.binary(max_size=700), STREAMS.map(b"".join)))
def test_any_bytes_are_a_sentence_or_are_refused(line: bytes) -> None:
    sentence = sentence_of(line)
    assert sentence is None or sentence_of(encode(sentence)) == sentence

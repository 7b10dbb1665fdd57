"""Random sentences and logs."""

from hypothesis import strategies as st

from oceanhil.protocol.agent.sentence import Sentence, SentenceKind

WORDS = st.lists(st.text(max_size=12), max_size=5).map(tuple)
SENTENCES = st.builds(Sentence, st.sampled_from(SentenceKind), st.integers(0, 9999), WORDS)
# Text that is full of what sentences are made of, but never the whole of one: that takes an asterisk.
LOGS = st.lists(
    st.one_of(
        st.sampled_from([b"$", b"$H", b"$HIL,", b"$HOK,1", b"\r\n", b"\n", b"\r", b",", b"%", b"[WiFi] ", b"\xff\x00"]),
        st.binary(max_size=8).map(lambda data: data.replace(b"*", b"")),
    ),
    max_size=6,
).map(b"".join)

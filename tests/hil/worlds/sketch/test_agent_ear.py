"""What an agent says on a sketch's console is no line of the sketch."""

from oceanhil.hil.worlds.sketch.agent_ear import AgentEar, sensor_sentence
from oceanhil.protocol.agent.events import LoadEvent, SaveEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, decode, encode
from oceanhil.protocol.record import RecordVerdict

LOAD = encode(Sentence(SentenceKind.EVENT, 0, LoadEvent(RecordVerdict.VALID).to_words()))
SAVE = encode(Sentence(SentenceKind.EVENT, 0, SaveEvent(RecordVerdict.VALID, 0).to_words()))


class Heard:
    """What an ear has passed on."""

    def __init__(self) -> None:
        self.log = ""
        self.told: list[Event] = []
        self.ear = AgentEar(self._take, self.told.append)

    def _take(self, text: str) -> None:
        self.log += text


def heard(*pieces: bytes) -> Heard:
    found = Heard()
    for piece in pieces:
        found.ear.hear(piece)
    return found


def test_a_sentence_in_the_middle_of_a_line_is_taken_out_and_the_line_joins_up() -> None:
    found = heard(b"[WiFi] Conn" + LOAD + b"ecting...\r\n")
    assert found.log == "[WiFi] Connecting...\r\n"
    assert found.told == [LoadEvent(RecordVerdict.VALID)]


def test_a_sentence_may_come_in_pieces() -> None:
    found = heard(SAVE[:5], SAVE[5:], b"x")
    assert (found.log, found.told) == ("x", [SaveEvent(RecordVerdict.VALID, 0)])


def test_what_only_looks_like_a_sentence_is_the_sketches_own() -> None:
    wrong = LOAD.replace(b"*", b"x*")
    assert heard(wrong).log == wrong.decode()
    assert heard("5 $ für 3 €\n".encode()).log == "5 $ für 3 €\n"


def test_the_beginning_of_a_sentence_is_log_once_the_program_has_ended() -> None:
    assert not heard(b"$HEV,0,LO").log
    found = heard(b"$HEV,0,LO")
    found.ear.end()
    assert found.log == "$HEV,0,LO"


def test_answers_and_events_of_a_newer_agent_tell_nothing() -> None:
    answer = encode(Sentence(SentenceKind.OK, 7))
    newer = encode(Sentence(SentenceKind.EVENT, 0, ("TEAPOT", "1")))
    found = heard(answer, newer)
    assert (found.log, found.told) == ("", [])


def test_a_sensor_is_told_in_tenths() -> None:
    assert decode(sensor_sentence(-52, 810)).words == ("SENSOR", "SET", "-52", "810")

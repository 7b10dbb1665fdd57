"""About relays, sensor and raw flash the core's agent says what the simulated one says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.agent.sentence import Sentence, SentenceKind
from oceanhil.protocol.agent.vocabulary import AgentBuild
from tests.firmware.agent_board import AgentBoard
from tests.firmware.test_core_agent import online
from tests.simulator.agent.talk import Talk, replies_in, sentences
from tests.simulator.answers import answers, state

Said = tuple[SentenceKind, tuple[str, ...]]


def both_online() -> tuple[AgentBoard, Talk]:
    """Give one of each on which the dashboard has switched relay 1."""
    core = AgentBoard()
    online(core)
    return core, Talk(answer=answers(poll=[state(relay1=True)])).running()


FLASH_BYTES = 4 << 20
ADDRESSES = st.one_of(
    st.integers(0, 64).map(lambda sector: str(sector * 4096)),
    st.integers(0, 3 * 4096).map(str),
    st.integers(-2, 40_000).map(lambda offset: str(FLASH_BYTES - offset)),
)


def asked(words: tuple[str, ...], core: AgentBoard, talk: Talk) -> tuple[Said, Said]:
    """Ask both; give what they say, of a refusal its code."""
    (said,) = replies_in(talk.send(words))
    found = [
        (each.kind, each.words[:1] if each.kind is SentenceKind.ERROR else each.words)
        for each in (core.ask(*words), said)
    ]
    return found[0], found[1]


@pytest.mark.parametrize(
    "words",
    [
        ("RELAYS", "READ"),
        ("RELAYS", "READ", ""),
        ("RELAYS",),
        ("SENSOR", "SET"),
        ("SENSOR", "SET", "", ""),
        ("SENSOR", "SET", "-1000", "0"),
        ("SENSOR", "SET", "2000", "1000"),
        ("SENSOR", "SET", "-1001", "x"),
        ("SENSOR", "SET", "x", "1001"),
        ("SENSOR", "SET", "", "1001"),
        ("SENSOR", "SET", "-0", ""),
        ("SENSOR", "SET", " ", ""),
        ("SENSOR", "SET", "9999999999999999999", ""),
        ("CLOCK", "SET", "-9223372036854775808"),
        ("CLOCK", "SET", "-9223372036854775809"),
        ("CLOCK", "SET", "9223372036854775807"),
        ("CLOCK", "SET", "9223372036854775808"),
    ],
    ids=",".join,
)
def test_a_command_gets_the_same_answer(words: tuple[str, ...]) -> None:
    core, simulated = asked(words, *both_online())
    assert core == simulated


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("CUT", "TEAR", "prefix"), "bad-argument"),
        (("CUT", "TEAR", "no-model", "-0"), "not-supported"),
        (("SLEEP", "soon"), "not-supported"),
        (("CLOCK", "SET", "soon"), "bad-argument"),
    ],
    ids=str,
)
def test_arguments_are_counted_first_and_read_only_where_the_group_is_known(words: tuple[str, ...], code: str) -> None:
    talk = Talk(build=AgentBuild.ARDUINO).held()
    core, simulated = asked(words, AgentBoard(), talk)
    assert core == simulated == (SentenceKind.ERROR, (code,))


def test_a_relay_that_was_switched_is_reported_alike() -> None:
    core, talk = both_online()
    core_said = [each.words for each in core.sentences() if each.words[:1] == ("RELAYS",)]
    simulated_said = [each.words for each in sentences(talk.wire.everything) if each.words[:1] == ("RELAYS",)]
    assert core_said == simulated_said == [("RELAYS", "on", "off")]


def test_a_hold_opens_the_relays_of_both_and_neither_says_so() -> None:
    core, talk = both_online()
    assert asked(("HOLD",), core, talk)[0][0] is SentenceKind.OK
    core_said, simulated_said = asked(("RELAYS", "READ"), core, talk)
    assert core_said == simulated_said == (SentenceKind.OK, ("off", "off", "0", "0"))
    assert core.relays == [1, 0]
    assert [each.words for each in core.sentences() if each.words[:1] == ("RELAYS",)] == [("RELAYS", "on", "off")]


def test_what_the_bench_has_set_is_what_both_report() -> None:
    core, talk = AgentBoard(), Talk(answer=answers(poll=[state(relay1=True)]))
    talk.board.power_on()
    assert asked(("SENSOR", "SET", "-5", ""), core, talk)[0] == (SentenceKind.OK, ())
    reported = next(each.body for each in online(core) if b"humidity" in each.body)
    talk.observed.run(20)
    simulated = next(each.body for each in talk.observed.requests if b"humidity" in each.body)
    assert b'"temperature":-0.5,"humidity":62.0' in reported
    assert b"-0.5" in simulated
    assert b"62.0" in simulated


# What terminals and mpremote type: Ctrl-C, the raw prompt and what it is asked, Ctrl-D, an arrow, half a sentence.
TYPED = st.sampled_from(
    [
        b"\r\x03",
        b"\r\x01",
        b"\x05A\x01",
        b"\x04",
        b"\x1b[A\x1b[200~",
        b"import machine; machine.reset()\r\n\x04",
        b"\xff\xc3",
        b"$",
        b"$HIL,1,FACTORY",
        b"$HIL,1,FACTORY*00\n",
        b"\n",
    ]
)


@given(st.lists(TYPED, max_size=8).map(b"".join))
def test_keys_that_others_press_do_nothing_and_the_next_command_is_answered(typed: bytes) -> None:
    core, talk = AgentBoard(), Talk().held()
    assert core.hear(typed) == []
    talk.board.receive(typed)
    assert bytes(talk.wire.everything) == b""
    assert core.ask("PING") == Sentence(SentenceKind.OK, 0)
    assert replies_in(talk.send(("PING",), 0)) == [Sentence(SentenceKind.OK, 0)]


RAW = st.one_of(
    st.tuples(st.just("READ"), ADDRESSES, st.integers(-1, 300).map(str)),
    st.tuples(st.just("WRITE"), ADDRESSES, st.binary(max_size=258).map(lambda data: data.hex().upper())),
    st.tuples(st.just("ERASE"), ADDRESSES),
    st.tuples(st.just("HASH"), ADDRESSES, st.integers(-1, 34).map(str)),
)


def test_the_last_bytes_of_flash_are_read_written_hashed_and_erased_as_others_are() -> None:
    talk, core = Talk().held(), AgentBoard(flash=bytearray(b"\xff" * FLASH_BYTES))
    last, sector = str(FLASH_BYTES - 2), str(FLASH_BYTES - 4096)
    for words in (
        ("WRITE", last, "1234"),
        ("READ", last, "2"),
        ("HASH", sector, "1"),
        ("READ", str(FLASH_BYTES - 1), "2"),
        ("ERASE", sector),
        ("READ", last, "2"),
    ):
        core_said, simulated_said = asked(("FLASH", *words), core, talk)
        assert core_said == simulated_said
    assert core_said[0] is SentenceKind.OK


@given(st.lists(RAW, max_size=12))
def test_whatever_is_done_with_raw_flash_both_have_the_same_flash(asks: list[tuple[str, ...]]) -> None:
    talk = Talk().held()
    core = AgentBoard(flash=bytearray(b"\xff" * FLASH_BYTES))
    assert talk.board.flash.size_bytes == FLASH_BYTES
    for words in asks:
        core_said, simulated_said = asked(("FLASH", *words), core, talk)
        assert core_said == simulated_said

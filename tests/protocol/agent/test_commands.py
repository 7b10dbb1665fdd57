"""Commands, replies and events: each survives its words, and words that are none are refused with a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.agent.commands import COMMANDS, AnyCommand, EepromRead, Info, parse_command
from oceanhil.protocol.agent.error_code import AgentErrorCode, Refusal, WordsError
from oceanhil.protocol.agent.events import EVENTS, SaveEvent, parse_event
from oceanhil.protocol.agent.message import Command, Event, Message, Reply
from oceanhil.protocol.agent.replies import BoardInfo, ReadData
from oceanhil.protocol.agent.sentence import MAX_SENTENCE_BYTES, Sentence, SentenceKind, decode, encode
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.record import RecordVerdict
from tests.protocol.agent.messages import messages
from tests.protocol.agent.vectors import RefusedVector, load_vectors
from tests.together import together

ANY_COMMAND = st.sampled_from(COMMANDS).flatmap(messages)
ANY_EVENT = st.sampled_from(EVENTS).flatmap(messages)
REPLIES = sorted({command.reply_type() for command in COMMANDS}, key=lambda reply: reply.__name__)
INFO_WORDS = ("1", "picow", "reference", "1.0", "28CDC1000001", "core-5.4.0", "", "held", "0", "1")


def through_the_line(kind: SentenceKind, message: Message) -> tuple[str, ...]:
    line = encode(Sentence(kind, 9999, message.to_words()))
    assert len(line) <= MAX_SENTENCE_BYTES
    return decode(line).words


@pytest.mark.slow
@given(ANY_COMMAND)
def test_every_command_within_its_bounds_fits_into_a_sentence_and_comes_back(command: AnyCommand) -> None:
    assert parse_command(through_the_line(SentenceKind.COMMAND, command)) == command


@pytest.mark.slow
@given(ANY_EVENT)
def test_every_event_fits_into_a_sentence_and_comes_back(event: Event) -> None:
    assert parse_event(through_the_line(SentenceKind.EVENT, event)) == event


@pytest.mark.slow
@given(st.sampled_from(REPLIES).flatmap(messages))
def test_every_reply_fits_into_a_sentence_and_comes_back(reply: Message) -> None:
    assert type(reply).from_words(through_the_line(SentenceKind.OK, reply)) == reply


def test_every_command_knows_the_type_of_its_reply() -> None:
    assert EepromRead.reply_type() is ReadData
    assert all(issubclass(command.reply_type(), Reply) for command in COMMANDS)


def test_names_are_different_and_none_is_the_beginning_of_another_with_arguments() -> None:
    names = [command.NAME for command in COMMANDS]
    assert len(set(names)) == len(names) == 38
    single = {name[0] for name in names if len(name) == 1}
    assert single & {name[0] for name in names if len(name) == 2} == set()


def test_every_kind_of_command_is_in_the_registry() -> None:
    defined = set(Command.__subclasses__())
    assert {kind for kind in defined if kind.NAME} <= set(COMMANDS) | {type(None)}
    assert set(EVENTS) == set(Event.__subclasses__())


@together
@pytest.mark.parametrize("vector", load_vectors().refused, ids=lambda vector: ",".join(vector.words)[:40] or "nothing")
def test_each_published_wrong_command_is_refused_with_its_code(vector: RefusedVector) -> None:
    with pytest.raises(WordsError) as caught:
        parse_command(vector.words)
    assert caught.value.code is AgentErrorCode(vector.code)
    assert str(caught.value)


@pytest.mark.slow
@given(st.lists(st.one_of(st.text(max_size=8), st.sampled_from([name for each in COMMANDS for name in each.NAME]))))
def test_any_words_are_a_command_or_are_refused_in_a_text_that_fits(words: list[str]) -> None:
    try:
        command = parse_command(tuple(words))
    except WordsError as error:
        refusal = Refusal(error.code, str(error))
    else:
        refusal = Refusal(AgentErrorCode.FAILED, repr(command))
    line = encode(Sentence(SentenceKind.ERROR, 9999, refusal.to_words()))
    assert Refusal.from_words(decode(line).words).code is refusal.code


def test_the_message_names_the_field_and_what_was_expected() -> None:
    with pytest.raises(WordsError, match=r"^length 300, expected 1 to 256$"):
        parse_command(("EEPROM", "READ", "0", "300"))
    with pytest.raises(WordsError, match=r"^1 arguments, expected 2$"):
        parse_command(("EEPROM", "READ", "0"))


def test_a_text_is_measured_in_bytes() -> None:
    parse_command(("PROVISION", "SET", "wifi-ssid", "é" * 95))
    with pytest.raises(WordsError, match="value of 192 bytes, expected 190 at most"):
        parse_command(("PROVISION", "SET", "wifi-ssid", "é" * 96))


def test_a_verdict_of_two_words_is_one_word_of_the_sentence() -> None:
    event = SaveEvent(RecordVerdict.BAD_CHECKSUM, 38)
    assert event.to_words() == ("SAVE", "bad checksum", "38")


@pytest.mark.parametrize("words", [(), ("",), ("FUTURE",), ("LOAD", "sour"), ("BOOT", "0", "pin", "x")])
def test_words_that_are_no_event_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(WordsError):
        parse_event(words)


def test_capabilities_of_a_newer_agent_are_kept_but_mean_nothing() -> None:
    info = BoardInfo.from_words((*INFO_WORDS, "flash", "teleport"))
    assert info.capabilities == ("flash", "teleport")
    assert info.groups == {CommandGroup.FLASH}
    assert info.store is None


def test_a_code_of_a_newer_agent_is_a_failure_that_tells_its_name() -> None:
    assert Refusal.from_words(("overheated", "90 C")) == Refusal(AgentErrorCode.FAILED, "overheated: 90 C")
    assert Refusal.from_words(()) == Refusal(AgentErrorCode.FAILED, ": ")


def test_what_every_agent_does_belongs_to_no_group() -> None:
    assert {command.NAME[0] for command in COMMANDS if command.GROUP is None} == {"INFO", "PING", "RESTART"}
    assert {command.GROUP for command in COMMANDS} - {None} == set(CommandGroup)
    assert Info().to_words() == ("INFO",)

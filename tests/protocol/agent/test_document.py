"""docs/agent-protocol.md: its tables are those of the code, and every sentence that it shows is a right one."""

from __future__ import annotations

import re
import zlib
from enum import Enum

import pytest
from msgspec import inspect

from oceanhil.protocol import board_faults
from oceanhil.protocol.agent.bridge import MAX_MESSAGE_BYTES, decode_request, decode_response
from oceanhil.protocol.agent.commands import COMMANDS, AnyCommand, ClockFault, HttpAnswer, MacFault, parse_command
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.error_code import MAX_ERROR_TEXT, AgentErrorCode, Refusal, WordsError
from oceanhil.protocol.agent.events import EVENTS, HttpEvent, parse_event
from oceanhil.protocol.agent.message import Command, Event, Message
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.agent.sentence import (
    MAX_DATA_BYTES,
    MAX_SENTENCE_BYTES,
    Sentence,
    SentenceKind,
    decode,
    encode,
    escape,
)
from oceanhil.protocol.agent.vocabulary import (
    MAX_BRIDGE_PARTS,
    MAX_HASHED_SECTORS,
    MAX_WINDOW,
    PROTOCOL_VERSION,
    BridgeFailure,
    CommandGroup,
    ProvisionField,
    RelayState,
)
from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.resets import ResetKind, ResetReason
from tests.docs.pieces import ROOT, Page
from tests.together import together

PAGE = Page(ROOT / "docs" / "agent-protocol.md")
SENTENCE = re.compile(r"\$H(?:IL|OK|ER|EV),[^*\n]*\*[0-9A-Fa-f]{2}")
SHOWN = SENTENCE.findall(PAGE.text)
COMMAND_TABLES = (
    "The board",
    "Power cuts and EEPROM",
    "Raw flash",
    "Clocks",
    "Relays and sensor",
    "Identity and provisioning",
    "Answers of the bridge",
)
WORDS: dict[str, type[Enum]] = {
    "restart reason": ResetKind,
    "boot reason": ResetReason,
    "torn model": TornModel,
    "clock fault": board_faults.ClockFault,
    "relay": RelayState,
    "MAC fault": board_faults.MacFault,
    "record verdict": RecordVerdict,
    "bridge failure": BridgeFailure,
    "crash": PanicKind,
}
MENDED = (board_faults.ClockFault, board_faults.MacFault)


def shown_sentences() -> list[Sentence]:
    return [decode(f"{text}\r\n".encode("ascii")) for text in SHOWN]


def fields(kind: type[Message]) -> list[str]:
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return [f.name + "…" * isinstance(f.type, inspect.VarTupleType) for f in described.fields]


def form(kind: type[Command[Message] | Event]) -> str:
    return ",".join((*kind.NAME, *fields(kind)))


def row(command: type[AnyCommand]) -> list[str]:
    """Give what the page's tables say of a command, but for its explanation."""
    reply = ",".join(fields(command.reply_type()))
    group = command.GROUP.value if command.GROUP else "—"
    return [form(command), reply or "—", group, f"{command.ANSWER_MS} ms", command.REPEAT.value.replace("-", " ")]


def section(heading: str) -> str:
    return PAGE.text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_command_is_listed_with_its_arguments_reply_group_time_and_repetition() -> None:
    listed = [each[:5] for heading in COMMAND_TABLES for each in PAGE.table(heading)]
    assert sorted(listed) == sorted(map(row, COMMANDS))


def test_every_event_is_listed_with_its_fields() -> None:
    assert [each[0] for each in PAGE.table("Events")] == [form(event) for event in EVENTS]


def test_every_error_code_is_listed() -> None:
    assert [each[0] for each in PAGE.table("Errors")] == [code.value for code in AgentErrorCode]


def test_every_word_of_every_choice_is_listed() -> None:
    rows = {
        choice: re.findall(r"`([^`]+)`", line)
        for choice, line in re.findall(r"\| ([^|`]+) \| (.*) \|", section("Words"))
    }
    assert {name: rows.get(name) for name in WORDS} == {
        name: ["none"] * (kind in MENDED) + [member.value for member in kind] for name, kind in WORDS.items()
    }


@pytest.mark.parametrize("command", [ClockFault, MacFault])
def test_the_word_that_mends_is_the_one_of_the_page(command: type[ClockFault | MacFault]) -> None:
    assert command(None).to_words() == (*command.NAME, "none")
    with pytest.raises(WordsError, match="fault 'off', expected one of none, "):
        parse_command((*command.NAME, "off"))


def test_every_field_of_info_and_of_provisioning_is_explained() -> None:
    explained = [name for each in PAGE.table("The board", 1) for name in each[0].split(", ")]
    assert explained == fields(BoardInfo)
    rows = PAGE.table("Identity and provisioning", 1)
    assert [name for each in rows for name in each[0].split(", ")] == [field.value for field in ProvisionField]
    assert rows[3][1].partition(": ")[2].split(", ") == [derivation.value for derivation in Derivation]


@together
@pytest.mark.parametrize("group", CommandGroup)
def test_every_group_of_commands_stands_in_the_tables(group: CommandGroup) -> None:
    assert f"| `{group.value}` |" in PAGE.text


def test_no_sentence_is_shown_that_the_other_tests_do_not_see() -> None:
    assert len(SHOWN) == PAGE.text.count("$H") > 15


@together
@pytest.mark.parametrize("text", SHOWN)
def test_every_sentence_shown_has_a_right_checksum_and_is_written_as_writers_write(text: str) -> None:
    line = f"{text}\r\n".encode("ascii")
    assert encode(decode(line)) == line


@together
@pytest.mark.parametrize("sentence", shown_sentences(), ids=lambda sentence: ",".join(sentence.words[:3]) or "no words")
def test_every_command_event_and_refusal_shown_can_be_read(sentence: Sentence) -> None:
    match sentence.kind:
        case SentenceKind.COMMAND:
            assert parse_command(sentence.words).to_words() == sentence.words
        case SentenceKind.EVENT:
            assert parse_event(sentence.words).to_words() == sentence.words
        case SentenceKind.ERROR:
            assert Refusal.from_words(sentence.words).to_words() == sentence.words
        case SentenceKind.OK:
            assert sentence.words in {(), ("",)} or sentence.sequence in {0, 1}


def test_every_reply_shown_answers_the_command_before_it() -> None:
    commands: dict[int, AnyCommand] = {}
    replies = []
    for sentence in shown_sentences():
        if sentence.kind is SentenceKind.COMMAND:
            commands[sentence.sequence] = parse_command(sentence.words)
        elif sentence.kind is SentenceKind.OK and sentence.words not in {(), ("",)}:
            reply = commands[sentence.sequence].reply_type().from_words(sentence.words)
            assert reply.to_words() == sentence.words
            replies.append(reply)
    assert replies


def test_the_bridged_exchange_is_the_one_that_the_text_says() -> None:
    shown = shown_sentences()
    (event,) = [
        parse_event(each.words) for each in shown if each.words[:1] == ("HTTP",) and each.kind is SentenceKind.EVENT
    ]
    (answer,) = [parse_command(each.words) for each in shown if each.words[:2] == ("HTTP", "ANSWER")]
    assert isinstance(event, HttpEvent)
    assert isinstance(answer, HttpAnswer)
    request, response = decode_request(event.data), decode_response(answer.data)
    assert (request.method, request.path, dict(request.headers)) == ("GET", "/api/time", {"accept": "text/plain"})
    assert (response.status, response.body) == (200, b"ok")
    assert (event.crc32, answer.crc32) == (zlib.crc32(event.data), zlib.crc32(answer.data))


BLANK_SECTOR = b"\xff" * 4096


@together
@pytest.mark.parametrize(
    "said",
    [
        f"version **{PROTOCOL_VERSION}**",
        f"at most {MAX_SENTENCE_BYTES} bytes from `$` to LF",
        f"At most {MAX_SENTENCE_BYTES - 1} bytes are ever held back",
        f"at most {MAX_DATA_BYTES} bytes, as {2 * MAX_DATA_BYTES} digits",
        f"1 to {MAX_BRIDGE_PARTS} parts of {MAX_DATA_BYTES} bytes",
        f"at most {MAX_MESSAGE_BYTES} bytes",
        f"each of 1 to {MAX_HASHED_SECTORS} sectors",
        f"may be under way, 1 to {MAX_WINDOW}",
        f"ASCII of at most {MAX_ERROR_TEXT} characters",
        f"an erased sector has `{sector_digest(BLANK_SECTOR).hex().upper()}`",
        f"`123456789` gives {zlib.crc32(b'123456789')}",
        f"is `{escape('Café, 5 $')}`",
    ],
)
def test_figures_in_sentences_are_those_of_the_code(said: str) -> None:
    assert said in " ".join(PAGE.text.split())

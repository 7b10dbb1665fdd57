"""The agent's client asks, waits, asks again and says plainly what went wrong."""

import ast
import inspect
import random

import pytest

from oceanhil.hil.agent import client
from oceanhil.hil.agent.agent_errors import (
    AgentError,
    AgentPowerLostError,
    AgentReplyError,
    AgentTimeoutError,
    AgentVersionError,
)
from oceanhil.hil.agent.client import AgentClient
from oceanhil.protocol.agent.commands import (
    COMMANDS,
    EepromXor,
    FlashRead,
    Go,
    HttpAnswer,
    Info,
    Ping,
    ProvisionApply,
    ProvisionSet,
    Restart,
)
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import BootEvent, CutEvent, LoadEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import CommandGroup, ProvisionField
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.resets import ResetKind, ResetReason
from tests.hil.agent.fake_agent import INFO, SECTOR, Bend, FakeAgent, FakeLine

SOON_S = 0.02
TOKEN = "oc_reg_" + "S" * 40


def client_of(line: FakeLine) -> AgentClient:
    return AgentClient(line, board="bench1", timeout_s=SOON_S)


def losing(*numbers: int) -> Bend:
    return lambda number, reply: b"" if number in numbers else reply


def sequences(line: FakeLine) -> list[int]:
    found = AgentReader().feed(b"".join(line.written))
    return [each.sequence for each in found if isinstance(each, Sentence)]


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_opening_tells_who_answers_in_whatever_pieces_the_bytes_come(chunk: int) -> None:
    line = FakeLine(FakeAgent(), chunk=chunk)
    info = client_of(line).open()
    assert info == INFO
    assert info.groups == {CommandGroup.EEPROM, CommandGroup.FLASH}


def test_opening_has_number_0_and_commands_count_from_1() -> None:
    line = FakeLine(FakeAgent())
    client = client_of(line)
    client.open()
    client.ping()
    client.ping()
    assert sequences(line) == [0, 1, 2]


@pytest.mark.slow
def test_sequence_numbers_begin_at_1_again_after_9999() -> None:
    line = FakeLine(FakeAgent())
    client = client_of(line)
    for _ in range(9999):
        client.ping()
    client.ping()
    assert sequences(line)[-2:] == [9999, 1]


def test_twenty_kilobytes_are_read_with_as_many_commands_under_way_as_the_agent_can_take() -> None:
    agent = FakeAgent()
    agent.flash[: 5 * SECTOR] = random.Random(1).randbytes(5 * SECTOR)
    line = FakeLine(agent)
    client = client_of(line)
    client.open()
    assert client.flash_read(0, 5 * SECTOR) == agent.flash[: 5 * SECTOR]
    assert sum(isinstance(command, FlashRead) for command in agent.done) == 80


def test_reading_starts_and_ends_anywhere() -> None:
    agent = FakeAgent()
    agent.flash[:] = random.Random(2).randbytes(len(agent.flash))
    assert client_of(FakeLine(agent)).flash_read(1000, 600) == agent.flash[1000:1600]
    assert client_of(FakeLine(agent)).flash_read(1000, 0) == b""


def test_what_is_written_arrives_whole_and_its_digests_agree() -> None:
    agent, data = FakeAgent(), random.Random(3).randbytes(SECTOR)
    client = client_of(FakeLine(agent))
    client.flash_erase(SECTOR)
    client.flash_write(SECTOR, data)
    assert agent.flash[SECTOR : 2 * SECTOR] == data
    assert client.flash_digests(0, 2) == [sector_digest(b"\xff" * SECTOR), sector_digest(data)]


def test_a_lost_reply_is_asked_for_again_with_the_same_number() -> None:
    line = FakeLine(FakeAgent(), bend=losing(0, 1))
    client_of(line).ping()
    assert sequences(line) == [1, 1, 1]
    assert line.agent.done == [Ping()]


def test_what_was_answered_only_when_asked_again_is_counted_once() -> None:
    line = FakeLine(FakeAgent(), bend=losing(1, 2))
    client = client_of(line)
    client.ping()
    assert client.answered_late == 0
    client.ping()
    assert client.answered_late == 1


def test_what_is_lost_while_the_board_starts_says_nothing_of_its_line() -> None:
    line = FakeLine(FakeAgent())
    boot = encode(Sentence(SentenceKind.EVENT, 0, BootEvent(2, ResetReason.BROWNOUT, "idf-5.5.1").to_words()))
    line._bend = lambda number, reply: boot if number == 0 else reply
    client = client_of(line)
    client.ping()
    assert sequences(line) == [1, 1]
    assert client.answered_late == 0


def test_what_must_not_be_done_twice_is_done_once_when_its_reply_is_lost() -> None:
    line = FakeLine(FakeAgent(), bend=losing(0))
    client_of(line).eeprom_xor(3, b"\xff\x01")
    assert line.agent.done == [EepromXor(3, b"\xff\x01")]
    assert line.agent.eeprom[3:5] == b"\xff\x01"


def test_what_must_not_be_done_twice_waits_for_the_reply_of_the_piece_before_it() -> None:
    line, mask = FakeLine(FakeAgent(), bend=losing(1)), b"\xff" * 512
    client = client_of(line)
    client.open()
    client.eeprom_xor(0, mask)
    assert line.agent.eeprom == mask
    assert sequences(line) == [0, 1, 1, 2]


def test_a_new_client_is_not_given_the_reply_that_the_agent_remembers_from_the_one_before() -> None:
    line = FakeLine(FakeAgent())
    for _ in range(2):
        client = client_of(line)
        client.open()
        client.restart(ResetKind.PIN)
        client.close()
    restart = Restart(ResetKind.PIN)
    assert line.agent.done == [Info(), restart, Info(), restart]


def test_a_bent_reply_is_log_text_and_the_command_is_repeated() -> None:
    line = FakeLine(FakeAgent(), bend=lambda number, reply: reply if number else reply.replace(b"HOK", b"HOL"))
    client_of(line).ping()
    assert line.log.startswith(b"$HOL,1*")
    assert sequences(line) == [1, 1]


def test_many_reads_lose_nothing_when_replies_are_lost_among_them() -> None:
    agent = FakeAgent()
    agent.flash[:] = random.Random(4).randbytes(len(agent.flash))
    line = FakeLine(agent, bend=losing(3, 7, 8))
    client = client_of(line)
    client.open()
    assert client.flash_read(0, 4096) == agent.flash[:4096]


def test_the_log_around_replies_stays_whole() -> None:
    line = FakeLine(FakeAgent(), bend=lambda _, reply: b"[WiFi] Conn" + reply + b"ecting...\r\n")
    client_of(line).ping()
    assert line.log == b"[WiFi] Connecting...\r\n"


def test_silence_is_an_error_that_names_board_command_and_next_step() -> None:
    line = FakeLine(FakeAgent(), bend=lambda _number, _reply: b"")
    with pytest.raises(AgentTimeoutError, match=r"'bench1' to 'EEPROM,READ' after 3 tries: .*boards probe") as caught:
        client_of(line).eeprom_read(0, 4)
    assert caught.value.code is None
    assert len(line.written) == 3


def test_an_agent_that_has_answered_is_not_asked_whether_it_is_there() -> None:
    client = client_of(FakeLine(FakeAgent(), bend=losing(1, 2, 3)))
    client.open()
    with pytest.raises(AgentTimeoutError, match=r"after 3 tries: it answered before; .*boards monitor' shows"):
        client.ping()


def test_a_board_that_starts_again_instead_of_an_answer_is_said_to() -> None:
    class Failing(FakeLine):
        def arrive(self, data: bytes) -> None:
            super().arrive(data)
            if not data:
                self.report(BootEvent(7, ResetReason.BROWNOUT, "idf-5.5.1"))

    client = client_of(Failing(FakeAgent(), bend=losing(1, 2, 3)))
    client.open()
    with pytest.raises(AgentTimeoutError, match="it answered before, and has started again since"):
        client.ping()


def test_after_silence_the_client_can_be_used_again() -> None:
    line = FakeLine(FakeAgent(), bend=losing(0, 1, 2))
    client = client_of(line)
    with pytest.raises(AgentTimeoutError):
        client.ping()
    client.ping()
    assert sequences(line) == [1, 1, 1, 2]


def test_a_refusal_carries_its_code_and_its_text() -> None:
    agent = FakeAgent(refuse=AgentErrorCode.STORAGE_FAILED)
    with pytest.raises(AgentError, match=r"'bench1' refused 'EEPROM,COMMIT': storage-failed \(because") as caught:
        client_of(FakeLine(agent)).eeprom_commit()
    assert caught.value.code is AgentErrorCode.STORAGE_FAILED


def test_an_agent_that_does_not_say_who_it_is_is_refused_once() -> None:
    line = FakeLine(FakeAgent(refuse=AgentErrorCode.NOT_SUPPORTED))
    with pytest.raises(AgentError, match=r"'bench1' refused 'INFO': not-supported") as caught:
        client_of(line).open()
    assert caught.value.code is AgentErrorCode.NOT_SUPPORTED
    assert len(line.written) == 1


def test_an_agent_of_another_version_is_told_from_one_that_answers_nonsense() -> None:
    with pytest.raises(AgentVersionError, match="speaks version '2' of the protocol, expected '1'"):
        client_of(FakeLine(FakeAgent(info_words=("2", "something", "new")))).open()
    with pytest.raises(AgentReplyError, match="cannot be read"):
        client_of(FakeLine(FakeAgent(info_words=("1", "esp64")))).open()


def test_fewer_bytes_than_were_asked_for_are_an_error() -> None:
    agent = FakeAgent(eeprom=bytearray(10))
    with pytest.raises(AgentReplyError, match="fewer or more bytes"):
        client_of(FakeLine(agent)).eeprom_read(8, 4)


def test_a_restart_whose_reply_was_lost_is_not_done_again_when_the_boot_was_seen() -> None:
    line = FakeLine(FakeAgent())
    boot = encode(Sentence(SentenceKind.EVENT, 0, BootEvent(2, ResetReason.PIN, "idf-5.5.1").to_words()))
    line._bend = lambda _number, _reply: boot
    client_of(line).restart(ResetKind.PIN)
    assert line.agent.done == [Restart(ResetKind.PIN)]
    assert len(line.written) == 1


def test_power_that_is_lost_in_a_command_is_told_at_once() -> None:
    line = FakeLine(FakeAgent(), bend=lambda _number, _reply: encode(Sentence(SentenceKind.EVENT, 0, ("CUT", "38"))))
    with pytest.raises(AgentPowerLostError, match="'bench1' lost power before it answered 'EEPROM,COMMIT'"):
        client_of(line).eeprom_commit()
    assert len(line.written) == 1


def test_a_boot_that_was_seen_and_then_lost_power_had_begun() -> None:
    boot = BootEvent(1, ResetReason.POWER_ON, "idf-5.5.1").to_words()
    events = [Sentence(SentenceKind.EVENT, 0, boot), Sentence(SentenceKind.EVENT, 0, ("CUT", "0"))]
    line = FakeLine(FakeAgent(), bend=lambda _number, _reply: b"".join(map(encode, events)))
    client_of(line).go()
    assert line.agent.done == [Go()]


def test_provisioning_sends_the_fields_and_then_applies_them() -> None:
    line = FakeLine(FakeAgent())
    values = {ProvisionField.WIFI_SSID: "Ocean, $5 Wi*Fi é", ProvisionField.TOKEN: TOKEN}
    client_of(line).provision(values)
    assert line.agent.done == [*(ProvisionSet(*each) for each in values.items()), ProvisionApply()]


def test_a_value_too_long_for_a_sentence_is_refused_before_it_is_sent() -> None:
    line = FakeLine(FakeAgent())
    with pytest.raises(
        AgentError, match=r"'PROVISION,SET' cannot be said to 'bench1': a sentence of \d+ bytes"
    ) as caught:
        client_of(line).provision({ProvisionField.WIFI_SSID: "x" * 700})
    assert caught.value.code is AgentErrorCode.OUT_OF_RANGE
    assert line.written == []


def test_no_error_shows_a_token() -> None:
    agent = FakeAgent(refuse=AgentErrorCode.BAD_ARGUMENT, refusal_text=f"value '{TOKEN}', expected a token")
    with pytest.raises(AgentError, match="expected a token") as refused:
        client_of(FakeLine(agent)).provision({ProvisionField.TOKEN: TOKEN})
    silent = FakeLine(FakeAgent(), bend=lambda _number, _reply: b"")
    with pytest.raises(AgentError) as timed_out:
        client_of(silent).provision({ProvisionField.TOKEN: TOKEN})
    assert TOKEN[:14] not in f"{refused.value} {timed_out.value}"


def test_events_come_typed_and_those_of_a_newer_agent_are_passed_over() -> None:
    line, heard = FakeLine(FakeAgent()), list[Event]()
    stop = client_of(line).on_event(heard.append)
    line.report(LoadEvent(RecordVerdict.BAD_MAGIC))
    line.arrive(encode(Sentence(SentenceKind.EVENT, 0, ("FUTURE", "1"))))
    stop()
    line.report(LoadEvent(RecordVerdict.VALID))
    assert heard == [LoadEvent(RecordVerdict.BAD_MAGIC)]


def test_a_closed_client_listens_no_more() -> None:
    line = FakeLine(FakeAgent())
    client_of(line).close()
    assert line.listeners == 0


def test_an_event_put_down_late_is_not_taken_for_one_of_the_next_command() -> None:
    cut = encode(Sentence(SentenceKind.EVENT, 0, CutEvent(38).to_words()))
    line, heard = FakeLine(FakeAgent(), bend=lambda number, reply: reply + cut if not number else reply), list[Event]()
    client = client_of(line)
    client.on_event(heard.append)
    first = client.ask(Ping())
    assert heard == [CutEvent(38)]
    assert client.ask(Ping()) == first
    assert (heard, len(line.written)) == ([CutEvent(38)], 2)


def test_the_client_can_ask_every_command() -> None:
    asked = {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(client)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "say"
    }
    # `answer_commands` makes those of an answer, one for each part.
    assert asked | {HttpAnswer.__name__} == {command.__name__ for command in COMMANDS}

"""The line with a fault, by which a trial is tried: it takes nothing from a bench that asks for long."""

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.agent.command_channel import CommandChannel
from oceanhil.protocol.agent.commands import Ping
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind
from tests.hil.agent.agent_faults import RemembersNothing
from tests.hil.agent.fake_agent import FakeAgent, FakeLine
from tests.hil.agent.faulty_line import OWN_NUMBER, Fault, FaultyLine


def test_a_bench_that_comes_to_the_number_of_the_faults_own_commands_hears_the_reply() -> None:
    channel = CommandChannel(FaultyLine(FakeLine(FakeAgent()), Fault()), timeout_s=0.05, attempts=1)
    replies = channel.ask([Ping()] * OWN_NUMBER)
    assert {reply.kind for reply in replies if reply is not None} == {SentenceKind.OK}
    assert len(replies) == OWN_NUMBER


def test_a_reply_to_what_only_the_fault_has_told_is_kept_from_the_bench() -> None:
    line = FaultyLine(FakeLine(FakeAgent()), RemembersNothing())
    heard: list[Sentence] = []
    line.subscribe(heard.append)
    client = AgentClient(line)
    client.open()
    client.eeprom_xor(0, b"\x01")
    assert OWN_NUMBER not in {each.sequence for each in heard}
    assert heard[-1].kind is SentenceKind.OK

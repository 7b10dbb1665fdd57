"""The agent itself: bytes in, exactly one reply a command, events when they happen.

What is no whole sentence, or has a wrong checksum, is noise: nobody answers noise. A command in which power is lost has
no reply but the event CUT.
"""

from collections.abc import Callable
from typing import Final

from oceanhil.protocol.agent.commands import (
    AnyCommand,
    BoardCommand,
    ClockCommand,
    CutCommand,
    EepromCommand,
    Factory,
    FlashCommand,
    Hold,
    Info,
    MacCommand,
    OutputCommand,
    ProvisionCommand,
    Sleep,
    command_type,
    parse_command,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode, Refusal, WordsError
from oceanhil.protocol.agent.events import SleepEvent
from oceanhil.protocol.agent.message import Event, Repeat
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.simulator.agent import (
    clock_commands,
    eeprom_commands,
    flash_commands,
    identity_commands,
    output_commands,
    power_commands,
)
from oceanhil.simulator.agent.line_uplink import LineUplink
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.agent.provision import Provisioning, ProvisionStore
from oceanhil.simulator.agent.target import AgentTarget
from oceanhil.simulator.flash.chip import FlashSnapshot, PowerCut
from oceanhil.simulator.flash.torn import PrefixTear
from oceanhil.simulator.kernel import Kernel

NOT_REMEMBERED: Final = 0
"""The sequence number of a command that is never taken for a repetition, and makes the agent forget the one before."""


class FactoryState:
    """The state in which a board leaves the factory: blank, unprovisioned, without a fault, held.

    Remembers the fuses as they were when the board was made.
    """

    def __init__(self, target: AgentTarget, provisioning: Provisioning) -> None:
        self._target = target
        self._provisioning = provisioning
        self._fuse_words = target.fuse_words

    def restore(self) -> None:
        """Hold the board, blank its chip and end its faults; how often its sectors were erased stays counted."""
        target, flash = self._target, self._target.flash
        target.hold()
        target.forget_cuts()
        flash.restore(FlashSnapshot({}, flash.erases, flash.programs, {}))
        flash.tear = PrefixTear()
        flash.wear = None
        target.fuse_words, target.fuse_fault = self._fuse_words, None
        clock_commands.mend(target)
        self._provisioning.forget()


class Agent:
    """One board's agent; `send` puts bytes on the board's UART."""

    def __init__(
        self,
        kernel: Kernel,
        target: AgentTarget,
        send: Callable[[bytes], None],
        provisions: ProvisionStore,
        build: AgentBuild,
    ) -> None:
        self._target = target
        self._build = build
        self._send = send
        self._provisioning = provisioning = Provisioning(target, provisions)
        self.uplink = LineUplink(kernel, self.report)
        self._factory = FactoryState(target, provisioning)
        self._reader = AgentReader()
        # The last command and its reply, if that command must not be done twice.
        self._remembered: tuple[Sentence, bytes] | None = None

    def hear(self, data: bytes) -> None:
        """Take bytes that arrive; answer each command among them."""
        for found in self._reader.feed(data):
            if isinstance(found, Sentence) and found.kind is SentenceKind.COMMAND:
                self._answer(found)

    def report(self, event: Event) -> None:
        """Send an event."""
        self._send(encode(Sentence(SentenceKind.EVENT, 0, event.to_words())))

    def forget(self) -> None:
        """Forget what a boot makes an agent forget: the remembered reply, a request under way, what is pretended."""
        self._remembered = None
        self.uplink.drop()
        self._target.outputs.pretend()

    def _answer(self, sentence: Sentence) -> None:
        if self._remembered is not None and self._remembered[0] == sentence:
            self._send(self._remembered[1])
            return
        self._remembered = None
        try:
            self._check_known(sentence.words)
            command = parse_command(sentence.words)
            outcome = self._carry_out(command)
        except PowerCut:
            self._target.lose_power()
        except WordsError as error:
            self._send(_reply(sentence, SentenceKind.ERROR, Refusal(error.code, str(error)).to_words()))
        else:
            reply = _reply(sentence, SentenceKind.OK, outcome.reply.to_words())
            if sentence.sequence != NOT_REMEMBERED and command.REPEAT is not Repeat.HARMLESS:
                self._remembered = (sentence, reply)
            self._send(reply)
            if outcome.then is not None:
                outcome.then()

    def _check_known(self, words: tuple[str, ...]) -> None:
        """Refuse a command of a group that this agent does not know, whatever its arguments; raises WordsError."""
        kind = command_type(words)
        if kind is None or kind.GROUP is None or kind.GROUP in self._build.groups:
            return
        if len(words) == len(kind.NAME) + len(kind.__struct_fields__):
            raise WordsError(AgentErrorCode.NOT_SUPPORTED, "this firmware cannot")

    def _carry_out(self, command: AnyCommand) -> AgentOutcome:
        target = self._target
        match command:
            case Info():
                return AgentOutcome(power_commands.board_info(target, self._provisioning.store_policy, self._build))
            case Factory():
                self._factory.restore()
                self.forget()
                return DONE
            case Hold():
                self.uplink.drop()
            case Sleep():
                return self._with_event(power_commands.carry_out(target, command), command)
        if isinstance(command, BoardCommand):
            return power_commands.carry_out(target, command)
        if isinstance(command, CutCommand):
            return flash_commands.carry_out_cut(target, command)
        if isinstance(command, EepromCommand):
            return eeprom_commands.carry_out(target, command)
        if isinstance(command, FlashCommand):
            return flash_commands.carry_out_raw(target, command)
        if isinstance(command, ClockCommand):
            return clock_commands.carry_out(target, command)
        if isinstance(command, OutputCommand):
            return output_commands.carry_out(target, command)
        if isinstance(command, MacCommand):
            return identity_commands.carry_out(target, command)
        if isinstance(command, ProvisionCommand):
            return self._provisioning.carry_out(command)
        return self.uplink.carry_out(command)

    def _with_event(self, outcome: AgentOutcome, command: Sleep) -> AgentOutcome:
        def sleep() -> None:
            self.report(SleepEvent(command.duration_us))
            self._target.deep_sleep(command.duration_us)

        return AgentOutcome(outcome.reply, sleep)


def _reply(to: Sentence, kind: SentenceKind, words: tuple[str, ...]) -> bytes:
    return encode(Sentence(kind, to.sequence, words))

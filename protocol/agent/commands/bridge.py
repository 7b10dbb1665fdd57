"""Commands that bring the answer to a request which a board without network sent over the line."""

from oceanhil.protocol.agent.message import Command, Repeat
from oceanhil.protocol.agent.replies import Done
from oceanhil.protocol.agent.vocabulary import BridgeFailure, CommandGroup, Data, ExchangeNumber, PartNumber, UInt32


class HttpAnswer(Command[Done], frozen=True):
    """Hand over one part of the answer to exchange `exchange`; `crc32` is that of the whole message."""

    NAME = ("HTTP", "ANSWER")
    GROUP = CommandGroup.HTTP
    REPEAT = Repeat.REMEMBERED
    exchange: ExchangeNumber
    part: PartNumber
    parts: PartNumber
    crc32: UInt32
    data: Data


class HttpFail(Command[Done], frozen=True):
    """Tell that exchange `exchange` has no answer, and why."""

    NAME = ("HTTP", "FAIL")
    GROUP = CommandGroup.HTTP
    REPEAT = Repeat.REMEMBERED
    exchange: ExchangeNumber
    failure: BridgeFailure


class HttpResend(Command[Done], frozen=True):
    """Ask for the parts of the request of exchange `exchange` again, from number `part` on."""

    NAME = ("HTTP", "RESEND")
    GROUP = CommandGroup.HTTP
    exchange: ExchangeNumber
    part: PartNumber


HttpCommand = HttpAnswer | HttpFail | HttpResend

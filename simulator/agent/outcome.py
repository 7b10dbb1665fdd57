"""What a command comes to: a reply, and what happens once that is out."""

from collections.abc import Callable
from dataclasses import dataclass

from oceanhil.protocol.agent.message import Message
from oceanhil.protocol.agent.replies import Done


@dataclass(frozen=True, slots=True)
class AgentOutcome:
    """`reply` is sent first; `then` may end the boot in which it was asked for."""

    reply: Message
    then: Callable[[], None] | None = None


DONE = AgentOutcome(Done())

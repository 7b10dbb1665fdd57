"""Relays of a board as its agent tells of them, and what its program is to read in place of its sensor.

An agent tells of what the program switches, and forgets at a boot what it was told: that relays open when a boot is
over, and that the next one has to be told again, is known here.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from oceanhil.hil.agent.agent_errors import AgentPowerLostError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.protocol.agent.events import BootEvent, CutEvent, RelaysEvent, SleepEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import RelayState

_OPEN: Final = (False, False)


class BoardOutputs:
    """What hangs on one board; `moved` is told how relays 1 and 2 stand whenever one of them stands otherwise."""

    def __init__(self, moved: Callable[[tuple[bool, bool]], None]) -> None:
        self._moved = moved
        self._on = _OPEN
        self._sensed: tuple[int, int] | None = None
        self._is_asleep = False

    def take(self, event: Event) -> None:
        """Follow what the agent reports."""
        match event:
            case BootEvent():
                self._is_asleep = False
                self.let_go()
            case SleepEvent():
                self._is_asleep = True
                self.let_go()
            case CutEvent():
                self.let_go()
            case RelaysEvent():
                self._stand((event.relay1 is RelayState.ON, event.relay2 is RelayState.ON))
            case _:
                pass

    def read(self, agent: AgentClient) -> None:
        """Ask how the relays stand, where what the agent told may have been lost. Raises AgentError."""
        if not self._is_asleep:
            reading = agent.relays_read()
            self._stand((reading.relay1 is RelayState.ON, reading.relay2 is RelayState.ON))

    def let_go(self) -> None:
        """Note that nothing holds the relays any more."""
        self._stand(_OPEN)

    def sense(self, temperature_tenths: int, humidity_tenths: int) -> None:
        """Let the program read this, tenths of °C and of %, as soon as its agent is told."""
        self._sensed = (temperature_tenths, humidity_tenths)

    @property
    def has_to_tell(self) -> bool:
        """Whether the agent of a board that runs must be told what the program is to read."""
        return self._sensed is not None and not self._is_asleep

    def tell(self, agent: AgentClient) -> None:
        """Tell it; a board that loses power meanwhile is told when it boots again. Raises AgentError."""
        if self._sensed is not None:
            with suppress(AgentPowerLostError):
                agent.sensor_set(*self._sensed)

    def _stand(self, on: tuple[bool, bool]) -> None:
        if on != self._on:
            self._on = on
            self._moved(on)

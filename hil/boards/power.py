"""Power switches of boards: the agent's hold, the reset line, a relay's or hub's command, a virtual board's control.

Only a command and a control channel really take power away. The agent and the reset line stand in for it: nothing runs
and nothing boots until power is "on" again, and the next boot begins as after power-on where the board can tell.
"""

from pathlib import Path
from typing import Protocol

from oceanhil.hil.boards.entry import BoardEntry, PowerBy, PowerCommand, PowerControl
from oceanhil.hil.farm.place import FarmError
from oceanhil.host.program import StoppedError, run_to_end
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.redact import redact
from oceanhil.protocol.wording import os_reason

COMMAND_TIMEOUT_S = 30.0
_SHOWN_LINES = 5


class PowerError(Exception):
    """A board's power could not be switched."""


class NoSwitchError(PowerError):
    """The inventory names no switch that can be used: none at all, or a program that cannot be started."""


class PowerSwitch(Protocol):
    """Gives power and takes it away; both are harmless when done twice, and raise PowerError."""

    def on(self) -> None:
        """Give power."""

    def off(self) -> None:
        """Take power away."""


class HoldingAgent(Protocol):
    """What is needed of `oceanhil.hil.agent.client.AgentClient`."""

    def hold(self) -> None:
        """Stop the program."""

    def go(self) -> None:
        """Boot."""


class ResettingLink(Protocol):
    """What is needed of `oceanhil.hil.link.link.SerialLink`."""

    def hold_in_reset(self, held: bool, /) -> None:  # noqa: FBT001 - the link's signature
        """Pull the reset line, or let it go."""


class AbsentLink(Protocol):
    """What is needed of `oceanhil.hil.link.link.SerialLink`."""

    def allow_absence(self, *, allowed: bool) -> None:
        """Let the port be away for any time, or expect it again."""


class PoweringControl(Protocol):
    """What is needed of `oceanhil.hil.vboard.launcher.ControlClient`."""

    def power(self, *, on: bool) -> object:
        """Connect power or take it away."""


class PoweringPlace(Protocol):
    """What is needed of `oceanhil.hil.farm.held_place.HeldPlace`."""

    def power(self, *, on: bool) -> None:
        """Switch the power of the place; raises FarmError."""


class AgentPower:
    """The agent stops the program and boots it again."""

    def __init__(self, agent: HoldingAgent) -> None:
        self._agent = agent

    def on(self) -> None:
        """Let it boot."""
        self._agent.go()

    def off(self) -> None:
        """Hold it."""
        self._agent.hold()


class AlreadyHeld:
    """For a board that only its agent switches: it has power, and the agent can be asked to hold it."""

    def on(self) -> None:
        """Do nothing: it must not boot, only be reachable."""

    def off(self) -> None:
        """Do nothing: it stays held."""


class ResetLinePower:
    """The adapter's reset line holds the chip in reset."""

    def __init__(self, link: ResettingLink) -> None:
        self._link = link

    def on(self) -> None:
        """Let go of the reset line."""
        self._link.hold_in_reset(False)  # noqa: FBT003 - the link's signature

    def off(self) -> None:
        """Pull the reset line."""
        self._link.hold_in_reset(True)  # noqa: FBT003 - the link's signature


class ControlPower:
    """A virtual board's switch."""

    def __init__(self, control: PoweringControl) -> None:
        self._control = control

    def on(self) -> None:
        """Give power."""
        self._control.power(on=True)

    def off(self) -> None:
        """Take power away."""
        self._control.power(on=False)


class PlacePower:
    """The switch that a farm has for a place."""

    def __init__(self, name: str, place: PoweringPlace) -> None:
        self._name = name
        self._place = place

    def on(self) -> None:
        """Give power."""
        self._switch(on=True)

    def off(self) -> None:
        """Take power away."""
        self._switch(on=False)

    def _switch(self, *, on: bool) -> None:
        try:
            self._place.power(on=on)
        except FarmError as error:
            raise PowerError(f"the power of {self._name!r} did not turn {'on' if on else 'off'}: {error}") from None


class CommandPower:
    """A program for each direction, run in the folder `base` without a shell and without input."""

    def __init__(self, name: str, command: PowerCommand, base: Path, timeout_s: float = COMMAND_TIMEOUT_S) -> None:
        self._name = name
        self._command = command
        self._base = base
        self._timeout_s = timeout_s

    def on(self) -> None:
        """Give power."""
        self._run(self._command.on, "on")

    def off(self) -> None:
        """Take power away."""
        self._run(self._command.off, "off")

    def _run(self, words: tuple[str, ...], direction: str) -> None:
        if is_untrusted():
            raise NoSwitchError(refusal(f"the power switch of {self._name!r} runs a program"))
        what = f"the power switch of {self._name!r} did not turn {direction}: {' '.join(words)!r}"
        try:
            finished = run_to_end(words, self._timeout_s, folder=self._base)
        except StoppedError:
            raise PowerError(f"{what} did not end in {self._timeout_s:g} s and was stopped") from None
        except OSError as error:
            cause = os_reason(error)
            raise NoSwitchError(f"{what} cannot be started: {cause}; correct power in the inventory") from None
        if finished.exit_code:
            said = finished.output.strip().splitlines()[-_SHOWN_LINES:]
            ended = f"{what} ended with {finished.exit_code}"
            raise PowerError(redact("\n".join((ended, *(f"  {line}" for line in said)))))


class AnnouncedPower:
    """A switch that takes the port of a board with USB of its own away, and tells the link before it does."""

    def __init__(self, switch: PowerSwitch, link: AbsentLink) -> None:
        self._switch = switch
        self._link = link

    def on(self) -> None:
        """Give power, and expect the port."""
        self._switch.on()
        self._link.allow_absence(allowed=False)

    def off(self) -> None:
        """Take power away, perhaps with the port."""
        self._link.allow_absence(allowed=True)
        self._switch.off()


class NoPower:
    """A board that is always on."""

    def __init__(self, name: str) -> None:
        self._name = name

    def on(self) -> None:
        """Do nothing: it has power."""

    def off(self) -> None:
        """Refuse."""
        raise NoSwitchError(f"board {self._name!r} has no power switch; set power in the inventory")


def power_switch(
    entry: BoardEntry,
    *,
    link: ResettingLink | None = None,
    agent: HoldingAgent | None = None,
    control: PoweringControl | None = None,
    place: PoweringPlace | None = None,
) -> PowerSwitch:
    """Make the power switch that the entry asks for; raises PowerError when what it works through is not given."""
    match entry.power:
        case PowerCommand():
            return CommandPower(entry.name, entry.power, entry.base)
        case PowerControl() if control is not None:
            return ControlPower(control)
        case PowerBy.AGENT if agent is not None:
            return AgentPower(agent)
        case PowerBy.RESET_LINE if link is not None:
            return ResetLinePower(link)
        case PowerBy.PLACE if place is not None:
            return PlacePower(entry.name, place)
        case PowerBy.NONE:
            return NoPower(entry.name)
        case _:
            what = entry.power.value if isinstance(entry.power, PowerBy) else "control"
            raise NoSwitchError(f"board {entry.name!r} is switched through {what!r}, which is not connected")

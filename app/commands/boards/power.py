"""`oceanhil boards power`: a board's power switched by hand, as a run does it: to try a switch before one needs it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.boards.common import board_refused, refusals
from oceanhil.app.commands.boards.port_refusals import port_refusals
from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, PowerBy, PowerControl
from oceanhil.hil.boards.leases import open_leases
from oceanhil.hil.boards.open_board import opened
from oceanhil.hil.boards.power import NoSwitchError, PowerError, PowerSwitch, power_switch
from oceanhil.hil.boards.verdicts import BoardVerdict
from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.host.owners import this_owner
from oceanhil.host.terminal import echo


def switch_power(entry: BoardEntry, *, on: bool) -> None:
    """Give a board power or take it away, and say so."""
    _refuse_unlasting(entry)
    held = BoardLease(open_leases(), entry, this_owner(purpose="boards power"))
    try:
        with port_refusals(entry), refusals(), held, _switch_of(held) as switch:
            (switch.on if on else switch.off)()
    except NoSwitchError as error:
        raise WrongInputError(str(error)) from None
    except PowerError as error:
        raise EnvironmentRefusedError(str(error)) from None
    except AgentError as error:
        raise board_refused(f"board {entry.name!r}: {error}", BoardVerdict.NO_AGENT) from None
    echo(f"{entry.name!r}: power is {'on' if on else 'off'}")


def _refuse_unlasting(entry: BoardEntry) -> None:
    """Refuse a board whose switch holds no longer than this command."""
    if entry.power is PowerBy.RESET_LINE:
        raise WrongInputError(
            f"board {entry.name!r} is switched by its reset line, which is pulled only while a run has the port open;"
            " for a switch that stays, set power in the inventory"
        )


@contextlib.contextmanager
def _switch_of(held: BoardLease) -> Iterator[PowerSwitch]:
    """Connect what the switch works through: of the port, which may be away without power, only an agent has need."""
    entry = held.entry
    with contextlib.ExitStack() as exits:
        match entry.power:
            case PowerBy.AGENT:
                board = exits.enter_context(opened(entry))
                agent = exits.enter_context(contextlib.closing(board.agent()))
                agent.open()
                yield power_switch(entry, agent=agent)
            case PowerControl():
                yield power_switch(entry, control=exits.enter_context(ControlClient(entry.control)))
            case _:
                yield power_switch(entry, place=held.place)

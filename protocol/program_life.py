"""The life of a device's program, as one table beside those of its record and tokens (`oceanhil.protocol.life`).

What the program holds (a permanent token, a session) decides what it asks for next; the table says what may follow
what, whatever it holds. It starts, reads its record, joins its network, asks for what it lacks, polls; a refusal that
only a person can cure is said on its line.

What it is not: how the program does it, how long it waits, what the server thinks of it. *Online* is it while the
server accepts its polls; that it says so is another matter.

Laws:

- Whatever it does, it can lose its power and be started again.
- Every state but *off* and *halted* has a way on that needs nobody's hand.

`oceanhil reach` walks through this table and those of the server together. Tests follow lives of the Python program and
of the C++ core and hold both to it (`tests/exploration/reach/test_programs.py`).

Source: the way from boot to ONLINE is printed on OceanRemote's pages "Firmware Flash Success But No Connection" and
"Token Invalid or Expired"; what firmware does after a refusal is an assumption (docs/protocol.md).
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final


class ProgramLife(Enum):
    """What a device's program is at."""

    OFF = "off"
    STARTING = "starting"
    JOINING = "joining"
    """It has read its record and has no network yet."""
    ASKING = "asking"
    """It asks for what it lacks: a token, a session, or the first poll's answer."""
    REPLACING = "replacing"
    """Its token was refused, it has said so, and asks for another one until it shows the refused one again."""
    REJOINING = "rejoining"
    """It has lost its network while it asked for another token."""
    REFUSED = "refused"
    """It has said on its line why it cannot go on by itself, and waits before it asks again."""
    ONLINE = "online"
    HALTED = "halted"
    """It has said why, and only a reset helps."""


class ProgramEvent(Enum):
    """What may happen to a program; the value is what is written of it."""

    START = "start"
    """Power comes, or a reset of any kind."""
    POWER_OFF = "power off"
    POWER_CUT = "power cut in a save"
    LOADED = "record read"
    HALT = "halt"
    JOINED = "network joined"
    NETWORK_LOST = "network lost"
    GRANTED = "answer with a token arrives"
    SESSION = "answer with a session arrives"
    ANSWER_LOST = "answer lost"
    SAVED = "record saved"
    SAVE_FAILED = "save failed"
    REFUSED = "refused"
    ASKED_REGISTRATION = "asks for a token"
    ASKED_SESSION = "asks for a session"
    ACCEPTED = "poll accepted"
    POLL_FAILED = "poll failed"
    SESSION_ENDED = "session given up"


_ANYWHERE: Final = {ProgramEvent.START: ProgramLife.STARTING, ProgramEvent.POWER_OFF: ProgramLife.OFF}
_AWAKE: Final = {
    **_ANYWHERE,
    ProgramEvent.POWER_CUT: ProgramLife.OFF,
    ProgramEvent.NETWORK_LOST: ProgramLife.JOINING,
}
_POLLING: Final = {
    ProgramEvent.ACCEPTED: ProgramLife.ONLINE,
    ProgramEvent.POLL_FAILED: ProgramLife.ASKING,
    ProgramEvent.SESSION_ENDED: ProgramLife.ASKING,
}


def _staying(state: ProgramLife, *events: ProgramEvent) -> Mapping[ProgramEvent, ProgramLife]:
    return dict.fromkeys(events, state)


PROGRAM: Final[Mapping[ProgramLife, Mapping[ProgramEvent, ProgramLife]]] = MappingProxyType(
    {
        ProgramLife.OFF: {ProgramEvent.START: ProgramLife.STARTING},
        ProgramLife.STARTING: {
            **_ANYWHERE,
            ProgramEvent.LOADED: ProgramLife.JOINING,
            ProgramEvent.HALT: ProgramLife.HALTED,
        },
        ProgramLife.JOINING: {
            **_ANYWHERE,
            ProgramEvent.POWER_CUT: ProgramLife.OFF,
            ProgramEvent.JOINED: ProgramLife.ASKING,
            **_staying(ProgramLife.JOINING, ProgramEvent.SAVED, ProgramEvent.SAVE_FAILED),
        },
        ProgramLife.ASKING: {
            **_AWAKE,
            **_POLLING,
            ProgramEvent.REFUSED: ProgramLife.REFUSED,
            **_staying(
                ProgramLife.ASKING,
                *(ProgramEvent.ASKED_REGISTRATION, ProgramEvent.ASKED_SESSION),
                *(ProgramEvent.GRANTED, ProgramEvent.SESSION, ProgramEvent.ANSWER_LOST),
                *(ProgramEvent.SAVED, ProgramEvent.SAVE_FAILED),
            ),
        },
        ProgramLife.REPLACING: {
            **_AWAKE,
            ProgramEvent.NETWORK_LOST: ProgramLife.REJOINING,
            ProgramEvent.GRANTED: ProgramLife.ASKING,
            ProgramEvent.ASKED_SESSION: ProgramLife.ASKING,
            **_staying(
                ProgramLife.REPLACING,
                *(ProgramEvent.ASKED_REGISTRATION, ProgramEvent.REFUSED, ProgramEvent.ANSWER_LOST),
                *(ProgramEvent.SAVED, ProgramEvent.SAVE_FAILED),
            ),
        },
        ProgramLife.REJOINING: {
            **_ANYWHERE,
            ProgramEvent.POWER_CUT: ProgramLife.OFF,
            ProgramEvent.JOINED: ProgramLife.REPLACING,
            **_staying(ProgramLife.REJOINING, ProgramEvent.SAVED, ProgramEvent.SAVE_FAILED),
        },
        ProgramLife.REFUSED: {
            **_AWAKE,
            ProgramEvent.ASKED_REGISTRATION: ProgramLife.REPLACING,
            ProgramEvent.ASKED_SESSION: ProgramLife.ASKING,
            **_staying(ProgramLife.REFUSED, ProgramEvent.SAVED, ProgramEvent.SAVE_FAILED),
        },
        # It learns of a network that is lost by a poll that failed.
        ProgramLife.ONLINE: {
            **_ANYWHERE,
            ProgramEvent.POWER_CUT: ProgramLife.OFF,
            **_POLLING,
            **_staying(ProgramLife.ONLINE, ProgramEvent.SAVED, ProgramEvent.SAVE_FAILED),
        },
        ProgramLife.HALTED: _ANYWHERE,
    }
)
"""What each event leads to. What a state does not list cannot happen in it.

A program that holds no token and asks for one again, refused before, is *asking*; one that holds a refused one is
*replacing*.
"""

"""Which board of a family gets a case: the least able one that can do what the case needs.

So a board that can do little is no reason to leave anything out, and one that can do much is free for what needs it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import Capability

_SECOND: Final = frozenset({Capability.SECOND_DEVICE})
_OF_AN_AGENT: Final = frozenset(
    {
        Capability.STORAGE_WATCH,
        Capability.POWER_CUT,
        Capability.CRASH,
        Capability.DEVICE_CLOCK,
        Capability.MAC_OVERRIDE,
        Capability.OUTPUTS,
        Capability.SENSOR,
    }
)
# What a board would have to have; of an agent it is said whether there is one.
_HAS: Final[Mapping[Capability, str]] = {
    Capability.POWER: "has a power switch",
    Capability.FLASHING: "has an agent that flashes and saves it, or an image command and a way into download mode",
    Capability.STORAGE_READ: "has an agent with FLASH commands, or a way into download mode",
    Capability.STORAGE_WRITE: "has an agent with FLASH commands, or a way into download mode",
    Capability.SERIAL_FAULTS: "has a control channel",
    Capability.RADIO: "has a control channel and a network of its own",
    Capability.WIFI: "has a network of its own",
    Capability.JOIN_TIME: "has a control channel and a network of its own",
    Capability.VIRTUAL_TIME: "has held time",
    Capability.SERVER_CLOCK: "is a virtual one, whose time moves with the server's",
    Capability.CONNECTION_FAULTS: "has real time",
}


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """The boards of one family, in the inventory's order, and what can be done with each and the server beside it."""

    board: Board
    can: Mapping[str, frozenset[Capability]]
    """By the board's name."""

    def able(self, needs: frozenset[Capability] | None, wants: frozenset[Capability] = frozenset()) -> Sequence[str]:
        """Name the boards that can do what a case needs, the least able first; empty where none can.

        `wants` is what its remedy needs besides: who can do that too comes alone, if enough of them can. With `needs`
        None nobody knows what is needed: all boards, in their order.
        """
        if needs is None:
            return tuple(self.can)
        enough = 2 if needs & _SECOND else 1
        able = self._with(needs)
        cures = self._with(needs | wants)
        chosen = cures if len(cures) >= enough else able
        return chosen if len(chosen) >= enough else ()

    def capabilities_for(self, needs: frozenset[Capability]) -> frozenset[Capability]:
        """What can be done for a case with these needs: by the least board that can do all, else by who can do most."""
        able = self.able(needs)
        if not able:
            able = sorted(self.can, key=lambda name: -len(self.can[name] & needs))
        if not able:
            return frozenset()
        beside = [name for name in self._with(needs & self.can[able[0]]) if name != able[0]]
        return self.can[able[0]] | (_SECOND if beside else frozenset())

    def together(self) -> frozenset[Capability]:
        """What can be done with every one of them."""
        found = frozenset.intersection(*self.can.values()) if self.can else frozenset()
        return found | (_SECOND if len(self.can) > 1 else frozenset())

    def size(self, name: str) -> int:
        """How much a board can do."""
        return len(self.can[name])

    def why_lacking(self, lacking: frozenset[Capability], entries: Sequence[BoardEntry]) -> str:
        """Say of what would be needed that no board has it."""
        named = self.board.value
        alone = {each for each in lacking - _SECOND if any(each in can for can in self.can.values())}
        reasons = [_reason(each, named, entries) for each in sorted(lacking - alone, key=lambda each: each.value)]
        reasons += [f"no {named} of this inventory can do all that the case needs"] * bool(alone)
        return ", and ".join(dict.fromkeys(reasons))

    def _with(self, needs: frozenset[Capability]) -> tuple[str, ...]:
        found = [name for name, can in self.can.items() if needs - _SECOND <= can]
        return tuple(sorted(found, key=self.size))


def _reason(lacking: Capability, named: str, entries: Sequence[BoardEntry]) -> str:
    if lacking is Capability.SECOND_DEVICE:
        return f"there is no second {named} that can do it"
    if lacking in _OF_AN_AGENT:
        has = "has an agent that can do it" if any(entry.agent for entry in entries) else "has an agent"
        return f"no {named} of this inventory {has}"
    if lacking in _HAS:
        return f"no {named} of this inventory {_HAS[lacking]}"
    return f"no board on a line can do it, or the server cannot ({lacking.value})"

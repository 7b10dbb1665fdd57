"""Flash cells that are faulty from the start of a sweep: worn out, or stuck."""

import re

import msgspec

from oceanhil.protocol.chance import Chance
from oceanhil.simulator.flash.chip import CellFault, Flash, WearOut

_WEAR_OUT = re.compile(rf"{CellFault.WEAR_OUT.value}:([0-9]{{1,7}})")
_STUCK_BIT = re.compile(rf"{CellFault.STUCK_BIT.value}:(0x[0-9a-fA-F]{{1,8}}|[0-9]{{1,9}})\.([0-7])=([01])")


class StuckBit(msgspec.Struct, frozen=True):
    """Bit 0 (lowest) to 7 of the byte at `address` of the chip, fixed at 1 or 0."""

    address: int
    bit: int
    high: bool


class Faults(msgspec.Struct, frozen=True):
    """The faults of one chip. `cycles` is what each of its sectors stands; None: any number."""

    cycles: int | None = None
    stuck: tuple[StuckBit, ...] = ()

    def __str__(self) -> str:
        wear = [] if self.cycles is None else [f"{CellFault.WEAR_OUT.value}:{self.cycles}"]
        stuck = [f"{CellFault.STUCK_BIT.value}:{each.address:#x}.{each.bit}={each.high:d}" for each in self.stuck]
        return " ".join(wear + stuck)

    def stick(self, flash: Flash) -> None:
        """Fix the stuck bits; raises ValueError for one outside the chip."""
        for each in self.stuck:
            flash.stick_bit(each.address, each.bit, high=each.high)

    def wear(self, seed: int) -> WearOut | None:
        """Give the wear of a chip whose failing cells are drawn from `seed`."""
        return None if self.cycles is None else WearOut(self.cycles, Chance(seed))


def parse_faults(texts: tuple[str, ...]) -> Faults:
    """Read `wear-out:CYCLES` and `stuck-bit:ADDRESS.BIT=VALUE`; raises ValueError."""
    faults = Faults()
    for text in texts:
        if found := _WEAR_OUT.fullmatch(text):
            faults = msgspec.structs.replace(faults, cycles=int(found[1]))
        elif found := _STUCK_BIT.fullmatch(text):
            stuck = StuckBit(int(found[1], 0), int(found[2]), found[3] == "1")
            faults = msgspec.structs.replace(faults, stuck=(*faults.stuck, stuck))
        else:
            raise ValueError(
                f"{text!r} is not a fault of cells; expected 'wear-out:CYCLES' or 'stuck-bit:ADDRESS.BIT=VALUE', "
                "such as 'stuck-bit:0x3fb004.3=0'"
            )
    return faults

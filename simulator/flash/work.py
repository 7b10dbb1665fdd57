"""The flash work of each boot, counted from its start, and the power cuts that are arranged in it."""

from oceanhil.simulator.flash.chip import Flash


class FlashWork:
    """Units of flash work by boot number, and the unit at which power is to be lost. One boot at a time is under way.

    The chip is passed in at each call: it is the board's, and may be another one than before.
    """

    def __init__(self) -> None:
        self._units: dict[int, int] = {}
        self._cuts: dict[int, int] = {}
        self._boot: int | None = None

    def arrange_cut(self, flash: Flash, boot: int, unit: int) -> None:
        """Lose power in `boot` after `unit` units; at the next unit if it is under way and has done more."""
        self._cuts[boot] = unit
        if boot == self._boot:
            flash.arm_cut(max(0, unit - flash.units))

    def forget_cuts(self, flash: Flash) -> None:
        """Let no cut come that was arranged, in the boot under way or later."""
        self._cuts.clear()
        flash.disarm()

    def begin(self, flash: Flash, boot: int) -> None:
        """Start counting for a boot whose power has come on, and arm its cut if it has one."""
        self._boot = boot
        if boot in self._cuts:
            flash.arm_cut(self._cuts[boot])

    def end(self, flash: Flash) -> None:
        """Keep what the boot under way has done: it is over."""
        if self._boot is not None:
            self._units[self._boot] = flash.units
            self._boot = None

    def units(self, flash: Flash, boot: int) -> int:
        """Units of flash work done in that boot so far."""
        return flash.units if boot == self._boot else self._units.get(boot, 0)

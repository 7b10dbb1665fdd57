"""Steps that disturb the serial line between a device and whoever listens to it."""

from typing import ClassVar

from oceanhil.scenarios.context import Context
from oceanhil.scenarios.levers.base import DeviceLever
from oceanhil.scenarios.line_fault import LineFault
from oceanhil.scenarios.scalars import Count, PartsPerMillion
from oceanhil.scenarios.world import Capability


class SerialFaultLever(DeviceLever, frozen=True, kw_only=True):
    """A step about what becomes of the bytes that the device sends."""

    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.SERIAL_FAULTS})


class Disturb(SerialFaultLever, frozen=True, kw_only=True):
    """Flip a bit of this share of the bytes from the device, lose this share, double this share; drawn from `seed`."""

    name: ClassVar[str] = "serial.disturb"
    main: ClassVar[str] = "noise"

    noise: PartsPerMillion = 0
    drop: PartsPerMillion = 0
    duplicate: PartsPerMillion = 0
    seed: Count = 0

    def __post_init__(self) -> None:
        if not (self.noise or self.drop or self.duplicate):
            raise ValueError("serial.disturb takes at least one of 'noise', 'drop' and 'duplicate'")

    def run(self, context: Context) -> None:
        """Do it."""
        fault = LineFault(noise_ppm=self.noise, drop_ppm=self.drop, duplicate_ppm=self.duplicate, seed=self.seed)
        context.device(self.on).break_line(fault)


class Stick(SerialFaultLever, frozen=True, kw_only=True):
    """Let nothing through that the device sends."""

    name: ClassVar[str] = "serial.stick"

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).break_line(LineFault(stuck=True))


class MendLine(SerialFaultLever, frozen=True, kw_only=True):
    """Make the line sound again."""

    name: ClassVar[str] = "serial.mend"

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).break_line(None)

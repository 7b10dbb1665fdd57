"""The pins of a board that modem lines reach."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pins:
    """From `t_us` on EN is low or not: the chip stands still or runs; and GPIO0, which it looks at when EN rises."""

    t_us: int
    en_low: bool
    gpio0_low: bool


class Circuit(Protocol):
    """What makes pins of lines."""

    def set_lines(self, t_us: int, *, dtr: bool, rts: bool) -> tuple[Pins, ...]:
        """Assert or drop the lines and give what the pins did until then, this included."""

    def advance(self, t_us: int) -> tuple[Pins, ...]:
        """Give what the pins have done by themselves up to and including `t_us`."""

    @property
    def due_us(self) -> int | None:
        """When the pins change by themselves if the lines do not before; None: they will not."""

"""What can be wrong with an adapter, its cable or its driver."""

import msgspec


class AdapterFaults(msgspec.Struct, frozen=True, kw_only=True):
    """A sound adapter has none.

    `stuck_lines`: DTR and RTS do not reach the pins. `hangs_up`: without it, closing leaves the lines as they are.
    `parted`: the driver sets one line after the other. `latency_us`: how long bytes wait, 0: as the chip has it.
    `loses_every`: the first byte of each so many-th unit is lost, 0: none. `unplugs_after`: the cable is out behind so
    many units, 0: never, and in again after `plugs_after_us`, None: it stays out.
    """

    stuck_lines: bool = False
    hangs_up: bool = True
    parted: bool = False
    latency_us: int = 0
    loses_every: int = 0
    unplugs_after: int = 0
    plugs_after_us: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a negative number."""
        for name in ("latency_us", "loses_every", "unplugs_after", "plugs_after_us"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ValueError(f"{name} is {value!r}, expected 0 or more")


SOUND_ADAPTER = AdapterFaults()

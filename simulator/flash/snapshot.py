"""A flash chip at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from oceanhil.simulator.flash.faults import FaultySector


@dataclass(frozen=True, slots=True)
class FlashSnapshot:
    """The contents and counters of a flash at one moment; unchanged sectors are shared with it, not copied."""

    sectors: Mapping[int, bytes | bytearray]
    erases: Mapping[int, int]
    programs: Mapping[int, int]
    #: Sectors with faulty cells; `sectors` holds what they read as when the snapshot was taken.
    faulty: Mapping[int, FaultySector]

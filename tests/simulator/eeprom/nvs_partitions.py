"""NVS partitions that are mounted, and how what they refuse is asked for."""

from collections.abc import Callable

import pytest

from oceanhil.simulator.eeprom.nvs import NvsError, NvsFault, NvsGeneration, NvsHandle, NvsPartition
from oceanhil.simulator.flash.chip import Flash

each_generation = pytest.mark.parametrize("generation", list(NvsGeneration))
_SIZE = 0x5000


def mounted(flash: Flash, generation: NvsGeneration = NvsGeneration.IDF_5_5_1, size: int = _SIZE) -> NvsPartition:
    """Mount a partition on this flash."""
    partition = NvsPartition(flash, generation, size=size)
    partition.init()
    return partition


def opened(generation: NvsGeneration = NvsGeneration.IDF_5_5_1, size: int = _SIZE) -> NvsHandle:
    """Open a namespace of a partition on a flash of its own."""
    return mounted(Flash(4 << 20), generation, size).open("ns")


def error_of(call: Callable[[], object]) -> NvsError:
    """Give the error with which a call is refused."""
    with pytest.raises(NvsFault) as fault:
        call()
    return fault.value.error

"""Which release carries which generation of the driver."""

import pytest

from oceanhil.simulator.eeprom.nvs import NvsGeneration
from oceanhil.simulator.eeprom.nvs.versions import Version, generation_of_arduino, generation_of_idf

EARLIER, LATER = NvsGeneration.IDF_4_4_7, NvsGeneration.IDF_5_5_1


@pytest.mark.parametrize("version", [(3, 3, 5), (4, 3, 9), (4, 4, 7), (5, 0, 2), (5, 1, 3), (5, 2, 1)])
def test_releases_that_never_lose_a_value_in_a_commit(version: Version) -> None:
    assert generation_of_idf(version) is EARLIER


@pytest.mark.parametrize("version", [(4, 4, 8), (5, 1, 4), (5, 2, 2), (5, 3, 0), (5, 4, 0), (5, 5, 1), (6, 0, 2)])
def test_releases_that_have_the_losing_unit(version: Version) -> None:
    assert generation_of_idf(version) is LATER


@pytest.mark.parametrize(
    ("version", "generation"), [((1, 0, 6), EARLIER), ((2, 0, 17), EARLIER), ((3, 0, 0), LATER), ((3, 3, 10), LATER)]
)
def test_the_arduino_core_changed_with_3_0(version: Version, generation: NvsGeneration) -> None:
    assert generation_of_arduino(version) is generation

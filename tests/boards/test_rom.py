"""A boot ROM that lacks what a board will print is refused when it is made, and told what it lacks."""

import pytest
from msgspec.structs import replace

from oceanhil.boards.esp32c3 import CODES, ROM
from oceanhil.protocol.panics import ResetCause


def test_one_that_has_no_code_for_a_reset_is_refused() -> None:
    codes = {cause: code for cause, code in CODES.items() if cause is not ResetCause.WATCHDOG}
    with pytest.raises(ValueError, match=r"boot ROM 'ESP-ROM:esp32c3.*': no code for watchdog; `codes` takes one for"):
        replace(ROM, codes=codes)


def test_one_that_does_not_say_how_a_brownout_ends_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no code for brownout; .* `brownout` that of firmware with a detector"):
        replace(ROM, brownout=None)


def test_a_brownout_has_either_a_code_of_the_roms_or_firmware_that_detects_it() -> None:
    made = replace(ROM, brownout=None, codes={**CODES, ResetCause.BROWNOUT: 0x0F})
    assert (made.code(ResetCause.BROWNOUT), ROM.code(ResetCause.BROWNOUT, "4.4.7")) == (0x0F, 0x0F)


@pytest.mark.parametrize("changes", [{"watchdog_code": 0x1F}, {"codes": {**CODES, ResetCause.PIN: 0x1F}}])
def test_a_code_without_a_word_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="`resets` has no word for the code 0x1f"):
        replace(ROM, **changes)


def test_one_that_does_not_say_where_its_words_were_seen_is_refused() -> None:
    with pytest.raises(ValueError, match="`source` is empty, expected where its words were seen"):
        replace(ROM, source="")

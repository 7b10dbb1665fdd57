"""What no name and no tag may have, by what Unicode calls it."""

import re
import unicodedata

from oceanhil.mock_server.core.unseen import UNSEEN

# Signs of scripts that stand round digits or before a word: they have a shape.
SEEN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2}


def test_it_is_every_control_end_of_line_and_format_character_without_a_shape() -> None:
    expected = {code for code in range(0x10000) if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp"}} - SEEN
    found = {code for code in range(0x10000) if re.fullmatch(f"[{UNSEEN}]", chr(code))}
    # Not assigned yet, between those that are.
    assert {code for code in found ^ expected if unicodedata.category(chr(code)) != "Cn"} == set()

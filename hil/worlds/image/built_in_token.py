"""The registration token that a program was built with, and the same program with another one in its place.

The platform's generated firmware carries its token as a text; nothing but that has to be known of a program.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.tokens import LONGEST_TOKEN, TokenKind
from oceanhil.scenarios.world import LackingError
from oceanhil.simulator.flash.chip import SECTOR_BYTES

# Sources disagree about the length of a body (`oceanhil.protocol.tokens`). A shorter one is no token, but what a
# program compares prefixes with, or an example.
_BODY_LEAST: Final = 16
_PREFIX: Final = TokenKind.REGISTRATION.value
_BODY: Final = f"[A-Za-z0-9_-]{{{_BODY_LEAST},{LONGEST_TOKEN - len(_PREFIX)}}}"
_TOKEN: Final = re.compile(f"{_PREFIX}{_BODY}(?![A-Za-z0-9_-])".encode())


@dataclass(frozen=True, slots=True)
class BuiltInToken:
    """Where in flash `content` the token stands, by byte offset."""

    content: bytes
    places: tuple[int, ...]
    length: int

    def replaced(self, firmware: Firmware) -> Mapping[int, bytes]:
        """Give the sectors, by index, with the token of this firmware; raises LackingError where that is not all."""
        token = firmware.registration_token.encode()
        if firmware != Firmware(firmware.registration_token):
            raise LackingError(
                "the scenario chooses network, store or derivation; a program without an agent has its own"
            )
        if len(token) > self.length:
            raise LackingError(f"room for a token of {len(token)} bytes: the program's own has {self.length}")
        changed = bytearray(self.content)
        for place in self.places:
            changed[place : place + self.length] = token.ljust(self.length, b"\0")
        sectors = {at // SECTOR_BYTES for place in self.places for at in (place, place + self.length - 1)}
        return {index: bytes(changed[index * SECTOR_BYTES : (index + 1) * SECTOR_BYTES]) for index in sorted(sectors)}


def built_in_token(image: ImageFile) -> BuiltInToken | None:
    """Find the token in a program; None where there is none, or more than one."""
    end = max(offset + len(data) for offset, data in image.parts)
    content = bytearray(b"\xff" * (end + -end % SECTOR_BYTES))
    for offset, data in image.parts:
        content[offset : offset + len(data)] = data
    found = list(_TOKEN.finditer(content))
    if len({match.group() for match in found}) != 1:
        return None
    return BuiltInToken(bytes(content), tuple(match.start() for match in found), len(found[0].group()))

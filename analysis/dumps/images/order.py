"""What to make, checked."""

import msgspec

from oceanhil.analysis.dumps.dump import RefusedError, default_flash_bytes
from oceanhil.analysis.dumps.recognition import esp8266
from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.identity import is_device_id
from oceanhil.protocol.record import LEGACY_TOKEN_BYTES, SEQUENCE_WRAP, StorePolicy, TokenRecord
from oceanhil.protocol.tokens import is_usable
from oceanhil.simulator.eeprom.nvs import NvsGeneration
from oceanhil.simulator.eeprom.pico import PicoChip

_DEVICE_ID_BYTES = 24


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A record for a board. `sequence` None: one more than the newest record has, as a device counts.

    `flash_bytes` is the size of an ESP8266's chip, None for what most boards of the family have; `chip` is that of a
    Pico board, `eeprom_bytes` what legacy firmware
    gives EEPROM.begin.
    """

    board: Board
    store: StorePolicy
    record: TokenRecord
    eeprom_bytes: int
    sequence: int | None = None
    generation: NvsGeneration = NvsGeneration.IDF_5_5_1
    chip: PicoChip = PicoChip.RP2040
    flash_bytes: int | None = None

    def check(self) -> None:
        """Raise RefusedError if no device could have written this."""
        if not is_usable(self.record.token):
            raise RefusedError("the token has to be 1 to 64 visible ASCII characters; check what --token got")
        if self.store is StorePolicy.LEGACY and (self.record.device_id or self.sequence is not None):
            raise RefusedError("a legacy record has no device ID and no sequence number; use --store reference")
        device_id = self.record.device_id
        if device_id and (not is_device_id(device_id) or len(device_id) > _DEVICE_ID_BYTES):
            raise RefusedError(f"device ID {device_id!r}, expected up to {_DEVICE_ID_BYTES} of A-Z a-z 0-9 - _")
        if self.sequence is not None and not 0 <= self.sequence < SEQUENCE_WRAP:
            raise RefusedError(f"sequence number {self.sequence!r}, expected 0 to {SEQUENCE_WRAP - 1}")
        if family(self.board).storage is Storage.ESP8266_SECTOR and self.chip_bytes not in esp8266.CHIP_BYTES:
            raise RefusedError(f"flash size {self.chip_bytes:,} bytes, expected that of an ESP8266's chip")

    @property
    def chip_bytes(self) -> int:
        """The size of the flash chip; only that of an ESP8266 is ever chosen."""
        return self.flash_bytes or default_flash_bytes(self.board, self.chip)

    @property
    def notes(self) -> tuple[str, ...]:
        """What will come out otherwise than one might think."""
        token = self.record.token
        notes = []
        if self.store is StorePolicy.LEGACY and len(token) > LEGACY_TOKEN_BYTES:
            room = f"{len(token)} characters and the legacy record room for {LEGACY_TOKEN_BYTES}"
            notes.append(f"the token has {room}: it was cut, as a device with this record does")
        if not token.startswith("oc_perm_"):
            notes.append("the token does not begin with oc_perm_, as the platform's permanent tokens do")
        return tuple(notes)

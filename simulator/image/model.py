"""What an image carries."""

import msgspec

from oceanhil.protocol.firmware import Firmware


class FirmwareImage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A firmware and the base URL of the server it was built for; None: the platform's own."""

    firmware: Firmware
    server_url: str | None = None

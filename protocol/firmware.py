"""What a generated firmware carries."""

import msgspec

from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.record import StorePolicy


class Firmware(msgspec.Struct, frozen=True):
    """An application image: compiled-in secrets and the choices under test.

    `tls`: HTTPS as in the field (plain HTTP is a bench's choice); `sntp`: whether it asks a time server.
    """

    registration_token: str
    wifi_ssid: str = "OceanNet"
    wifi_password: str = "correct horse"
    store: StorePolicy = StorePolicy.REFERENCE
    derivation: Derivation = Derivation.STATION_MAC
    tls: bool = True
    sntp: bool = True

"""Which firmware a scenario wants on a device, apart from the registration token."""

from typing import Annotated

import msgspec

from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.names import free_text
from oceanhil.scenarios.world import Capability

WifiText = Annotated[str, free_text("a network is called, and its password is, whatever its owner likes")]
"""Name or password of an access point."""


class FirmwareChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of `oceanhil.protocol.firmware.Firmware` that a scenario may set; None leaves a field as it was."""

    wifi_ssid: WifiText | None = None
    wifi_password: WifiText | None = None
    store: StorePolicy | None = None
    derivation: Derivation | None = None
    tls: bool | None = None
    sntp: bool | None = None

    @property
    def needs(self) -> frozenset[Capability]:
        """What a world must be able to do for it: where nothing joins a network, no password is wrong."""
        names_network = self.wifi_ssid is not None or self.wifi_password is not None
        found = frozenset({Capability.WIFI}) if names_network else frozenset[Capability]()
        # Its zeros are the MAC of whichever board shows the same mistake.
        return found | {Capability.ANY_MAC} if self.derivation is Derivation.BEFORE_WIFI else found

    def over(self, base: "FirmwareChoice") -> "FirmwareChoice":
        """Give `base` with the fields that are set here changed."""
        names = FirmwareChoice.__struct_fields__
        chosen = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return msgspec.structs.replace(base, **chosen)

    def firmware(self, registration_token: str) -> Firmware:
        """Make the firmware that carries `registration_token`; what is not set has the default of `Firmware`."""
        names = FirmwareChoice.__struct_fields__
        chosen = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return Firmware(registration_token, **chosen)

"""What a firmware image carries, as the struct that the core reads."""

from oceanhil.hil.worlds.native.abi import ABI_VERSION, Settings, Text
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.settings import DeviceSettings, WireNames

FAMILIES = (*PLATFORM_BOARDS, Board("esp32s3"), Board("esp32c3"))
"""Those that the core in C++ has, in its order."""
_STORES = tuple(StorePolicy)
_DERIVATIONS = tuple(Derivation)


def core_settings(board: Board, firmware: Firmware, device: DeviceSettings, wire: WireNames) -> Settings:
    """Put firmware, profile and names together; the struct keeps its texts alive."""
    return Settings(
        abi_version=ABI_VERSION,
        family=FAMILIES.index(board),
        store=_STORES.index(firmware.store),
        derivation=_DERIVATIONS.index(firmware.derivation),
        sntp=firmware.sntp,
        program_again=True,
        registration_token=_text(firmware.registration_token),
        wifi_ssid=_text(firmware.wifi_ssid),
        wifi_password=_text(firmware.wifi_password),
        register_path=wire.register_path.encode(),
        session_path=wire.session_path.encode(),
        state_path=wire.state_path.encode(),
        token_header=wire.token_header.encode(),
        session_header=wire.session_header.encode(),
        time_header=wire.time_header.encode(),
        poll_interval_s=device.poll_interval_s,
        report_interval_s=device.report_interval_s,
        wifi_timeout_s=device.wifi_timeout_s,
        http_timeout_s=device.http_timeout_s,
        retry_first_s=device.retry_first_s,
        retry_max_s=device.retry_max_s,
        refused_retry_s=device.refused_retry_s,
        rate_limited_retry_s=device.rate_limited_retry_s,
        retry_after_max_s=device.retry_after_max_s,
        sntp_interval_s=device.sntp_interval_s,
        sntp_timeout_s=device.sntp_timeout_s,
        eeprom_bytes=device.eeprom_bytes,
    )


def _text(text: str) -> Text:
    raw = text.encode()
    return Text(raw, len(raw))

"""The way from boot to ONLINE, and back to it after every loss.

boot → record → WiFi → clock → registration (unless a token is stored) → session → polling. A device that holds a
permanent token skips registration. What happens when the server refuses that token differs by store policy: *legacy*
firmware keeps asking with it, *reference* firmware tries the registration token it was flashed with. Every way round
this circle holds a wait, whatever the server answers.
"""

from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.identity import device_id, mac_as_read
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.simulator.identity.fuses import MacUnreadableError
from oceanhil.simulator.outputs import RELAYS
from oceanhil.simulator.program.context import Device
from oceanhil.simulator.program.hardware import Hardware
from oceanhil.simulator.program.poll import poll_until_session_ends
from oceanhil.simulator.program.registration import register
from oceanhil.simulator.program.session import Opening, open_session
from oceanhil.simulator.program.token_store import Loaded


async def run_program(hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
    """Run the firmware; returns only when it has halted, after the line that says why."""
    device = Device(hardware, firmware, settings, wire)
    if not _identify(device):
        return
    _load_record(device)
    await hardware.flash_settled()
    address = ""
    while True:
        if not hardware.wifi_connected():
            address = await _join(device, lost=bool(address))
        if firmware.sntp and not device.clock_synced:
            await device.sync_clock()
        if device.record is None:
            await register(device, address)
        elif device.session:
            await poll_until_session_ends(device)
        else:
            await _open(device, address)


def _identify(device: Device) -> bool:
    try:
        mac = device.hardware.read_mac()
    except MacUnreadableError as error:
        device.say(Line.DEVICE_ID_FAILED)
        device.say(Line.SYSTEM_HALTED, reason=str(error))
        return False
    derivation = device.firmware.derivation
    device.identify(mac_as_read(mac, derivation), device_id(device.hardware.board, mac, derivation))
    device.say(Line.DEVICE_ID, device_id=device.device_id)
    return True


def _load_record(device: Device) -> None:
    loaded = device.load_record()
    device.hardware.note_load(loaded.reading)
    _say_loaded(device, loaded)
    if loaded.reading.record is not None:
        device.hardware.switch_relays(loaded.reading.record.flags & RELAYS)


def _say_loaded(device: Device, loaded: Loaded) -> None:
    record = loaded.reading.record
    if record is not None and loaded.slot is not None:
        device.say(Line.EEPROM_LOADED_SLOT, slot=loaded.slot.name, sequence=record.sequence)
    elif record is not None:
        device.say(Line.EEPROM_LOADED)
    elif loaded.reading.verdict is RecordVerdict.EMPTY:
        device.say(Line.EEPROM_EMPTY)
    else:
        device.say(Line.EEPROM_CHECKSUM)


async def _join(device: Device, *, lost: bool) -> str:
    if lost:
        device.online = False
        device.say(Line.WIFI_LOST)
    firmware, hardware = device.firmware, device.hardware
    while True:
        hardware.print("[WiFi] Connecting...")
        address = await hardware.wifi_join(
            firmware.wifi_ssid, firmware.wifi_password, 1000 * device.settings.wifi_timeout_s
        )
        if address is not None:
            hardware.print(" Connected!\n")
            device.say(Line.WIFI_IP, ip=address)
            device.backoff.reset()
            return address
        hardware.print(" Failed!\n")
        await device.wait_ms(device.backoff.after_failure(hardware.random_ppm()))


async def _open(device: Device, address: str) -> None:
    opening = await open_session(device)
    if opening is not Opening.OPEN:
        device.online = False
    if opening is Opening.TOKEN_REFUSED:
        await _replace_token(device, address)


async def _replace_token(device: Device, address: str) -> None:
    """Get another token, or let the refused one rest before it is shown to the server again."""
    refused, refused_ms = device.token, device.hardware.millis()
    rest_ms = 1000 * device.settings.refused_retry_s
    may_register = device.firmware.store is StorePolicy.REFERENCE and device.token_proven
    while may_register and device.elapsed_ms(refused_ms) < rest_ms:
        if not device.hardware.wifi_connected():
            address = await _join(device, lost=True)
        if await register(device, address):
            break
    if device.token != refused:
        return
    left_ms = rest_ms - device.elapsed_ms(refused_ms)
    if left_ms > 0:
        await device.wait_ms(left_ms)

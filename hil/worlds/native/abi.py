"""The structs and calls of `firmware/core/include/oceanremote` and of `firmware/host/simulated_board.h`.

They are as ctypes sees them, field for field in their order.

`ABI_VERSION` is compared with the compiled core's, so that a struct that has changed is not read as the old one.
"""

from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char_p,
    c_int32,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint32,
    c_void_p,
)
from enum import IntEnum
from struct import Struct
from typing import ClassVar

from oceanhil.protocol.settings import DeviceSettings

ABI_VERSION = 3
LONGEST_TOKEN_BYTES = 190
"""The longest registration token that fits the core's buffer for a request."""
LONGEST_TIME_S = 1_900_000
"""The longest time in the settings."""
HALTED = 0xFFFFFFFF
"""What a step gives when the program has ended."""
WAITING = 0xFFFFFFFE
"""What a step gives when only what it has started brings it on."""


class Status(IntEnum):
    """What a call gives that can succeed or fail without more to say."""

    OK = 0
    FAILED = -1
    POWER_LOST = -2
    PENDING = 1


class Started(IntEnum):
    """What the core has started in a step, or did that its contract rules out."""

    NOTHING = 0
    JOIN = 1
    HTTP = 2
    SNTP = 3
    SETTLING = 4
    TWICE = 5
    TOO_LONG = 6
    NEVER = 7
    CHANGED = 8
    NO_ROOM = 9


class Wake(IntEnum):
    """How a step comes about."""

    LOOK = 0
    DUE = 1


class Text(Structure):
    """`or_text`."""

    _fields_: ClassVar = [("text", c_char_p), ("bytes", c_size_t)]


class Settings(Structure):
    """`or_settings`."""

    _fields_: ClassVar = [
        ("abi_version", c_uint32),
        ("family", c_int32),
        ("store", c_int32),
        ("derivation", c_int32),
        ("sntp", c_uint8),
        ("program_again", c_uint8),
        ("held", c_uint8),
        ("bridge", c_uint8),
        ("reset", c_int32),
        ("boots", c_uint32),
        ("registration_token", Text),
        ("wifi_ssid", Text),
        ("wifi_password", Text),
        ("firmware_name", Text),
        ("firmware_version", Text),
        ("driver", Text),
        ("register_path", c_char_p),
        ("session_path", c_char_p),
        ("state_path", c_char_p),
        ("token_header", c_char_p),
        ("session_header", c_char_p),
        ("time_header", c_char_p),
        # Times and sizes of table `device`, in the profile's order.
        *((name, c_uint32) for name in DeviceSettings.__struct_fields__),
    ]


READING = Struct("@iIBBB64s24s")
"""`or_reading`: verdict, sequence, flags, token_bytes, device_id_bytes, token, device_id."""
NOW = Struct("@qIBB2x")
"""`or_now`, where a simulated board begins: unix_us, millis, connected, wake."""
LEFT = Struct("@IIIIII")
"""The beginning of `or_left`, behind `or_now`: wait_ms, started, text_bytes, message_bytes, stack_bytes, calls."""
TEXT_AT = NOW.size + LEFT.size
"""Where `or_left.text` begins, in bytes from the beginning of a simulated board."""
MESSAGE_AT = TEXT_AT + 4096
"""Where `or_left.message` begins."""
Join = tuple[str, str, int]
"""The message of `Started.JOIN`: SSID, password, time-out in ms."""
Request = tuple[str, str, dict[str, str], bytes, int]
"""The message of `Started.HTTP`: method, path, headers, body, time-out in ms."""
AskTime = tuple[int]
"""The message of `Started.SNTP`: time-out in ms."""


BOARD_CALLS = {
    "console_write": CFUNCTYPE(None, c_void_p, c_void_p, c_size_t),
    "agent_write": CFUNCTYPE(None, c_void_p, c_void_p, c_size_t),
    "millis": CFUNCTYPE(c_uint32, c_void_p),
    "unix_us": CFUNCTYPE(c_int64, c_void_p),
    "set_unix_us": CFUNCTYPE(None, c_void_p, c_int64),
    "mac_read": CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p, c_size_t),
    "random_ppm": CFUNCTYPE(c_uint32, c_void_p),
    "restart": CFUNCTYPE(None, c_void_p, c_int32),
    "join_start": CFUNCTYPE(None, c_void_p, c_void_p, c_size_t, c_void_p, c_size_t, c_uint32),
    "join_poll": CFUNCTYPE(c_int32, c_void_p, c_void_p, c_size_t),
    "connected": CFUNCTYPE(c_int32, c_void_p),
    "http_start": CFUNCTYPE(None, c_void_p, c_void_p),
    "http_poll": CFUNCTYPE(c_int32, c_void_p, c_void_p),
    "sntp_start": CFUNCTYPE(None, c_void_p, c_uint32),
    "sntp_poll": CFUNCTYPE(c_int32, c_void_p, POINTER(c_int64)),
    "eeprom_begin": CFUNCTYPE(c_int32, c_void_p, c_uint32),
    "eeprom_length": CFUNCTYPE(c_uint32, c_void_p),
    "eeprom_read": CFUNCTYPE(c_int32, c_void_p, c_uint32, c_void_p, c_size_t),
    "eeprom_write": CFUNCTYPE(c_int32, c_void_p, c_uint32, c_void_p, c_size_t),
    "eeprom_commit": CFUNCTYPE(c_int32, c_void_p),
    "slot_read": CFUNCTYPE(c_int32, c_void_p, c_int32, c_void_p, c_size_t),
    "slot_write": CFUNCTYPE(c_int32, c_void_p, c_int32, c_void_p, c_size_t),
    "slot_program_again": CFUNCTYPE(c_int32, c_void_p, c_int32, c_void_p, c_size_t),
    "flash_settled": CFUNCTYPE(c_int32, c_void_p),
    "note_load": CFUNCTYPE(None, c_void_p, c_void_p),
    "note_save": CFUNCTYPE(None, c_void_p, c_void_p),
    "note_halted": CFUNCTYPE(None, c_void_p, c_void_p),
    "note_boot": CFUNCTYPE(c_uint32, c_void_p, c_int32),
    "flash_units": CFUNCTYPE(c_uint32, c_void_p),
    "cut_arm": CFUNCTYPE(c_int32, c_void_p, c_uint32, c_uint32),
    "provision_set": CFUNCTYPE(c_int32, c_void_p, c_char_p, c_void_p, c_size_t),
    "provision_apply": CFUNCTYPE(c_int32, c_void_p),
    "factory": CFUNCTYPE(c_int32, c_void_p),
    "mac_set": CFUNCTYPE(c_int32, c_void_p, c_void_p),
    "sensors": CFUNCTYPE(None, c_void_p, POINTER(c_int32), POINTER(c_int32)),
    "relays": CFUNCTYPE(None, c_void_p, c_uint8),
    "relays_read": CFUNCTYPE(c_uint8, c_void_p),
    "flash_bytes": CFUNCTYPE(c_uint32, c_void_p),
    "flash_read": CFUNCTYPE(c_int32, c_void_p, c_uint32, c_void_p, c_size_t),
    "flash_program": CFUNCTYPE(c_int32, c_void_p, c_uint32, c_void_p, c_size_t),
    "flash_erase": CFUNCTYPE(c_int32, c_void_p, c_uint32),
}
"""The calls of `or_board`, in the order of its fields."""


class BoardCalls(Structure):
    """`or_board`."""

    _fields_: ClassVar = [("context", c_void_p), *BOARD_CALLS.items()]

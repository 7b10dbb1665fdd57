"""The host library's windows into the core, as ctypes sees them (`firmware/host/probe.h`)."""

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import ClassVar

from oceanhil.firmware.build import build_host_library


class Reading(ctypes.Structure):
    """`or_reading`."""

    _fields_: ClassVar = [
        ("verdict", ctypes.c_int32),
        ("sequence", ctypes.c_uint32),
        ("flags", ctypes.c_uint8),
        ("token_bytes", ctypes.c_uint8),
        ("device_id_bytes", ctypes.c_uint8),
        ("token", ctypes.c_uint8 * 64),
        ("device_id", ctypes.c_uint8 * 24),
    ]
    verdict: int
    sequence: int
    flags: int
    token_bytes: int
    device_id_bytes: int
    token: Sequence[int]
    device_id: Sequence[int]


class ProbeReply(ctypes.Structure):
    """`or_probe_reply`."""

    _fields_: ClassVar = [
        ("is_refusal", ctypes.c_uint8),
        ("is_registration", ctypes.c_uint8),
        ("is_session", ctypes.c_uint8),
        ("is_state", ctypes.c_uint8),
        ("success", ctypes.c_uint8),
        ("relays", ctypes.c_uint8 * 2),
        ("has_server_time", ctypes.c_uint8),
        ("has_lifetime", ctypes.c_uint8),
        ("server_time", ctypes.c_int64),
        ("lifetime_ms", ctypes.c_uint32),
        ("token_longer", ctypes.c_uint8),
        ("session_longer", ctypes.c_uint8),
        ("token_bytes", ctypes.c_size_t),
        ("session_bytes", ctypes.c_size_t),
        ("code_bytes", ctypes.c_size_t),
        ("shown_bytes", ctypes.c_size_t),
        ("token", ctypes.c_uint8 * 64),
        ("session", ctypes.c_uint8 * 64),
        ("code", ctypes.c_uint8 * 16),
        ("shown", ctypes.c_uint8 * 320),
    ]
    is_refusal: int
    is_registration: int
    is_session: int
    is_state: int
    success: int
    relays: Sequence[int]
    has_server_time: int
    has_lifetime: int
    server_time: int
    lifetime_ms: int
    token_longer: int
    session_longer: int
    token_bytes: int
    session_bytes: int
    code_bytes: int
    shown_bytes: int
    token: Sequence[int]
    session: Sequence[int]
    code: Sequence[int]
    shown: Sequence[int]

    @property
    def shown_text(self) -> str:
        return bytes(self.shown[: self.shown_bytes]).decode()

    @property
    def token_text(self) -> str:
        return bytes(self.token[: self.token_bytes]).decode()

    @property
    def session_text(self) -> str:
        return bytes(self.session[: self.session_bytes]).decode()


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(str(build_host_library()))
    library.or_probe_read.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.POINTER(ProbeReply)]
    library.or_probe_read.restype = None
    library.or_probe_fit.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_size_t,
        ctypes.c_char_p,
        ctypes.c_size_t,
    ]
    library.or_probe_fit.restype = ctypes.c_size_t
    library.or_probe_retry_after.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint32]
    library.or_probe_retry_after.restype = ctypes.c_uint32
    library.or_probe_decode.argtypes = [ctypes.c_char_p, ctypes.c_int32, ctypes.POINTER(Reading)]
    library.or_probe_decode.restype = None
    library.or_probe_encode.argtypes = [ctypes.POINTER(Reading), ctypes.c_int32, ctypes.c_char_p]
    library.or_probe_encode.restype = None
    return library


def read_reply(body: bytes, piece_bytes: int = 512) -> ProbeReply:
    """Give what the core reads in a body that arrives in such pieces."""
    reply = ProbeReply()
    _library().or_probe_read(body, len(body), piece_bytes, reply)
    return reply


def fit_to_print(text: str, most: int = 80) -> str:
    """Give a text as the core prints it."""
    raw, shown = text.encode(), ctypes.create_string_buffer(8 * most + 16)
    written: int = _library().or_probe_fit(raw, len(raw), most, shown, len(shown))
    return shown.raw[:written].decode()


def retry_after_s(header: bytes, most: int) -> int:
    """Give what the core reads in `Retry-After`."""
    seconds: int = _library().or_probe_retry_after(header, len(header), most)
    return seconds


def decode_record(data: bytes, *, legacy: bool) -> Reading:
    """Give what the core reads in a record's bytes."""
    reading = Reading()
    _library().or_probe_decode(data, legacy, reading)
    return reading


def encode_record(record: Reading, *, legacy: bool) -> bytes:
    """Give the bytes that the core writes."""
    data = ctypes.create_string_buffer(38 if legacy else 104)
    _library().or_probe_encode(record, legacy, data)
    return data.raw

"""A core's board on scripted hardware, whose calls a test makes in place of the core, as C makes them."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

from oceanhil.hil.worlds.native.abi import BoardCalls
from oceanhil.hil.worlds.native.core import Core, CoreLibrary
from oceanhil.hil.worlds.native.factory import NativeWorldFactory, core_settings
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.flash.chip import PowerCut
from tests.simulator.fake_storage import FakeSlots, FakeStorage
from tests.simulator.program.fake_hardware import PROFILE, FakeHardware, firmware


class LastSlots(FakeSlots):
    """Slots in which power is lost at the first write."""

    def __init__(self) -> None:
        super().__init__()
        self.lost = False

    def write_slot(self, slot: Slot, data: bytes) -> bool:
        if not self.lost:
            self.lost = True
            raise PowerCut(7)
        return super().write_slot(slot, data)


class LastStorage(FakeStorage):
    """Storage with such slots."""

    def __init__(self) -> None:
        super().__init__()
        self._slots = LastSlots()


class Answer(ctypes.Structure):
    """`or_answer`."""

    _fields_ = (
        ("buffer", ctypes.c_void_p),
        ("capacity", ctypes.c_size_t),
        ("received", ctypes.c_size_t),
        ("status", ctypes.c_int32),
        ("retry_after", ctypes.c_void_p),
        ("retry_after_bytes", ctypes.c_size_t),
    )


class Header(ctypes.Structure):
    """`or_header`."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("name_bytes", ctypes.c_size_t),
        ("value", ctypes.c_char_p),
        ("value_bytes", ctypes.c_size_t),
    )


class Request(ctypes.Structure):
    """`or_request`."""

    _fields_ = (
        ("method", ctypes.c_char_p),
        ("path", ctypes.c_char_p),
        ("headers", ctypes.POINTER(Header)),
        ("header_count", ctypes.c_size_t),
        ("body", ctypes.c_char_p),
        ("body_bytes", ctypes.c_size_t),
        ("timeout_ms", ctypes.c_uint32),
    )


def request(body: bytes = b"", **headers: bytes) -> Request:
    """Give a POST to /state; names of headers and values as given."""
    made = (Header * len(headers))(*(Header(n.encode(), len(n), v, len(v)) for n, v in headers.items()))
    return Request(b"POST", b"/state", made, len(headers), body, len(body), 9000)


class Wired:
    """A core that is never stepped, and the calls of its board."""

    def __init__(self, core: Core, hardware: FakeHardware, calls: BoardCalls) -> None:
        self.core, self.hardware, self._calls = core, hardware, calls

    def call(self, name: str, *arguments: object) -> int:
        answer: int = getattr(self._calls, name)(self._calls.context, *arguments)
        return answer

    def say(self, text: bytes) -> None:
        self.call("console_write", text, len(text))

    def finish(self) -> None:
        """Take what the core has started and do it; nothing in `FakeHardware` ever suspends."""
        self.core.take()
        try:
            self.core.carry_out().send(None)
        except StopIteration:
            return
        raise AssertionError("it waits")


@contextmanager
def wired() -> Iterator[Wired]:
    path = NativeWorldFactory().build()
    give = ctypes.CDLL(str(path)).or_simulated_calls
    give.restype, give.argtypes = BoardCalls, [ctypes.c_void_p]
    hardware = FakeHardware(storage=LastStorage())
    core = Core(CoreLibrary(path), hardware, core_settings(hardware.board, firmware(), PROFILE.device, PROFILE.wire))
    try:
        yield Wired(core, hardware, give(core._address))
    finally:
        core.close()

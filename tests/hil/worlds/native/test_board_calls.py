"""The function pointers as C calls them: what they serve, and that a core whose power is gone has no effect."""

import ctypes
from collections.abc import Iterator

import pytest

from hil.worlds.native.abi import Answer, BoardCalls, Exchange, Status
from hil.worlds.native.board_calls import BoardTable
from hil.worlds.native.port import CoreError, CorePort
from protocol.http import HttpResponse
from simulator.eeprom.slots import Slot
from simulator.flash import PowerCut
from tests.simulator.fake_hardware import FakeHardware
from tests.simulator.fake_storage import FakeSlots, FakeStorage


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


class Wired:
    """A port in a table, and the calls of its core."""

    def __init__(self) -> None:
        self.hardware = FakeHardware(storage=LastStorage())
        self.port = CorePort(self.hardware)
        self.table = BoardTable()
        self.number = self.table.add(self.port)
        self.calls: BoardCalls = self.table.calls(self.number)

    def call(self, name: str, *arguments: object) -> int:
        answer: int = getattr(self.calls, name)(self.number, *arguments)
        return answer

    def finish(self) -> None:
        """Do what the core has started; nothing in `FakeHardware` ever suspends."""
        assert self.port.operation is not None
        with pytest.raises(StopIteration):
            self.port.carry_out(self.port.operation).send(None)

    def say(self, text: bytes) -> None:
        self.call("console_write", text, len(text))


@pytest.fixture
def wired() -> Iterator[Wired]:
    made = Wired()
    yield made
    made.port.close()
    made.table.remove(made.number)


def test_text_reaches_the_console_in_utf_8(wired: Wired) -> None:
    wired.say("[REG] ✓ done\n".encode())
    assert wired.hardware.lines == ["[REG] ✓ done"]


def test_an_unreadable_mac_gives_its_reason_cut_to_the_buffer(wired: Wired) -> None:
    wired.hardware.mac = None
    mac, reason = ctypes.create_string_buffer(6), ctypes.create_string_buffer(b"?" * 9)
    assert wired.call("mac_read", mac, reason, 9) == Status.FAILED
    assert reason.value == b"fuse CRC"


def test_what_was_started_is_pending_until_it_was_awaited(wired: Wired) -> None:
    address = ctypes.create_string_buffer(46)
    wired.call("join_start", b"ssid", 4, b"secret", 6, 15_000)
    assert wired.call("join_poll", address, 46) == Status.PENDING
    wired.finish()
    assert wired.call("join_poll", address, 46) == Status.OK
    assert address.value == b"192.168.1.100"


def test_a_body_comes_in_pieces_of_the_buffer(wired: Wired) -> None:
    wired.port._outcome = HttpResponse(200, b"x" * 300, {"retry-after": "7"})
    buffer = ctypes.create_string_buffer(256)
    answer = Answer(buffer=ctypes.addressof(buffer), capacity=256)
    assert wired.call("http_poll", ctypes.byref(answer)) == Exchange.BODY
    assert wired.call("http_poll", ctypes.byref(answer)) == Exchange.DONE
    assert (answer.received, answer.status, answer.retry_after) == (44, 200, b"7")


def test_a_second_operation_while_one_is_under_way_is_the_cores_mistake(wired: Wired) -> None:
    wired.call("sntp_start", 1000)
    wired.call("sntp_start", 1000)
    assert isinstance(wired.port.error, CoreError)


def test_a_power_cut_is_kept_and_passes_through_no_foreign_frame(wired: Wired) -> None:
    assert wired.call("slot_write", 0, b"record", 6) == Status.POWER_LOST
    assert isinstance(wired.port.error, PowerCut)


def test_after_a_power_cut_nothing_that_the_core_does_has_an_effect(wired: Wired) -> None:
    wired.call("slot_write", 0, b"record", 6)
    wired.say(b"still here\n")
    assert wired.call("slot_write", 1, b"record", 6) == Status.POWER_LOST
    wired.call("sntp_start", 1000)
    assert (wired.hardware.text, wired.hardware.storage.slots.writes, wired.port.operation) == ("", [], None)


def test_two_cores_have_a_board_each(wired: Wired) -> None:
    other = FakeHardware()
    number = wired.table.add(CorePort(other))
    wired.table.calls(number).console_write(number, b"b\n", 2)
    wired.say(b"a\n")
    assert (wired.hardware.lines, other.lines) == (["a"], ["b"])

"""What of the ESP8266's RTC user memory outlives which reset."""

import pytest

from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.rtc_memory import RtcUserMemory

LOST = (ResetReason.POWER_ON, ResetReason.BROWNOUT)


def memory_holding(data: bytes) -> RtcUserMemory:
    memory = RtcUserMemory(1)
    assert memory.write(32, data)
    return memory


@pytest.mark.parametrize("reason", [reason for reason in ResetReason if reason not in LOST])
def test_every_reset_but_power_loss_keeps_it(reason: ResetReason) -> None:
    memory = memory_holding(b"12345678")
    memory.reset(reason)
    assert memory.read(32, 8) == b"12345678"


@pytest.mark.parametrize("reason", LOST)
def test_power_loss_leaves_random_bytes(reason: ResetReason) -> None:
    memory = memory_holding(bytes(384))
    memory.reset(reason)
    left = memory.read(32, 384)
    assert left is not None
    assert len(set(left)) > 100


def test_it_is_random_from_its_seed_when_power_first_comes() -> None:
    first, again, other = (RtcUserMemory(seed).read(0, 512) for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize(("offset", "length"), [(0, 0), (0, 513), (128, 1), (127, 5), (-1, 4)])
def test_access_outside_the_512_bytes_is_refused(offset: int, length: int) -> None:
    memory = RtcUserMemory(1)
    assert memory.read(offset, length) is None
    assert not memory.write(offset, bytes(length))

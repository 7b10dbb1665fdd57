"""Bytes in packets: none lost, none overtaken, none waiting for longer than the chip's timer."""

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.adapter.lumps import Lumps

LATENCY_US = 16_000
WRITES = st.lists(st.tuples(st.integers(0, 40_000), st.binary(min_size=1, max_size=200)), max_size=12)


def carried(writes: list[tuple[int, bytes]], packet_bytes: int = 62) -> list[tuple[int, bytes]]:
    """Give each packet with its time, looked for whenever one is due."""
    lumps = Lumps(packet_bytes, LATENCY_US)
    packets: list[tuple[int, bytes]] = []
    now_us = 0
    for wait_us, data in writes:
        while (due_us := lumps.due_us) is not None and due_us <= now_us + wait_us:
            packets += _at_time(due_us, lumps)
        now_us += wait_us
        packets += [(now_us, packet) for packet in lumps.take(now_us, data)]
    last_us = lumps.due_us
    return packets if last_us is None else packets + _at_time(last_us, lumps)


def _at_time(t_us: int, lumps: Lumps) -> list[tuple[int, bytes]]:
    return [(t_us, packet) for packet in lumps.advance(t_us)]


@given(writes=WRITES)
def test_every_byte_arrives_once_and_in_order(writes: list[tuple[int, bytes]]) -> None:
    assert b"".join(packet for _, packet in carried(writes)) == b"".join(data for _, data in writes)


@given(writes=WRITES)
def test_no_packet_is_longer_than_the_chips_and_none_is_empty(writes: list[tuple[int, bytes]]) -> None:
    assert all(1 <= len(packet) <= 62 for _, packet in carried(writes))


@given(writes=WRITES)
def test_no_byte_waits_longer_than_the_timer(writes: list[tuple[int, bytes]]) -> None:
    sent_us = [now_us for now_us, data in _at(writes) for _ in data]
    arrived_us = [t_us for t_us, packet in carried(writes) for _ in packet]
    assert all(0 <= late - early <= LATENCY_US for early, late in zip(sent_us, arrived_us, strict=True))


@given(writes=WRITES)
def test_who_looks_late_gets_the_same_packets(writes: list[tuple[int, bytes]]) -> None:
    lumps = Lumps(62, LATENCY_US)
    packets = [packet for now_us, data in _at(writes) for packet in lumps.take(now_us, data)]
    packets += lumps.advance(10**9)
    assert packets == [packet for _, packet in carried(writes)]


def test_a_full_packet_leaves_at_once_and_the_rest_with_the_timer() -> None:
    assert carried([(5_000, b"x" * 100)]) == [(5_000, b"x" * 62), (21_000, b"x" * 38)]


def test_what_came_just_before_a_tick_leaves_with_it() -> None:
    assert carried([(LATENCY_US - 1, b"late")]) == [(LATENCY_US, b"late")]


def test_what_is_dropped_never_arrives() -> None:
    lumps = Lumps(62, LATENCY_US)
    lumps.take(0, b"lost")
    lumps.drop()
    assert (lumps.due_us, lumps.advance(10**9)) == (None, ())


def _at(writes: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    now_us, found = 0, []
    for wait_us, data in writes:
        now_us += wait_us
        found.append((now_us, data))
    return found

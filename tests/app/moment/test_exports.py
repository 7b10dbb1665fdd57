"""Traces in the forms of other tools, read back by what knows those forms."""

import struct
from collections.abc import Iterator
from ipaddress import IPv4Address

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.moment.exports.exchanges import NoExchangesError, exchanges_of, server_began_us
from oceanhil.app.moment.exports.har import trace_har
from oceanhil.app.moment.exports.pcap import trace_pcap
from oceanhil.app.moment.exports.perfetto import trace_perfetto
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
from oceanhil.scenarios.traced_request import TracedRequest
from tests.app.moment.perfetto import Import

BEGAN_MS = 1_768_478_400_000


def request(at_us: int, sent: str, answered: str | None, *, device: str = "device", fault: str = "") -> Event:
    fields: dict[str, str | int | bool | None] = {"method": "POST", "path": "/x", "status": 200, "sent": sent}
    if answered is not None:
        fields["answered"] = answered
    if fault:
        fields["fault"] = fault
    return Event(at_us, Source.SERVER, EventKind.REQUEST, device, fields)


def over(at_us: int, took_us: int, *, device: str = "device", status: int = 200, **more: str) -> Event:
    fields: dict[str, str | int | bool | None] = {"method": "POST", "path": "/x", "status": status, "took_us": took_us}
    return Event(at_us, Source.DEVICE, EventKind.EXCHANGE, device, fields | more)


STATE = Event(0, Source.DEVICE, EventKind.STATE, "device", {"server_off_ms": BEGAN_MS, "clock_off_ms": -(10**12)})
TRACE = [
    STATE,
    Event(10, Source.DEVICE, EventKind.BOOT, "device", {"number": 1, "reason": "power-on"}),
    request(
        2_000_000, 'POST /a?b=1\nx-token: oc_perm_1234…\ncontent-length: 999\n\n{"n":1}', "401\nretry-after: 7\n\n{}"
    ),
    Event(2_500_000, Source.DEVICE, EventKind.STATE, "device", {"clock_off_ms": 250}),
    request(3_000_000, "GET /state\n\n", None, device="second", fault="drop_response"),
    Event(4_000_000, Source.HARNESS, EventKind.POWER, "device", {"state": "cut", "unit": 3}),
]


def packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    magic, major, minor, _, _, _, link = struct.unpack_from("<IHHiIII", data)
    assert (magic, major, minor, link) == (0xA1B2C3D4, 2, 4, 101)
    at = 24
    while at < len(data):
        seconds, us, kept, length = struct.unpack_from("<IIII", data, at)
        assert kept == length
        yield 1_000_000 * seconds + us, data[at + 16 : at + 16 + kept]
        at += 16 + kept


def internet_sum(data: bytes) -> int:
    total = sum(int.from_bytes((data + b"\0")[at : at + 2], "big") for at in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


class Segment:
    """A TCP segment in an IPv4 packet, with both checksums judged."""

    def __init__(self, packet: bytes) -> None:
        assert (packet[0], packet[9], int.from_bytes(packet[2:4], "big")) == (0x45, 6, len(packet))
        assert internet_sum(packet[:20]) == 0xFFFF
        assert internet_sum(packet[12:20] + struct.pack(">BBH", 0, 6, len(packet) - 20) + packet[20:]) == 0xFFFF
        self.addresses = (str(IPv4Address(packet[12:16])), str(IPv4Address(packet[16:20])))
        self.ports = (int.from_bytes(packet[20:22], "big"), int.from_bytes(packet[22:24], "big"))
        self.number, self.acknowledged = (int.from_bytes(packet[at : at + 4], "big") for at in (24, 28))
        self.opens, self.ends, self.acknowledges = (bool(packet[33] & bit) for bit in (0x02, 0x01, 0x10))
        self.data = packet[20 + (packet[32] >> 4) * 4 :]


def conversations(data: bytes) -> list[tuple[str, bytes, bytes]]:
    """Give each connection: the device's address, what it said, what the server said; every number is judged."""
    found: dict[int, tuple[str, dict[int, bytearray], dict[int, int]]] = {}
    last_us = 0
    for at_us, packet in packets(data):
        assert last_us < at_us
        last_us = at_us
        segment = Segment(packet)
        source, target = segment.ports
        device = max(source, target)
        name = segment.addresses[0] if source == device else segment.addresses[1]
        _, said, next_numbers = found.setdefault(device, (name, {80: bytearray(), device: bytearray()}, {}))
        assert segment.number == next_numbers.get(source, 0)
        assert not segment.acknowledges or segment.acknowledged == next_numbers[target]
        next_numbers[source] = segment.number + len(segment.data) + segment.opens + segment.ends
        said[source] += segment.data
    return [(name, bytes(said[port]), bytes(said[80])) for port, (name, said, _) in found.items()]


def test_packets_are_whole_connections_with_the_messages_of_the_run() -> None:
    first, second = conversations(trace_pcap(TRACE))
    assert first[0] == "192.0.2.1"
    assert first[1].decode() == (
        'POST /a?b=1 HTTP/1.1\r\nhost: server.invalid\r\nx-token: oc_perm_1234…\r\ncontent-length: 7\r\n\r\n{"n":1}'
    )
    assert first[2].decode() == "HTTP/1.1 401 Unauthorized\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\n{}"
    assert second[0] == "192.0.2.2"
    assert second[1].startswith(b"GET /state HTTP/1.1\r\n")
    assert second[2] == b""


def test_a_request_that_names_its_host_has_one() -> None:
    ((_, said, _),) = conversations(trace_pcap([request(9, "GET /x\nHost: oceanremote.net\n\n", None)]))
    assert said.split(b"\r\n")[:2] == [b"GET /x HTTP/1.1", b"Host: oceanremote.net"]
    assert b"server.invalid" not in said


def test_a_packet_has_the_time_of_the_servers_clock() -> None:
    times = [at_us for at_us, _ in packets(trace_pcap(TRACE))]
    assert times[0] == 1_000 * BEGAN_MS + 2_000_000


def test_a_long_body_is_parted_into_segments() -> None:
    long = request(0, "POST /x\n\n" + "y" * 4_000, "200\n\n")
    sizes = [len(packet) - 40 for _, packet in packets(trace_pcap([long]))]
    assert max(sizes) == 1_460
    assert sum(sizes) > 4_000


def test_har_names_each_fault_that_struck() -> None:
    struck = request(0, "GET /x\n\n", "200\n\n", fault="delay+truncate")
    (entry,) = msgspec.json.decode(trace_har([struck], "1"))["log"]["entries"]
    assert [each["kind"] for each in entry["_faults"]] == ["delay", "truncate"]


def test_har_has_both_messages() -> None:
    entries = msgspec.json.decode(trace_har(TRACE, "1"))["log"]["entries"]
    first, second = entries
    assert first["startedDateTime"] == "2026-01-15T12:00:02.000+00:00"
    assert first["request"]["url"] == "http://server.invalid/a?b=1"
    assert first["request"]["queryString"] == [{"name": "b", "value": "1"}]
    assert first["request"]["postData"]["text"] == '{"n":1}'
    assert (first["response"]["status"], first["response"]["content"]["text"]) == (401, "{}")
    assert (second["response"]["status"], second["_error"]) == (0, "drop_response")
    assert second["_faults"][0]["kind"] == "drop_response"


ASKED = request(2_020_000, "POST /x\n\n", "200\n\n{}")
OTHER = request(2_030_000, "POST /x\n\n", "200\n\n{}", device="second")
TIMED = [STATE, ASKED, OTHER, over(2_040_000, 40_000), over(2_500_000, 480_000, device="second")]


def test_an_exchange_lasts_from_the_request_to_the_answer_as_the_device_saw_it() -> None:
    times = [(each.began_us, each.at_us, each.ended_us) for each in exchanges_of(TIMED)]
    assert times == [(2_000_000, 2_020_000, 2_040_000), (2_020_000, 2_030_000, 2_500_000)]


def test_an_exchange_that_power_ended_has_no_duration_of_a_later_one() -> None:
    again = request(9_000_000, "POST /x\n\n", "200\n\n{}")
    times = [(each.began_us, each.ended_us) for each in exchanges_of([ASKED, again, over(9_020_000, 40_000)])]
    assert times == [(2_020_000, 2_020_000), (8_980_000, 9_020_000)]


def test_har_says_how_long_an_exchange_took() -> None:
    entries = msgspec.json.decode(trace_har(TIMED, "1"))["log"]["entries"]
    assert [(each["startedDateTime"][17:23], each["time"]) for each in entries] == [("02.000", 40.0), ("02.020", 480.0)]
    assert [sum(each["timings"].values()) for each in entries] == [40.0, 480.0]


def test_packets_leave_and_come_when_they_did_for_the_device() -> None:
    began_us = 1_000 * BEGAN_MS
    said = [(at_us - began_us, Segment(packet)) for at_us, packet in packets(trace_pcap(TIMED))]
    data = [(segment.data[:8], at_us // 1_000) for at_us, segment in said if segment.data]
    assert data == [(b"POST /x ", 2_000), (b"POST /x ", 2_020), (b"HTTP/1.1", 2_040), (b"HTTP/1.1", 2_500)]
    assert len(conversations(trace_pcap(TIMED))) == 2


def test_perfetto_has_an_exchange_as_long_as_it_took_also_beside_another() -> None:
    lost = over(3_000_000, 900_000, status=0, failure="timeout")
    shown = msgspec.json.decode(trace_perfetto([*TIMED, lost], "A title"))["traceEvents"]
    ends = {each["id2"]["local"]: each["ts"] for each in shown if each["ph"] == "e"}
    slices = [(each["name"], each["ts"], ends[each["id2"]["local"]]) for each in shown if each["ph"] == "b"]
    assert slices == [
        ("POST x: 200", 2_000_000, 2_040_000),
        ("POST x: 200", 2_020_000, 2_500_000),
        ("POST x: timeout", 2_100_000, 3_000_000),
    ]
    assert all(each["cat"] == "http" for each in shown if each["ph"] in {"b", "e"})


def test_perfetto_has_a_process_a_device_and_a_boot_as_long_as_it_lasted() -> None:
    shown = msgspec.json.decode(trace_perfetto(TRACE, "A title"))["traceEvents"]
    names = {each["pid"]: each["args"]["name"] for each in shown if each["name"] == "process_name"}
    assert sorted(names.values()) == ["A title", "device", "second"]
    (boot,) = (each for each in shown if each["ph"] == "X")
    assert (boot["name"], boot["ts"], boot["dur"], names[boot["pid"]]) == (
        "-- boot 1: power-on",
        10,
        3_999_990,
        "device",
    )
    counters = [each for each in shown if each["ph"] == "C"]
    assert [(each["name"], each["args"]) for each in counters] == [("clock off", {"ms": 250})]
    instants = [each for each in shown if each["ph"] == "i"]
    assert len(instants) == len(TRACE) - 1
    tracks = {(each["pid"], each["tid"]) for each in shown if each["name"] == "thread_name"}
    assert {(each["pid"], each["tid"]) for each in instants} <= tracks


def boots(*times_us: int) -> list[Event]:
    return [
        Event(at_us, Source.DEVICE, EventKind.BOOT, "device", {"number": number, "reason": "watchdog"})
        for number, at_us in enumerate(times_us, 1)
    ]


def test_perfetto_takes_what_happens_in_the_first_microsecond() -> None:
    taken = Import(trace_perfetto([STATE, *boots(0)], "A title"))
    assert taken.complaints == []
    assert [each.ts for each in taken.slices] == [0, 0]


def test_perfetto_has_boots_beside_each_other_however_soon_they_follow() -> None:
    taken = Import(trace_perfetto([*boots(5, 5, 6, 900)], "A title"))
    assert taken.complaints == []
    assert [(each.ts, each.dur) for each in taken.slices] == [(5, 0), (5, 1), (6, 894), (900, 0)]


def test_perfetto_says_no_answer_where_a_trace_does_not_tell_why() -> None:
    taken = Import(trace_perfetto([over(9, 5, status=0)], "A title"))
    assert [(each.name, each.dur) for each in taken.slices] == [("POST x: no answer", 5)]


def test_perfetto_has_a_name_for_an_empty_line_of_the_serial_log() -> None:
    empty = Event(7, Source.DEVICE, EventKind.SERIAL, "device", {"text": ""})
    taken = Import(trace_perfetto([empty], "A title"))
    assert taken.complaints == []
    assert [each.name for each in taken.named("serial")] == ["serial"]


def test_perfetto_keeps_thousands_of_events_of_one_moment() -> None:
    work = Event(9, Source.DEVICE, EventKind.FLASH, "device", {"operation": "program", "address": 0, "length": 4})
    taken = Import(trace_perfetto([work] * 3_000, "A title"))
    assert taken.complaints == []
    assert len(taken.slices) == 3_000
    assert max(each.ts for each in taken.slices) < 10


def events_of(
    kinds: st.SearchStrategy[EventKind], fields: st.SearchStrategy[dict[str, Scalar]]
) -> st.SearchStrategy[Event]:
    times, devices = st.integers(-(2**60), 2**60) | st.integers(0, 9), st.sampled_from(["", "device", "second"])
    return st.builds(Event, times, st.sampled_from(Source), kinds, devices, fields)


ANY_FIELDS = st.dictionaries(
    st.sampled_from(["took_us", "status", "failure", "text", "state", "clock_off_ms", "heap_free"]),
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=4),
)
ANY_REQUEST = st.from_type(TracedRequest).map(TracedRequest.fields)
OTHER_KINDS = st.sampled_from([kind for kind in EventKind if kind is not EventKind.REQUEST])


@given(
    st.lists(events_of(OTHER_KINDS, ANY_FIELDS) | events_of(st.just(EventKind.REQUEST), ANY_REQUEST), max_size=12),
    st.text(max_size=4),
)
def test_perfetto_complains_of_no_trace(events: list[Event], title: str) -> None:
    events.sort(key=lambda each: each.t_us)
    taken = Import(trace_perfetto(events, title))
    assert taken.complaints == []
    assert len(taken.slices) == len(events)


def test_a_trace_without_messages_says_how_to_get_them() -> None:
    with pytest.raises(NoExchangesError, match="--moment FILE --trace FILE"):
        exchanges_of([STATE])


def test_without_a_clock_times_are_those_of_the_run() -> None:
    assert server_began_us(TRACE[1:]) == 0


ANY_TIME = st.integers(-(2**70), 2**70)


@given(ANY_TIME, ANY_TIME, ANY_TIME, st.sampled_from(["200", "9" * 5_000, "99999999999", "-1", "", "²"]))
def test_any_time_and_status_has_a_place_in_a_file(at_us: int, took_us: int, began_ms: int, status: str) -> None:
    events = [
        Event(0, Source.DEVICE, EventKind.STATE, "device", {"server_off_ms": began_ms}),
        request(at_us, "POST /x\n\n", f"{status}\n\n{{}}"),
        over(at_us, took_us),
    ]
    times = [time_us for time_us, packet in packets(trace_pcap(events)) if Segment(packet)]
    assert times == sorted(times)
    (entry,) = msgspec.json.decode(trace_har(events, "1"))["log"]["entries"]
    assert entry["time"] >= 0
    assert entry["response"]["status"] == (200 if status == "200" else 0)

"""The serial link on a pty: how soon a line that was answered is matched, and a stream at 921,600 baud.

The other end is a process of its own: `python -m bench.serial_link echo|stream DESCRIPTOR [SECONDS]`.
"""

import os
import statistics
import subprocess
import sys
import time
import tty
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import serial

from bench.row import Row
from oceanhil.hil.link.events import LineSeen, LinkEvent
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec

ROUND_TRIP_GOAL_MS = 0.15
QUESTION = b"[REG] HTTP Response: 401\r\n"
STREAM_BAUD = 921_600
# A byte on the wire is ten bits long: start, eight, stop.
STREAM_BYTES_PER_S = STREAM_BAUD // 10
PACE_S = 0.002
LAST_LINE = b"-- end of the stream\r\n"


@contextmanager
def board(*role: str) -> Iterator[str]:
    """Start the other end of a pty; gives the name of this end."""
    master, slave = os.openpty()
    tty.setraw(slave)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.serial_link", role[0], str(master), *role[1:]], pass_fds=[master]
    )
    os.close(master)
    try:
        yield os.ttyname(slave)
    finally:
        process.kill()
        process.wait()
        os.close(slave)


def echo(descriptor: int) -> None:
    while data := os.read(descriptor, 4096):
        os.write(descriptor, data)


def stream(descriptor: int, seconds: float) -> None:
    """Wait for a byte, then send numbered lines as fast as the wire would carry them, and their checksum."""
    os.read(descriptor, 1)
    started, sent, checksum, number = time.perf_counter(), 0, 0, 0
    while (passed := time.perf_counter() - started) < seconds:
        due = b""
        while sent + len(due) < passed * STREAM_BYTES_PER_S:
            due += b"[POLL] HTTP Response: 200, line %d of a long stream\r\n" % number
            number += 1
        write_all(descriptor, due)
        sent, checksum = sent + len(due), zlib.crc32(due, checksum)
        time.sleep(PACE_S)
    write_all(descriptor, b"-- %d bytes, crc %d\r\n" % (sent, checksum) + LAST_LINE)
    os.read(descriptor, 1)


def write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def round_trips(url: str, rounds: int) -> tuple[float, float]:
    """Give the medians in ms, of the link and of bare pyserial, measured in turns."""
    linked: list[float] = []
    bare: list[float] = []
    for _ in range(5):
        with serial.Serial(url) as port:
            bare += times_ms(partial(bare_trip, port), rounds // 5)
        with SerialLink(PortSpec(url=url)) as link:
            linked += times_ms(partial(linked_trip, link), rounds // 5)
    return statistics.median(linked), statistics.median(bare)


def linked_trip(link: SerialLink) -> None:
    link.write(QUESTION)
    link.wait_line("[REG] HTTP Response: 401", 5)


def bare_trip(port: serial.Serial) -> None:
    port.write(QUESTION)
    port.read(len(QUESTION))


def times_ms(work: Callable[[], None], rounds: int) -> list[float]:
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


class Checked:
    """Counts the bytes of lines and keeps their checksum, as the sender does."""

    def __init__(self) -> None:
        self.received = self.checksum = 0
        self.told = ""

    def __call__(self, event: LinkEvent) -> None:
        if not isinstance(event, LineSeen) or event.line.raw == LAST_LINE:
            return
        if event.line.raw.startswith(b"-- "):
            self.told = event.line.text
            return
        self.received += len(event.line.raw)
        self.checksum = zlib.crc32(event.line.raw, self.checksum)


def long_stream(seconds: float) -> tuple[int, float]:
    """Give the bytes that were lost (or came wrong: then all of them), and the share of one processor in percent."""
    with board("stream", str(seconds)) as url, SerialLink(PortSpec(url=url)) as link:
        checked = Checked()
        link.subscribe(checked)
        cpu, started = time.process_time(), time.perf_counter()
        link.write(b"!")
        link.wait_line("-- end of the stream", seconds + 30)
        share = (time.process_time() - cpu) / (time.perf_counter() - started) * 100
        words = checked.told.replace(",", "").split()
        sent, checksum = int(words[1]), int(words[4])
        return (sent - checked.received or (0 if checksum == checked.checksum else sent)), share


def measure(*, quick: bool) -> list[Row]:
    """Measure both."""
    rounds, seconds = (1_000, 10) if quick else (10_000, 60)
    with board("echo") as url:
        linked, bare = round_trips(url, rounds)
    lost, share = long_stream(seconds)
    how = f"median of {rounds:,}, echo in a process of its own"
    return [
        Row("serial: write to matched line", linked, "ms", how, ROUND_TRIP_GOAL_MS, at_most=True),
        Row("the same with bare pyserial", bare, "ms", "same run, in turns; reads as many bytes as it wrote"),
        Row(f"serial: {STREAM_BAUD:,} baud, bytes lost", lost, "bytes", f"{seconds} s, CRC checked", 0, at_most=True),
        Row(f"serial: {STREAM_BAUD:,} baud, share of a core", share, "%", f"{seconds} s, with a listener"),
    ]


if __name__ == "__main__":
    if sys.argv[1] == "echo":
        echo(int(sys.argv[2]))
    else:
        stream(int(sys.argv[2]), float(sys.argv[3]))

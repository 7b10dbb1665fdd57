"""Everything that oceanhil reads: valid samples of it, the command that reads it, and the exit codes it documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.analysis.recording.oslog import LogWriter
from oceanhil.analysis.recording.oslog_rows import LogHead
from oceanhil.app.run.attachments import serial_log
from oceanhil.app.run.library import board_files, find_scenario, service_files
from oceanhil.boards import family
from oceanhil.conformance.contract.result import ConformReport
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.mock_server.proxy.har import make_har
from oceanhil.protocol.agent.commands import parse_command
from oceanhil.protocol.agent.error_code import WordsError
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.recording import read_recording
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.replay import ReplayError, parse_replay
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.trace_file import encode_trace, head_of
from oceanhil.scenarios.units import parse_duration, parse_instant
from oceanhil.simulator.download import slip
from oceanhil.simulator.download.loader import Loader
from oceanhil.simulator.download.packet import FRAME_BYTES_MAX, parse
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.identity.fuses import burn
from tests.analysis.dumps.dumps import esp8266_flash, made_image, nvs_with_wifi, partition_table, record_dump
from tests.analysis.panics.elf_files import elf_file
from tests.conformance.recorded.conversation import Conversation
from tests.hil.boards.inventories import WHOLE as WHOLE_INVENTORY
from tests.remote.connector.files import WHOLE

OK_OR_WRONG: Final = frozenset({0, 2})
Samples = Callable[[Path], Sequence[bytes]]


class Target(msgspec.Struct, frozen=True):
    """A kind of file, called `file` in a folder where `beside` stands too; `words` is the command that reads it.

    `read` stands for a parser that no command has, which may raise only what it documents.
    """

    file: str
    samples: Samples
    words: tuple[str, ...] = ()
    codes: frozenset[int] = OK_OR_WRONG
    beside: Callable[[Path], None] | None = None
    mode: int | None = None
    read: Callable[[bytes], object] | None = None
    fresh: str = ""
    """A file that the command makes, to be removed before the next."""


def _result(name: str = "token-reused") -> Result:
    case = load_scenario(find_scenario(name, ())).expand(Board.ESP32, ())[0]
    return run_case(case, SimWorldFactory(), load_profile())


def _scenarios(_: Path) -> Sequence[bytes]:
    return [_as_own(path) for path in board_files()]


def _as_own(path: Path) -> bytes:
    return path.read_bytes().replace(f"id: {path.stem}".encode(), b"id: own", 1)


def _service_scenarios(_: Path) -> Sequence[bytes]:
    return [_as_own(path) for path in service_files(ServiceName.RINGCENTRAL)]


def _profiles(_: Path) -> Sequence[bytes]:
    folder = Path(__file__).parents[2] / "protocol" / "profiles"
    overlay = (
        b'[profile]\nname = "mine"\nbase = "oceanremote"\n[server]\nsession_ttl_s = 60\nrate_limit_retry_after_s = 60\n'
    )
    service = b'[profile]\nname = "mine"\nbase = "ringcentral"\n[server]\naccess_token_ttl_s = 60\n'
    built_in = (path.read_bytes().replace(b'name = "', b'base = "', 1) for path in sorted(folder.glob("*.toml")))
    return [overlay, service, *built_in]


INVENTORY: Final = (
    WHOLE_INVENTORY.replace('["desk"]', '["desk", "spare"]')
    + """[board.spare]
kind = "esp32"
port = "/dev/ttyUSB0"
time = "real"
power = {control = "unix:./board.control"}
"""
).encode()


def _recordings(folder: Path) -> Sequence[bytes]:
    path = folder / "talk.jsonl"
    talk = Conversation(path)
    token = talk.registered()
    session = talk.session(token)
    talk.poll(token, session)
    talk.report(token, session)
    talk.register("oc_reg_unknown")
    talk.close()
    data = path.read_bytes()
    path.unlink()
    head, exchanges = read_recording(iter(data.splitlines(keepends=True)))
    return [data, make_har(head, exchanges, "1.0")]


def _conversations(folder: Path) -> Sequence[bytes]:
    return _recordings(folder)[:1]


def _items(folder: Path) -> Sequence[bytes]:
    from oceanhil.conformance.recorded.item_maker import write_items

    (folder / "r.jsonl").write_bytes(_recordings(folder)[0])
    write_items(folder / "r.jsonl", load_profile(), folder / "items.jsonl")
    return [(folder / "items.jsonl").read_bytes()]


def _reports(folder: Path) -> Sequence[bytes]:
    from oceanhil.conformance.recorded.judge import judge_recording

    (folder / "r.jsonl").write_bytes(_recordings(folder)[0])
    report: ConformReport = judge_recording(folder / "r.jsonl", load_profile(), "1.0").report
    return [
        msgspec.json.encode(report),
        msgspec.json.encode(msgspec.structs.replace(report, results=report.results[:9])),
    ]


def _recording_beside(folder: Path) -> None:
    (folder / "judged.jsonl").write_bytes(_recordings(folder)[0])


def _traces(_: Path) -> Sequence[bytes]:
    crash = _result("crash-while-online")
    return [encode_trace(head_of(_result()), _result().events), encode_trace(head_of(crash), crash.events[:80])]


def _trace_beside(folder: Path) -> None:
    (folder / "other.jsonl").write_bytes(encode_trace(head_of(_result()), _result().events))


def _exports(folder: Path) -> Sequence[bytes]:
    from oceanhil.mock_server.store.interchange import export_file

    (folder / "y.db").write_bytes(_databases(folder)[0])
    export_file(folder / "y.db", folder / "y.jsonl", load_profile().wire)
    return [(folder / "y.jsonl").read_bytes()]


def _databases(folder: Path) -> Sequence[bytes]:
    from tests.mock_server.store.conftest import Kept

    kept = Kept(folder / "made.db")
    device = kept.bench.online()
    device.report({"temperature": 21.5, "relay1": True})
    kept.bench.admin("POST", f"/devices/{device.id}/regenerate")
    kept.bench.generate(name="küche")
    kept.bench.change(session_ttl_s=60, maintenance=False)
    kept.save()
    kept.database.close()
    data = (folder / "made.db").read_bytes()
    for each in folder.glob("made.db*"):
        each.unlink()
    return [data]


def _logs(_: Path) -> Sequence[bytes]:
    return [
        serial_log(_result(name).events).encode() for name in ("token-reused", "token-expired", "crash-while-online")
    ]


def _oslogs(folder: Path) -> Sequence[bytes]:
    from datetime import UTC, datetime

    path = folder / "made.oslog"
    head = LogHead(board="desk", port="/dev/ttyUSB0", baud=115200, started=datetime(2026, 1, 1, tzinfo=UTC))
    with LogWriter(path, head, start_ns=0) as writer:
        for number, line in enumerate(serial_log(_result().events).encode().splitlines(keepends=True)):
            writer.received(number * 1_000_000, line[20:])
        writer.sent(10**9, b"$HIL,1,hello*00\r\n")
        writer.event(10**9, "unplugged")
    data = path.read_bytes()
    path.unlink()
    return [data]


def _dumps(_: Path) -> Sequence[bytes]:
    reference = record_dump(store=StorePolicy.REFERENCE).data
    return [
        nvs_with_wifi(),
        reference,
        made_image(Board.ESP8266).content,
        made_image(Board.PICOW, StorePolicy.REFERENCE).content,
        esp8266_flash(made_image(Board.ESP8266).content, size=1 << 19, size_code=0),
        _small_flash(reference),
    ]


def _small_flash(nvs: bytes) -> bytes:
    """As much of an ESP32's flash as holds header, table and NVS, for a whole one takes long to damage."""
    rows = (("nvs", 1, 2, 0x9000, 0x5000), ("phy_init", 1, 1, 0xF000, 0x1000), ("factory", 0, 0, 0x10000, 0x10000))
    image = bytearray(b"\xff" * 0xF000)
    image[0x1000:0x1018] = b"\xe9\x03\x02\x20\xb8\x05\x08\x40\xee" + bytes(15)
    image[0x8000:0x8C00] = partition_table(*rows)
    image[0x9000 : 0x9000 + len(nvs)] = nvs
    return bytes(image)


def _elf_files(_: Path) -> Sequence[bytes]:
    functions = {"setup": (0x400D1000, 0x80), "loop": (0x400D1080, 0x40), "_ZN5Store4saveEv": (0x400D2000, 0x200)}
    lines = ((0x400D1000, 10), (0x400D1080, 20), (0x400D2000, 33), (0x400D2200, 0))
    return [elf_file(functions, lines=lines), elf_file({"main": (0x10000101, 0x40)}, 40)]


def _crash_beside(folder: Path) -> None:
    (folder / "crash.log").write_bytes(serial_log(_result("crash-while-online").events).encode())


def _images(_: Path) -> Sequence[bytes]:
    from oceanhil.protocol.firmware import Firmware
    from oceanhil.simulator.image import FirmwareImage, build_image

    image = FirmwareImage(Firmware("oc_reg_" + "k30pyfTDeaiDnMRZQR6omC9fcxwMvsoEkgwPSvCkvkI"))
    return [build_image(board, image) for board in (Board.ESP32, Board.ESP8266)]


def _uf2(_: Path) -> Sequence[bytes]:
    return [made_image(Board.PICOW, StorePolicy.REFERENCE).content, made_image(Board.PICOW).content]


def _volume_beside(folder: Path) -> None:
    volume = folder / "drive"
    volume.mkdir()
    (volume / "INFO_UF2.TXT").write_text("UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n", "ascii")


def _authorities(folder: Path) -> Sequence[bytes]:
    from oceanhil.mock_server.network.authority import BenchAuthority

    del folder
    return [BenchAuthority.create().pem]


def _sentences(_: Path) -> Sequence[bytes]:
    words = (("hello",), ("eeprom", "read", "0", "64"), ("clock", "set", "1767225600000000"), ("flash", "read", "9000"))
    lines = [encode(Sentence(SentenceKind.COMMAND, number, each)) for number, each in enumerate(words)]
    return [*lines, b"[WiFi] $HIL,1,hello*00\r\n" + b"".join(lines), encode(Sentence(SentenceKind.EVENT, 0, ("LOAD",)))]


def _read_sentences(data: bytes) -> object:
    reader = AgentReader()
    found = [each for start in range(0, len(data), 7) for each in reader.feed(data[start : start + 7])]
    for each in found:
        if isinstance(each, Sentence):
            with suppress(WordsError):
                parse_command(each.words)
    return reader.flush()


def _frames(_: Path) -> Sequence[bytes]:
    bodies = (b"\x00\x08\x24\x00\0\0\0\0\x07\x07\x12\x20" + b"U" * 32, b"\x00\x0a\x04\x00\0\0\0\0\x00\x10\x00\x40")
    return [b"".join(slip.encode(body) for body in bodies), slip.encode(b"\x00\x03\x20\x00\0\0\0\0" + b"\xc0\xdb" * 16)]


def _read_frames(data: bytes) -> object:
    decoder = slip.SlipDecoder(FRAME_BYTES_MAX)
    packets = [packet for start in range(0, len(data), 5) for packet in decoder.feed(data[start : start + 5])]
    _ = [parse(packet) for packet in packets]
    return Loader(
        Board.ESP32, Flash(family(Board.ESP32).flash_bytes), burn(Board.ESP32, bytes.fromhex("246f28aabbcc"))
    ).feed(data)


def _replay_ids(_: Path) -> Sequence[bytes]:
    return [
        b"token-expired@esp32",
        b"eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104",
        b"token-reused@picow#answer=410,seed=9,set.server.session_ttl_s=60",
        b"oau-213-after-refresh@ringcentral#x=%20y",
    ]


def _read_replay_id(data: bytes) -> object:
    text = data.decode("utf-8", "surrogateescape")
    with suppress(ReplayError):
        return parse_replay(text)
    return None


def _quantities(_: Path) -> Sequence[bytes]:
    return [b"24h 1s", b"1.5 ms", b"2026-01-01T00:00:00Z", b"10m", b"3d4h", b"-5m", b"0"]


def _read_quantity(data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    for read in (parse_duration, parse_instant):
        with suppress(ValueError):
            read(text)
    return None


def targets() -> Iterator[tuple[str, Target]]:
    """Give each by its name."""
    yield "scenario", Target("own.yaml", _scenarios, ("list", "own.yaml"))
    yield "service-scenario", Target("own.yaml", _service_scenarios, ("list", "own.yaml"))
    yield "profile", Target("mine.toml", _profiles, ("profile", "show", "--profile", "mine.toml"))
    yield "inventory", Target("boards.toml", lambda _: [INVENTORY], ("boards", "list", "--inventory", "boards.toml"))
    check = ("conform", "--check", "--connector", "connector.toml")
    yield "connector", Target("connector.toml", lambda _: [WHOLE.encode()], check)
    judging = ("conform", "--recording", "talk.file", "-q")
    yield "recording", Target("talk.file", _recordings, judging, frozenset({0, 1, 2}))
    yield (
        "conversation",
        Target("talk.jsonl", _conversations, ("server", "har", "talk.jsonl", "new.har"), fresh="new.har"),
    )
    yield "items", Target("items.jsonl", _items, ("conform", "--list", "--items", "items.jsonl"))
    beside = ("conform", "--recording", "judged.jsonl", "--baseline", "base.json", "-q")
    yield "baseline", Target("base.json", _reports, beside, frozenset({0, 1, 2}), _recording_beside)
    compared = ("compare", "a.jsonl", "other.jsonl")
    yield "trace", Target("a.jsonl", _traces, compared, frozenset({0, 1, 2}), _trace_beside)
    yield "export", Target("y.jsonl", _exports, ("server", "import", "y.jsonl", "new.db"), fresh="new.db")
    yield "packed-export", Target("y.jsonl.gz", _packed, ("server", "import", "y.jsonl.gz", "new.db"), fresh="new.db")
    checking = ("server", "check", "y.db")
    yield "database", Target("y.db", _databases, checking, frozenset({0, 1, 2}))
    yield "serial-log", Target("device.log", _logs, ("diagnose", "device.log"), frozenset({0, 1, 2}))
    yield "log-of-a-session", Target("device.log", _logs, ("skeleton", "device.log"), frozenset({0, 2}))
    yield "oslog", Target("device.oslog", _oslogs, ("skeleton", "device.oslog"), frozenset({0, 2}))
    yield "oslog-diagnosed", Target("device.oslog", _oslogs, ("diagnose", "device.oslog"), frozenset({0, 1, 2}))
    yield "dump", Target("dump.bin", _dumps, ("eeprom", "show", "dump.bin"), frozenset({0, 1, 2}))
    yield "dump-explained", Target("dump.bin", _dumps, ("eeprom", "explain", "dump.bin"), frozenset({0, 1, 2}))
    decoded = ("diagnose", "crash.log", "--elf", "firmware.elf")
    yield "elf", Target("firmware.elf", _elf_files, decoded, frozenset({0, 1, 2}), _crash_beside)
    flashed = ("firmware", "flash", "app.bin", "--kind", "esp32", "--port", "/dev/none")
    yield "image", Target("app.bin", _images, flashed, frozenset({1, 2}))
    copied = ("firmware", "flash", "app.uf2", "--volume", "drive")
    yield "uf2", Target("app.uf2", _uf2, copied, frozenset({0, 1, 2}), _volume_beside)
    yield "bench-ca", Target("bench-ca.pem", _authorities, ("server", "ca", "--ca-dir", "."), mode=0o600)
    yield "agent-sentences", Target("", _sentences, read=_read_sentences)
    yield "download-frames", Target("", _frames, read=_read_frames)
    yield "replay-id", Target("", _replay_ids, read=_read_replay_id)
    yield "quantity", Target("", _quantities, read=_read_quantity)


def _packed(folder: Path) -> Sequence[bytes]:
    import gzip

    return [gzip.compress(data) for data in _exports(folder)]


TARGETS: Final = dict(targets())

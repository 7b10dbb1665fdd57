"""Espressif's own parser reads what the simulated driver wrote: `python -m tests.judges.with_espressif_parser TOOL`.

TOOL is nvs_tool.py of ESP-IDF (components/nvs_flash/nvs_partition_tool), which no package registry carries: that is why
this is a command and not one of the tests. It needs `esp-pylib`, which comes with `esp-idf-nvs-partition-gen`.

Every recorded history is replayed, the flash it leaves mounted once more and given to the tool, whose integrity check
must complain about nothing and which must see the same values as the driver. Exit code 1 if one differs.
"""

import base64
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import msgspec

from oceanhil.simulator.eeprom.nvs import ItemType, NvsHandle, NvsPartition
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.vectors.boards import Esp32Board, generation_of
from oceanhil.simulator.vectors.format import NvsSequence, read_recordings
from oceanhil.simulator.vectors.replay import ESP32_FLASH_BYTES, run_boot

RECORDINGS = Path(__file__).parents[1] / "simulator" / "vectors" / "nvs_sequences.jsonl"
FINE = re.compile(r"|Page no\. \d+\s+CRC32: OK|Page Empty|.*Found unused namespace\. .*")


class Seen(msgspec.Struct, frozen=True):
    """One entry as the tool prints it; `data` is base64 of a blob."""

    namespace: str
    key: str
    encoding: str
    data: str | int


def left_by(recording: NvsSequence) -> tuple[bytes, NvsPartition]:
    """Return the image that a history leaves once it is mounted again, and the partition."""
    flash = Flash(ESP32_FLASH_BYTES)
    for boot in recording.boots:
        board = Esp32Board(flash, generation_of(recording.driver), recording.partition_bytes)
        run_boot(flash, board, boot.ops, boot.cut)
    flash.power_on()
    partition = NvsPartition(flash, generation_of(recording.driver), size=recording.partition_bytes)
    partition.init()
    return flash.dump(partition.address, partition.size), partition


def run_tool(tool: Path, image: Path, *options: str) -> str:
    command = [sys.executable, str(tool), "--color", "never", *options, str(image)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def complaints(tool: Path, image: Path) -> list[str]:
    lines = run_tool(tool, image, "--integrity-check", "--dump", "none").splitlines()
    return [line for line in lines if not FINE.fullmatch(line)]


def differences(tool: Path, image: Path, partition: NvsPartition) -> list[str]:
    seen = msgspec.json.decode(run_tool(tool, image, "--dump", "minimal", "--format", "json"), type=list[Seen])
    blobs: dict[tuple[str, str], bytes] = {}
    wrong = []
    for each in seen:
        if isinstance(each.data, str) and each.encoding.startswith("blob"):
            place = each.namespace, each.key
            blobs[place] = blobs.get(place, b"") + base64.b64decode(each.data)
        elif read(partition.open(each.namespace), each) != each.data:
            wrong.append(f"{each.namespace}.{each.key} is {each.data!r} to the tool")
    for (namespace, key), value in blobs.items():
        stored = partition.open(namespace).get_blob(key)
        # The tool prints chunks in the order of the pages they are on, which is not always their own.
        if sorted(stored) != sorted(value):
            wrong.append(f"blob {namespace}.{key} has other bytes to the tool")
    return wrong


def read(handle: NvsHandle, seen: Seen) -> str | int:
    if seen.encoding == "string":
        return handle.get_string(seen.key)
    kind = ItemType[seen.encoding.replace("uint", "U").replace("int", "I").removesuffix("_t")]
    return handle.get_number(seen.key, kind)


@click.command()
@click.argument("tool", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(tool: Path) -> None:
    """Check every recorded history's last image with Espressif's nvs_tool.py."""
    accepted = refused = 0
    with RECORDINGS.open("rb") as lines, TemporaryDirectory() as folder:
        for _number, recording in read_recordings(lines):
            assert isinstance(recording, NvsSequence)
            image = Path(folder) / "nvs.bin"
            content, partition = left_by(recording)
            image.write_bytes(content)
            problems = complaints(tool, image) + differences(tool, image, partition)
            for problem in problems:
                click.echo(f"{recording.id}: {problem}")
            accepted += not problems
            refused += bool(problems)
    click.echo(f"{accepted} images accepted by Espressif's parser, {refused} refused")
    sys.exit(bool(refused))


if __name__ == "__main__":
    main()

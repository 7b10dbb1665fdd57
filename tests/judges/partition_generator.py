"""Espressif's `esp-idf-nvs-partition-gen`: makes NVS images from tables as its command line does."""

import csv
import importlib
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from oceanhil.simulator.eeprom.nvs import ItemType

NUMBER_ENCODINGS = {kind: kind.name.lower() for kind in ItemType if kind.is_number}

Value = tuple[ItemType, int] | str | bytes
"""A number with its type, a string, or a blob."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value to store."""

    namespace: str
    key: str
    value: Value


def rows(entries: list[Entry]) -> list[tuple[str, str, str, str]]:
    """Return the lines of the table: a namespace's line before its first entries, which stand together."""
    made, namespace = [("key", "type", "encoding", "value")], ""
    for entry in entries:
        if entry.namespace != namespace:
            namespace = entry.namespace
            made.append((namespace, "namespace", "", ""))
        made.append((entry.key, "data", *_encoded(entry.value)))
    return made


def _encoded(value: Value) -> tuple[str, str]:
    if isinstance(value, bytes):
        return "hex2bin", value.hex()
    if isinstance(value, str):
        return "string", value
    kind, number = value
    return NUMBER_ENCODINGS[kind], str(number)


def write_table(entries: list[Entry], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(rows(entries))


def generated(entries: list[Entry], folder: Path, *, size: int = 0x5000, version: int = 2) -> bytes:
    """Return the image of a partition of `size` bytes, made in this process."""
    table, image = folder / "table.csv", folder / "image.bin"
    write_table(entries, table)
    generator = importlib.import_module("esp_idf_nvs_partition_gen.nvs_partition_gen")
    generator.generate(
        SimpleNamespace(input=str(table), output=image.name, outdir=str(folder), size=hex(size), version=version)
    )
    return image.read_bytes()

"""Files that a stranger wrote: what is too deep or too large is refused in a line and in little memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.conformance.command.baseline import BaselineError, load_baseline
from oceanhil.hil.boards.entry import InventoryError
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.protocol.profile import ProfileError, load_profile
from oceanhil.protocol.service_profile import base_of
from oceanhil.remote.connector.connector_file import ConnectorFileError, load_connector

MEMORY_MAX = 32 << 20
REFUSED = (InventoryError, ConnectorFileError, ProfileError, BaselineError)
READERS: dict[str, Callable[[Path], object]] = {
    "inventory": load_inventory,
    "connector": lambda path: load_connector(path, (), {}),
    "profile": load_profile,
    "service profile": base_of,
}
DOTTED = ".".join("a" * 2_000)
FILES = {
    "dotted key": f"{DOTTED} = 1\n",
    "dotted table": f"[{DOTTED}]\nx = 1\n",
    "deep list": "x = " + "[" * 5_000 + "]" * 5_000,
    "deep inline tables": "x = " + "{a=" * 5_000 + "1" + "}" * 5_000,
    "deep and unclosed": "[board.x]\nkind = " + "[" * 5_000,
    "long key": "k" * 100_000 + " = 1\n",
    "long number": "x = " + "9" * 100_000,
    "too large": "#" * (1 << 20) + "\n",
    "not UTF-8": "x = '\udcff'\n",
    "many mistakes": "".join(f"unknown{number} = 1\n" for number in range(3_000)),
    "huge value": "[board.x]\nkind = '" + "x" * 500_000 + "'\nport = 'p'\n[operation.x]\nurl='" + "y" * 300_000 + "'\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("reader", READERS)
def test_a_file_out_of_bounds_is_refused_in_few_lines_and_little_memory(reader: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "given.toml"
    path.write_bytes(FILES[what].encode("utf-8", "surrogateescape"))
    tracemalloc.start()
    try:
        message = _refusal(READERS[reader], path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEMORY_MAX
    assert message.startswith(str(path)) or not message
    assert message or (reader == "service profile" and what in {"many mistakes", "huge value"})
    assert len(message) < 40_000


def _refusal(read: Callable[[Path], object], path: Path) -> str:
    try:
        read(path)
    except REFUSED as error:
        return str(error)
    return ""


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"a":' * 200_000, b"\xff", b"9" * 9_999])
def test_a_baseline_out_of_bounds_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    path.write_bytes(data)
    with pytest.raises(BaselineError, match=r"before\.json"):
        load_baseline(path, "oceanremote")

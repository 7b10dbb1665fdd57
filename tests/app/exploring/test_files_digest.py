"""The digest of the files beside the code: the sketch, and laws in Python."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from oceanhil.app.exploring.files_digest import files_digest
from oceanhil.app.exploring.leading import Order, OtherFilesError, lead_handful
from oceanhil.app.exploring.plan import Plan
from oceanhil.exploration.own_laws import read_python_laws
from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile

LAWS = """\
from oceanhil.scenarios.devices.law import Now, never


@never("it stays off")
def off(now: Now) -> bool:
    return now.relay1
"""
SKETCH = "void setup() {}\nvoid loop() {}\n"
PLAN = Plan("sim", (Board.ESP32,), 0, ("relay",))


def sketch(folder: Path) -> Path:
    (folder / "lamp" / "src").mkdir(parents=True)
    (folder / "lamp" / "lamp.ino").write_text(SKETCH)
    (folder / "lamp" / "src" / "pins.h").write_text("#define LAMP 4\n")
    return folder / "lamp"


def digest_of(path: Path) -> str:
    world = f"sketch:{path}"
    return files_digest(msgspec.structs.replace(PLAN, world=world), load_world(world))


def with_laws(path: Path) -> Plan:
    return msgspec.structs.replace(PLAN, own_laws=tuple(read_python_laws(str(path), load_profile())))


def test_where_there_are_no_files_there_is_no_digest() -> None:
    assert files_digest(PLAN, load_world("sim")) == ""


def test_a_sketch_is_what_it_says_wherever_it_is(tmp_path: Path) -> None:
    first = sketch(tmp_path / "a")
    other = Path(shutil.copytree(first, tmp_path / "b" / "lamp"))
    (other / ".pio").mkdir()
    (other / ".pio" / "cache").write_text("of a tool")
    assert digest_of(first) == digest_of(other) != ""


@pytest.mark.parametrize(("file", "text"), [("lamp.ino", SKETCH + "// more\n"), ("src/pins.h", ""), ("src/new.h", "")])
def test_another_file_of_a_sketch_is_another_sketch(tmp_path: Path, file: str, text: str) -> None:
    found = sketch(tmp_path)
    before = digest_of(found)
    (found / file).write_text(text)
    assert digest_of(found) != before


def test_a_machine_with_other_laws_or_none_leads_no_life(tmp_path: Path) -> None:
    path = tmp_path / "laws.py"
    path.write_text(LAWS)
    plan = with_laws(path)
    order = Order(plan, is_watched=False, files=files_digest(plan, load_world("sim")))
    lives = [plan.drawing(load_world("sim")).named(3)]
    path.write_text(LAWS.replace("relay1", "relay2"))
    with pytest.raises(OtherFilesError, match="has other files of laws than this one, or none; copy what is here"):
        lead_handful(order, lives)


def test_a_machine_with_the_same_laws_leads_them(tmp_path: Path) -> None:
    path = tmp_path / "laws.py"
    path.write_text(LAWS)
    plan = with_laws(path)
    order = Order(plan, is_watched=False, files=files_digest(plan, load_world("sim")))
    (led,) = lead_handful(order, [plan.drawing(load_world("sim")).named(3)])
    assert led.simulated_us > 0


def test_a_machine_without_the_sketch_leads_no_life(tmp_path: Path) -> None:
    plan = msgspec.structs.replace(PLAN, world=f"sketch:{tmp_path / 'gone'}")
    with pytest.raises(OtherFilesError, match=r"has another 'sketch:.*gone', or other files of laws, than this one"):
        lead_handful(Order(plan, is_watched=False, files="a digest"), [])

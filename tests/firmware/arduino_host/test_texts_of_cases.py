"""Cases with texts of their own run in one process, one after the other."""

from pathlib import Path

import pytest

from oceanhil.firmware.sketches.data_folder import DataFolder
from oceanhil.firmware.sketches.sketch import Layout, Sketch, SketchSettings
from oceanhil.hil.worlds.sketch.factory import SketchWorld
from oceanhil.hil.worlds.sketch.process import SketchProcess
from oceanhil.hil.worlds.sketch.runnable import RunnableSketch
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import LackingError, WorldError, WorldRequest

SKETCH = """
String made_before_setup = NAME;
char changed[] = NAME;
void setup() {
  Serial.begin(115200);
  Serial.println(NAME);
  Serial.println(made_before_setup);
  changed[0]++;
  Serial.println(changed);
}
void loop() { delay(1000); }
"""
NAMES = ("ocean, deep and wide", "ocean, blue and calm", "ocean, flat")
"""Of networks: a token would be cut in the trace."""


CONFIGURED = """
#include <LittleFS.h>
void setup() {
  Serial.begin(115200);
  LittleFS.begin();
  Serial.println(LittleFS.open("/net/config.txt", "r").readString() + (LittleFS.exists("/seen") ? ", seen" : ""));
  LittleFS.open("/seen", "w").print("1");
}
void loop() { delay(1000); }
"""


def sketch_of(folder: Path, text: str, settings: SketchSettings) -> RunnableSketch:
    main = folder / "texts" / "texts.ino"
    main.parent.mkdir()
    main.write_text(text)
    return RunnableSketch(Sketch("texts", main.parent, Layout.FOLDER, main, settings))


def lines_with(sketch: RunnableSketch, board: Board, *ssids: str) -> list[str]:
    """Boot a board twice with each of these names in its firmware, and give what it prints."""
    world = SketchWorld(WorldRequest(board=board, seed=1, profile=load_profile()), sketch)
    device = world.device()
    for ssid in ssids:
        device.flash(Firmware("oc_reg_any", ssid))
        for _ in range(2):
            device.power_on()
            world.run_for(2_000_000)
            device.power_off()
    world.close()
    events = (each for each in world.trace.events if each.kind is EventKind.SERIAL and not each.fields.get("rom"))
    return [str(each.fields["text"]) for each in events]


@pytest.mark.slow
@pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: board.value)
def test_each_boot_has_the_texts_of_its_case(board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Path] = []
    start = SketchProcess._start

    def counted(process: SketchProcess, program: Path, variables: dict[str, str]) -> object:
        started.append(program)
        return start(process, program, variables)

    monkeypatch.setattr(SketchProcess, "_start", counted)
    sketch = sketch_of(tmp_path, SKETCH, SketchSettings(defines={"NAME": "{ssid}"}))
    for name in (*NAMES, *NAMES):
        assert lines_with(sketch, board, name) == [name, name, "p" + name[1:]] * 2
    # One for both texts of one length, one for the other's.
    assert len(started) == len(set(started)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: board.value)
def test_files_lie_on_the_board_with_the_texts_of_a_case_until_it_is_given_others(board: Board, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "net").mkdir(parents=True)
    (data / "net" / "config.txt").write_text("net HOME")
    sketch = sketch_of(tmp_path, CONFIGURED, SketchSettings(files=DataFolder(data, {"HOME": "{ssid}"})))
    first, again, other = ["net one", "net one, seen"], ["net one, seen"] * 2, ["net two", "net two, seen"]
    assert lines_with(sketch, board, "one", "one", "two") == [*first, *again, *other]


def test_a_text_that_has_no_room_is_on_no_board_and_one_that_never_has_is_a_mistake(tmp_path: Path) -> None:
    declared = 'char token[{size}] = "mine";\nvoid setup() {{}}\nvoid loop() {{ delay(1000); }}\n'
    given = SketchSettings(defines={"token": "{token}"})
    usual, twice = Firmware("oc_reg_" + "B" * 43), Firmware(("oc_reg_" + "B" * 43) * 2)
    for size in (80, 20):
        (tmp_path / str(size)).mkdir()
    roomy, cramped = (sketch_of(tmp_path / str(size), declared.format(size=size), given) for size in (80, 20))
    assert roomy.program(Board.ESP32, usual)
    with pytest.raises(LackingError, match="room for a text of this case"):
        roomy.program(Board.ESP32, twice)
    with pytest.raises(WorldError) as refused:
        cramped.program(Board.ESP32, usual)
    assert not isinstance(refused.value, LackingError)

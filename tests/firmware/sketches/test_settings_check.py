"""What `oceanhil.toml` says of a sketch is held against its files before anything is compiled."""

from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.settings_check import refuse_wrong_settings
from tests.firmware.sketches.tiny_api import write
from tests.user import Command

Check = Callable[[str], None]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    write(
        tmp_path,
        {
            "lamp/lamp.ino": 'const char* SSID = "mine";\n',
            "lamp/data/c.json": '{"net": "My WiFi"}',
            "libraries/bus/bus.h": "#ifndef BUS_BYTES\n#define BUS_BYTES 64\n#endif\n",
        },
    )

    def checked(lines: str) -> None:
        write(tmp_path, {"oceanhil.toml": f'[sketch.lamp]\npath = "lamp"\n{lines}\n'})
        refuse_wrong_settings(find_sketch("lamp", tmp_path))

    return checked


def test_a_macro_that_the_sketch_or_a_library_beside_it_names_is_right(check: Check) -> None:
    check('defines = { SSID = "{ssid}", BUS_BYTES = 128 }')


def test_all_macros_that_nothing_names_are_told_at_once(check: Check) -> None:
    with pytest.raises(SketchError) as told:
        check('defines = { SSDI = "{ssid}", SSID = "{ssid}", POLL = 5 }')
    poll, ssid = str(told.value).splitlines()
    assert poll.endswith("defines.POLL: no file of the sketch or of its libraries names POLL; check the name")
    assert ssid.endswith("defines.SSDI: no file of the sketch or of its libraries names SSDI; did you mean 'SSID'?")


@pytest.mark.parametrize("part", ["BYTES", "BUS_BYTE", "US_BYTES"])
def test_a_part_of_a_name_is_no_name(check: Check, part: str) -> None:
    with pytest.raises(SketchError, match=f"names {part}; "):
        check(f"defines = {{ {part} = 128 }}")


def test_a_macro_that_nothing_names_is_told_with_its_line(check: Check, tmp_path: Path) -> None:
    with pytest.raises(SketchError) as told:
        check('agent = true\n[sketch.lamp.defines]\nSSID = "{ssid}"\nBUS_BITES = 1')
    assert str(told.value).startswith(f"{tmp_path / 'oceanhil.toml'}:6: defines.BUS_BITES: ")


def test_a_text_that_no_file_has_is_told(check: Check) -> None:
    check('files = "lamp/data"\nfile_texts = { "My WiFi" = "{ssid}" }')
    with pytest.raises(SketchError, match=r"file_texts: no file in .* has the text 'My Wifi'"):
        check('files = "lamp/data"\nfile_texts = { "My Wifi" = "{ssid}" }')


@pytest.mark.parametrize("defines", ['SSDI = "{ssid}"', 'SSID = "{sid}"'])
def test_a_run_with_wrong_settings_of_a_sketch_ends_with_4_before_anything_runs(
    oceanhil: Command, folder: Path, defines: str
) -> None:
    write(folder, {"lamp/lamp.ino": 'const char* SSID = "mine";\n'})
    write(folder, {"oceanhil.toml": f'[sketch.lamp]\npath = "lamp"\ndefines = {{ {defines} }}\n'})
    done = oceanhil("run", "token-expired", "--board", "esp32", "--world", "sketch:lamp", "-v")
    assert (done.code, done.out) == (4, "")
    assert f"defines.{defines.partition(' ')[0]}" in done.err

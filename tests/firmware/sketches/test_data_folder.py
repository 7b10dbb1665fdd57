"""The files that go onto a board's file system beside its sketch."""

import json
from pathlib import Path

import pytest

from oceanhil.firmware.sketches.data_folder import DataFolder
from oceanhil.firmware.sketches.errors import SketchError

WORDS = {"token": "oc_reg_x", "ssid": 'My "net"', "password": "geheim"}


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / name.replace("__", "/")).parent.mkdir(exist_ok=True)
        (path / name.replace("__", "/").replace("_dot_", ".")).write_text(text)
    return path


def test_all_files_below_it_are_taken_by_their_paths(tmp_path: Path) -> None:
    files = DataFolder(folder(tmp_path, a="1", sub__b="2")).files(WORDS)
    assert files == {"a": b"1", "sub/b": b"2"}


def test_a_text_is_replaced_by_what_a_case_has_wherever_it_stands(tmp_path: Path) -> None:
    data = folder(tmp_path, a="net=HOME;HOME", b="HOME", c="other")
    files = DataFolder(data, {"HOME": "{ssid}!"}).files(WORDS)
    assert files == {"a": b'net=My "net"!;My "net"!', "b": b'My "net"!', "c": b"other"}


def test_in_json_it_is_a_text_of_json(tmp_path: Path) -> None:
    data = folder(tmp_path, config_dot_json='{"ssid": "HOME"}')
    files = DataFolder(data, {"HOME": "{ssid}"}).files(WORDS)
    assert json.loads(files["config.json"]) == {"ssid": 'My "net"'}


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"AWAY": "{ssid}"}, "has the text 'AWAY'; check it"),
        ({"HOME": "{name}"}, r"file_texts is '\{name\}', and there is no \{name\}; known: password, ssid, token"),
    ],
)
def test_what_cannot_be_put_anywhere_is_told(tmp_path: Path, texts: dict[str, str], told: str) -> None:
    with pytest.raises(SketchError, match=told):
        DataFolder(folder(tmp_path, a="HOME"), texts).files(WORDS)


def test_a_folder_without_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SketchError, match="there is no file in"):
        DataFolder(tmp_path).files(WORDS)

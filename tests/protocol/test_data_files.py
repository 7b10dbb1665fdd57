"""The one door for files of strangers: what is larger or deeper than anybody writes is refused before it is parsed."""

from __future__ import annotations

import os
import tomllib
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.bounded_text import (
    DEPTH_MAX,
    KEY_CHARACTERS_MAX,
    DataFileError,
    json_document,
    shortened,
    toml_lines,
    toml_tables,
)
from oceanhil.protocol.data_files import FILE_BYTES_MAX, UNTRUSTED_VARIABLE, UntrustedError, is_untrusted, read_data
from tests.together import together

DEEP = 5_000
MEMORY_MAX = 8 << 20


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (".".join("a" * 20_000) + " = 1", 1),
        ("x = 1\n[" + ".".join("a" * DEEP) + "]\n", 2),
        ("x = 1\n[[" + ".".join("a" * DEEP) + "]]\n", 2),
        ("a = " + "[" * DEEP + "]" * DEEP, 1),
        ("\n\na = " + "{b = " * DEEP + "1" + "}" * DEEP, 3),
        ("a = [" + "{b = [" * DEEP, 1),
        ("a = {" + ".".join("b" * DEEP) + " = 1}", 1),
        (". ".join(['"a"'] * DEEP) + " = 1", 1),
        ("a = [\n" * DEEP, DEPTH_MAX),
        ("[a.b.c.d.e.f.g.h.i.j]\n" + ".".join("k" * 15) + " = 1", 2),
    ],
)
def test_toml_deeper_than_anybody_writes_is_refused_with_its_line_and_little_memory(text: str, line: int) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(DataFileError, match="is nested too deeply") as raised:
            toml_tables(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert raised.value.line == line
    assert peak < MEMORY_MAX


@pytest.mark.parametrize("key", ["a" * 300, f'"{"a" * 300}"', f"b.{'a' * 300}"])
def test_a_key_longer_than_anybody_writes_is_refused(key: str) -> None:
    with pytest.raises(DataFileError, match=f"expected at most {KEY_CHARACTERS_MAX}"):
        toml_tables(f"{key} = 1")


@pytest.mark.parametrize("text", ["a = " + "9" * 5_000, "a = 0x" + "f" * 5, "a = 1e99999", "a = 2026-02-31"])
def test_an_odd_value_is_read_or_refused(text: str) -> None:
    with suppress(DataFileError):
        assert "a" in toml_tables(text)


def test_depth_that_people_write_is_read() -> None:
    assert toml_tables("a = " + "[" * 20 + "]" * 20)
    assert toml_tables("[a.b.c]\nd.e.f = {g = [{h = 1}]}")


def test_brackets_and_dots_in_texts_and_comments_do_not_count() -> None:
    text = f'a = "{"[" * 99}"\nb = """{"{" * 99}\n{"." * 99}"""\n# {"[" * 99}\n\'{"." * 99}\' = 1\nc = 1.5'
    assert set(toml_tables(text)) == {"a", "b", "c", "." * 99}


def test_the_line_of_every_key_is_known() -> None:
    text = (
        '[board.desk]\nkind = "esp32"  # [x]\npower = {on = "a", off = ["b",\n "c"], deep.er = 1}\n\n'
        "[[more.'q.r']]\nx = '''\n\n'''\ny = 2\n"
    )
    lines = toml_lines(text)
    assert {key: lines[key] for key in lines if len(key) > 1} == {
        ("board", "desk"): 1,
        ("board", "desk", "kind"): 2,
        ("board", "desk", "power"): 3,
        ("board", "desk", "power", "on"): 3,
        ("board", "desk", "power", "off"): 3,
        ("board", "desk", "power", "deep"): 4,
        ("board", "desk", "power", "deep", "er"): 4,
        ("more", "q.r"): 6,
        ("more", "q.r", "x"): 7,
        ("more", "q.r", "y"): 10,
    }
    assert set(tomllib.loads(text)) == {key[0] for key in lines}


PIECES = ["[", "]", "{", "}", "=", ".", ",", "\n", " ", "a", "b1", '"', "'", '"""', "\\", "#", "1.5", "'''", "[[", "é"]


@pytest.mark.slow
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_read_or_refused_and_every_key_that_tomllib_finds_has_a_line(text: str) -> None:
    try:
        tables = toml_tables(text)
    except DataFileError:
        return
    lines = toml_lines(text)
    assert {(key,) for key in tables} <= lines.keys()


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"a":' * 100_000,
        b"[" * 30 + b"]" * 30,
        b'["' + b"\\" * 99,
        b"\xff",
        b"",
        b"1e999",
        b"9" * 9_999,
    ],
)
def test_json_that_nobody_writes_is_refused_or_read_but_ends_in_no_other_error(data: bytes) -> None:
    with suppress(DataFileError):
        assert json_document(data, object) is not None


def test_brackets_in_json_texts_do_not_count() -> None:
    assert json_document('["' + "[" * 99 + '\\"[[["]', list[str]) == ["[" * 99 + '"[[[']


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    with path.open("wb") as file:
        file.truncate(1 << 33)
    with pytest.raises(DataFileError, match=f"more than {FILE_BYTES_MAX} bytes"):
        read_data(path)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", True),
        ("yes", True),
        ("other", True),
        ("0", False),
        ("No", False),
        ("off", False),
        ("false", False),
        ("", False),
        (None, False),
    ],
)
def test_the_variable_says_whether_files_are_data_only(value: str | None, *, expected: bool) -> None:
    assert is_untrusted({} if value is None else {UNTRUSTED_VARIABLE: value}) is expected


@pytest.fixture
def untrusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(UNTRUSTED_VARIABLE, "1")


@pytest.mark.usefixtures("untrusted")
def test_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("key")
    folder = tmp_path / "given"
    folder.mkdir()
    link = folder / "x.toml"
    link.symlink_to(secret)
    with pytest.raises(UntrustedError, match="leads out of its folder"):
        read_data(link)
    (folder / "y.toml").write_text("inside")
    (folder / "z.toml").symlink_to("y.toml")
    assert read_data(folder / "z.toml") == b"inside"


@pytest.mark.usefixtures("untrusted")
def test_a_pipe_is_refused_before_anybody_waits_for_it(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):  # Windows has none in folders
        return
    os.mkfifo(tmp_path / "x.yaml")
    with pytest.raises(UntrustedError, match="is no plain file"):
        read_data(tmp_path / "x.yaml")


def test_a_message_about_a_huge_value_stays_readable() -> None:
    text = shortened(f"{'x' * 5_000} is not a duration")
    assert len(text) == 1_000
    assert text.endswith("x is not a duration")


def test_a_dotted_key_may_be_as_deep_as_the_limit_and_no_deeper() -> None:
    assert toml_tables(".".join("k" * DEPTH_MAX) + " = 1")
    with pytest.raises(DataFileError, match="is nested too deeply"):
        toml_tables(".".join("k" * (DEPTH_MAX + 1)) + " = 1")


@together
@pytest.mark.parametrize("text", ["<!doctype html><p>" + "[" * 100, "  <x>", "id: 7", "\ufeff{}"])
def test_what_does_not_begin_as_json_does_is_none_however_deep_it_seems(text: str) -> None:
    for data in (text, text.encode()):
        with pytest.raises(DataFileError, match="is no JSON: it begins with '"):
            json_document(data, dict[str, int])

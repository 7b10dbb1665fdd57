"""Whatever stands where a file is expected, a command ends with an exit code of its own, at once, and no traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
import pytest

from oceanhil.app.command_files import CaFolder, DeclaredFile, InputFile, OutputFile, OutputFolder
from tests.app.commands.test_files_declared import COMMANDS, files, filler_of, named
from tests.fork_server import Ended, command_line

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="pipes and devices in folders are POSIX"),
    pytest.mark.long,
]

SECONDS: Final = 30
# 20 and 25: a board that is not there, or that somebody else holds.
CODES: Final = frozenset({0, 1, 2, 4, 5, 20, 25})
# They run until they are ended: an input that they take must not make the test wait.
ENDLESS: Final = {"serve", "vboard"}


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def holding(data: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


KINDS: Final = {
    "folder": folder,
    "pipe": pipe,
    "loop": loop,
    "zeros": zeros,
    "empty": holding(b""),
    "nul": holding(b"\0" * 5000),
    "latin": holding(b"id: caf\xe9\n"),
    "bom": holding(b"\xef\xbb\xbf[server]\n"),
}
# A log may be written while it is read.
WAITS: Final = (("diagnose",), "pipe")
INPUTS = [
    pytest.param(path, param, id=f"{'-'.join(path)}{named(param)}")
    for path, command in COMMANDS.items()
    for param in files(command, InputFile)
] + [pytest.param(path, None, id=" ".join(path)) for path in (("run",), ("list",))]


def call(path: tuple[str, ...], param: click.Parameter | None, place: str, filler: Path) -> list[str]:
    """Make a call in which `place` stands for `param`, or for a name if that is None."""
    words = list(path)
    for each in COMMANDS[path].params:
        value = place if each is param else filler_of(each, filler) if each.required else None
        if value is not None:
            words += [named(each), value] if isinstance(each, click.Option) else [value]
    if path[0] == "firmware" and path[1] == "flash" and param is not None and param.name != "path":
        words += ["--port", "/dev/none"]
    return [*words, *MORE.get(path, ()), *([place] if param is None else [])]


# What makes a command look at its files before it goes to anybody.
MORE: Final = {
    ("conform",): ("http://127.0.0.1:9", "--yes", "--no-prompt"),
    ("serve",): ("--host", "nowhere.invalid"),
    ("vboard",): ("--board", "esp32", "--tcp", "nowhere.invalid:0"),
    ("run",): ("--collect-only", "token-expired"),
    # The fifth life of seed 0 breaks a law, so that there is something to write.
    ("explore",): ("--board", "esp32", "--lives", "5"),
    # Where no traces are given either, the library need not run to come to the file.
    ("reach",): ("--no-runs",),
    ("boards", "probe"): ("--listen", "1s"),
}


def judged(done: Ended) -> None:
    assert b"Traceback" not in done.said, done.said.decode("utf-8", "replace")[-2000:]
    assert b"INTERNALERROR" not in done.said, done.said.decode("utf-8", "replace")[-2000:]
    assert done.code in CODES, (done.code, done.said[-800:])


@pytest.mark.parametrize(
    ("path", "param", "kind"),
    [
        pytest.param(*each.values, kind, id=f"{each.id}-{kind}")
        for each in INPUTS
        for kind in KINDS
        if (each.values[0], kind) != WAITS
    ],
)
def test_an_odd_input_is_told_or_read(
    tmp_path: Path, path: tuple[str, ...], param: click.Parameter | None, kind: str
) -> None:
    (tmp_path / "desk").mkdir()
    odd = tmp_path / "desk" / "odd.yaml"
    KINDS[kind](odd)
    state = {"OCEANHIL_STATE": str(tmp_path / "state"), "XDG_DATA_HOME": str(tmp_path / "data")}
    words = call(path, param, "odd.yaml", tmp_path / "desk")
    judged(command_line(tmp_path / "desk", words, seconds=SECONDS, memory_bytes=600 << 20, environment=state))


# A name that is not UTF-8, and one longer than any file system takes.
NAMES: Final = {"bytes": "caf\udce9.yaml", "long": "x" * 5000}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("path", "param"), INPUTS)
def test_an_odd_name_is_told_or_read(
    tmp_path: Path, path: tuple[str, ...], param: click.Parameter | None, name: str
) -> None:
    (tmp_path / "desk").mkdir()
    if len(NAMES[name]) < 200:
        (tmp_path / "desk" / NAMES[name]).write_bytes(b"[SYSTEM] Device ID: ESP32_246F28AABBCC\n")
    state = {"OCEANHIL_STATE": str(tmp_path / "state"), "XDG_DATA_HOME": str(tmp_path / "data")}
    words = call(path, param, NAMES[name], tmp_path / "desk")
    judged(command_line(tmp_path / "desk", words, seconds=SECONDS, environment=state))


OUTPUTS = [
    pytest.param(path, param, id=f"{'-'.join(path)}{named(param)}")
    for path, command in COMMANDS.items()
    for param in files(command, OutputFile, OutputFolder, CaFolder)
    if path[0] not in ENDLESS
]
PLACES: Final = {
    "no-folder": "nowhere/x",
    "loop": "loop",
    "full": "/dev/full",
    "bytes": "caf\udce9.yaml",
    "long": "x" * 5000,
}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize(("path", "param"), OUTPUTS)
def test_an_odd_place_for_an_output_is_told_or_written(
    tmp_path: Path, path: tuple[str, ...], param: click.Parameter, kind: str
) -> None:
    assert isinstance(param.type, DeclaredFile)
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "plain").write_bytes(b"plain")
    (desk / "loop").symlink_to("loop")
    state = {"OCEANHIL_STATE": str(tmp_path / "state"), "XDG_DATA_HOME": str(tmp_path / "data")}
    words = call(path, param, PLACES[kind], desk)
    words += ["token-expired"] if path == ("run",) else []
    judged(command_line(desk, words, seconds=SECONDS, environment=state))
    assert (desk / "plain").read_bytes() == b"plain"


LONG: Final = "9" * 100_000


@pytest.mark.parametrize("word", [LONG, "\udcff", ""], ids=["long", "bytes", "empty"])
@pytest.mark.parametrize("path", COMMANDS)
def test_odd_words_are_told(tmp_path: Path, path: tuple[str, ...], word: str) -> None:
    if path[0] in ENDLESS:
        word = f"--nonsense{word}"
    judged(command_line(tmp_path, [*path, word], seconds=SECONDS))

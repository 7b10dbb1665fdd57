"""A world, service or contract of somebody else's that does not load is named, and harms none of the others."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.user import Command

GROUPS: Final = ("oceanhil.worlds", "oceanhil.services", "oceanhil.contracts")
# What the module holds, the object of the entry point, and the last line of its error.
BROKEN: Final = {
    "lacks": ("import no_such_module_of_mine", "make", "ModuleNotFoundError: No module named 'no_such_module_of_mine'"),
    "typo": ("def make(:", "make", "SyntaxError: invalid syntax"),
    "raises": ("1 / 0", "make", "ZeroDivisionError: division by zero"),
    "quits": ("raise SystemExit(0)", "make", "SystemExit: 0"),
    "empty": ("", "make", "AttributeError: module 'plugin_empty' has no attribute 'make'"),
    "value": ("make = 7", "make", "TypeError: 'int' object is not callable"),
    "late": (
        "def make(*given):\n    import no_such_module_of_mine",
        "make",
        "ModuleNotFoundError: No module named 'no_such_module_of_mine'",
    ),
}
CALLS: Final = {
    "run": (("run", "token-expired", "--world", "{}"), 4, "world"),
    "run on boards": (("run", "token-expired", "--jobs", "2", "--world", "{}"), 4, "world"),
    "run against": (("run", "token-expired", "--against", "{}"), 4, "world"),
    "replay": (("replay", "token-expired@esp32", "--world", "{}"), 4, "world"),
    "list": (("list", "--world", "{}"), 2, "world"),
    "serve": (("serve", "--port", "0", "--profile", "{}"), 2, "service"),
    "profile": (("profile", "show", "--profile", "{}"), 2, "service"),
    "conform": (("conform", "http://127.0.0.1:9", "--profile", "{}"), 2, "contract"),
    "conform --list": (("conform", "--list", "--profile", "{}"), 2, "contract"),
}


@pytest.fixture(autouse=True)
def _installed(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution that registers every broken plugin under every group."""
    place = tmp_path_factory.mktemp("site")
    for name, (text, _, _) in BROKEN.items():
        (place / f"plugin_{name}.py").write_text(text, "utf-8")
    about = place / "broken_plugins-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugins\nVersion: 1.0\n", "utf-8")
    entries = "".join(f"{name} = plugin_{name}:{made}\n" for name, (_, made, _) in BROKEN.items())
    (about / "entry_points.txt").write_text("".join(f"[{group}]\n{entries}\n" for group in GROUPS), "utf-8")
    monkeypatch.syspath_prepend(str(place))
    importlib.invalidate_caches()


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    for name in BROKEN:
        sys.modules.pop(f"plugin_{name}", None)


@pytest.mark.long
@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("call", CALLS)
def test_it_is_named_with_the_last_line_of_its_error_and_what_to_do(oceanhil: Command, name: str, call: str) -> None:
    words, code, what = CALLS[call]
    done = oceanhil(*(word.format(name) for word in words))
    assert done.code == code, done.said
    assert f"{what} {name!r} cannot be loaded from 'plugin_{name}:make': {BROKEN[name][2]}" in done.err
    assert "'broken-plugins'" in done.err
    assert "Traceback" not in done.said


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("run", "token-expired"),
        ("list",),
        ("replay", "token-expired@esp32"),
        ("profile", "show"),
        ("conform", "--list"),
    ],
)
def test_the_others_are_none_the_worse(oceanhil: Command, words: tuple[str, ...]) -> None:
    assert oceanhil(*words).code == 0


def test_a_wrong_name_still_gets_the_nearest(oceanhil: Command, folder: Path) -> None:
    del folder
    assert "did you mean 'sim'?" in oceanhil("list", "--world", "sin").err

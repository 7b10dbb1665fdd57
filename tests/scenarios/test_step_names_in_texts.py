"""A step is called the same in every text of the code that speaks of it; who renames one is told where it stands."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.service_profile import built_in_settings
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.ringcentral.steps import SERVICE_STEPS
from oceanhil.scenarios.subject import SERVICE_NAMES
from tests.docs.pieces import ROOT
from tests.docs.recipe import ROOMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEPS: Final = DEVICE_STEPS.keys() | SERVICE_STEPS.keys()
FAMILIES: Final = sorted({family for name in STEPS if "." in name for family in [name.partition(".")[0]]})
SPOKEN_OF: Final = re.compile(rf"(?<![\w./\[-])(?:{'|'.join(FAMILIES)})\.[a-z][a-z_]*\b(?![/(*.-])")
ANYWHERE: Final = re.compile(rf"(?:{'|'.join(FAMILIES)})\.[a-z][a-z_]*\b(?![/(*.-])")
VALUES: Final = load_profile().document.values().keys() | {
    f"server.{name}" for service in SERVICE_NAMES for name in built_in_settings(service)
}
ENDINGS: Final = frozenset(
    {"bin", "json", "toml", "md", "log", "yaml", "py", "js", "html", "invalid", "example", "h", "cpp"}
)
FOLDERS: Final = (*ROOMS, "tools", "bench")


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Give the texts of a module, also those round what is filled in; what a docstring says is none of them."""
    told = set()
    # What stands in a statement is met behind it.
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr):
            told.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def is_strange(word: str) -> bool:
    return word not in STEPS and word not in VALUES and word.rpartition(".")[2] not in ENDINGS


def strange(source: str) -> list[tuple[int, str]]:
    """Give what is written like a step and is none, with its line."""
    # Most files hold nothing of the kind, wherever it stands in them: these are not taken apart.
    if not any(map(is_strange, ANYWHERE.findall(source))):
        return []
    return [(line, word) for line, text in texts(source) for word in SPOKEN_OF.findall(text) if is_strange(word)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_text_that_is_written_like_a_step_names_one(folder: str) -> None:
    files: list[Path] = sorted((ROOT / folder).rglob("*.py"))
    found = [
        f"{file.relative_to(ROOT)}:{line}: {word}" for file in files for line, word in strange(file.read_text("utf-8"))
    ]
    assert found == []


def test_a_name_that_is_no_step_is_found() -> None:
    source = 'BEGIN = ("device.power_on", "device.switch_on: {on: twin}")\nf"put storage.recall: {BEGIN} before"'
    assert strange(source) == [(1, "device.switch_on"), (2, "storage.recall")]

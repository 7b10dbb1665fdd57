"""The digest of the code is one of all that lives are made of."""

import re
import tomllib
from importlib import import_module
from pathlib import Path

from oceanhil.app.exploring.code_digest import CODE, ROOMS

ROOT = Path(__file__).parents[3]
# What is looked at, said or meant for another tool has no say in what a life does.
NO_CODE = {".typed", ".j2", ".css", ".js", ".html", ".svg", ".ini", ".txt"}
IMPORTED = re.compile(r"^ *(?:from|import) oceanhil\.(\w+)", re.MULTILINE)


def test_no_room_has_code_of_another_one_that_is_not_in_the_digest() -> None:
    folders = [Path(folder) for room in ROOMS for folder in import_module(f"oceanhil.{room}").__path__]
    texts = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py")]
    assert len(texts) > 100
    found = {room for text in texts for room in IMPORTED.findall(text)}
    # Of the command line only its package for explorations has a say in what a life does.
    assert found - {"app"} <= {*ROOMS}


def test_every_kind_of_file_that_is_installed_is_in_the_digest_or_no_code() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    installed = {Path(pattern).suffix for pattern in project["tool"]["setuptools"]["package-data"]["*"]}
    assert {".py", *installed} - NO_CODE == CODE

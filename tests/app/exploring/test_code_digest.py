"""The digest of the code is one of all that lives are made of."""

import re
from importlib import import_module
from pathlib import Path

from oceanhil.app.exploring.code_digest import ROOMS

IMPORTED = re.compile(r"^ *(?:from|import) oceanhil\.(\w+)", re.MULTILINE)


def test_no_room_has_code_of_another_one_that_is_not_in_the_digest() -> None:
    folders = [Path(folder) for room in ROOMS for folder in import_module(f"oceanhil.{room}").__path__]
    texts = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py")]
    assert len(texts) > 100
    found = {room for text in texts for room in IMPORTED.findall(text)}
    # Of the command line only its package for explorations has a say in what a life does.
    assert found - {"app"} <= {*ROOMS}

"""The packages of the wheel: each room of pyproject.toml's `package-dir`, with all that is below its folder."""

import atexit
import shutil
import tempfile
import tomllib
from pathlib import Path

from setuptools import find_namespace_packages, setup

project = tomllib.loads((Path(__file__).parent / "pyproject.toml").read_text("utf-8"))
rooms = project["tool"]["setuptools"]["package-dir"]


def inside(folder: str) -> list[str]:
    """Name the packages below a folder; folders of data are packages, too, or the wheel would leave them out."""
    return find_namespace_packages(folder, exclude=["*__pycache__*", "*node_modules*"])


# Not below `build` in the tree, which is never emptied: what was deleted since would be in the next wheel, too.
built = tempfile.mkdtemp(prefix="oceanhil-build-")
atexit.register(shutil.rmtree, built, ignore_errors=True)

setup(
    options={"build": {"build_base": built}},
    packages=[package for room in rooms for package in (room, *(f"{room}.{each}" for each in inside(rooms[room])))],
)

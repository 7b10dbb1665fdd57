"""The packages of the wheel: each room of pyproject.toml's `package-dir`, with all that is below its folder."""

import tomllib
from pathlib import Path

from setuptools import find_namespace_packages, setup

project = tomllib.loads((Path(__file__).parent / "pyproject.toml").read_text("utf-8"))
rooms = project["tool"]["setuptools"]["package-dir"]


def inside(folder: str) -> list[str]:
    """Name the packages below a folder; folders of data are packages, too, or the wheel would leave them out."""
    return find_namespace_packages(folder, exclude=["*__pycache__*", "*node_modules*"])


setup(packages=[package for room in rooms for package in (room, *(f"{room}.{each}" for each in inside(rooms[room])))])

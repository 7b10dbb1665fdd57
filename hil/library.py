"""Finding scenario files: the library that comes with this project, and files and folders of the user."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from protocol.profile import nearest

SUFFIX = ".yaml"


class NoSuchScenarioError(ValueError):
    """A name that is neither a scenario of the library nor a file; the text suggests the nearest."""


def library_root() -> Path:
    """The folder of the library."""
    return Path(str(files("scenarios") / "library"))


def library_files() -> list[Path]:
    """Every scenario file of the library, by group and name."""
    return sorted(library_root().rglob("*" + SUFFIX))


def find_files(names: Iterable[str]) -> list[Path]:
    """Give the files meant by `names`: ids of the library, files, or folders; all of the library when empty.

    Raises NoSuchScenarioError for anything else.
    """
    wanted = list(names)
    known = {path.stem: path for path in library_files()}
    if not wanted:
        return list(known.values())
    found: dict[Path, None] = {}
    for name in wanted:
        found.update(dict.fromkeys(_meant(name, known)))
    return list(found)


def _meant(name: str, known: dict[str, Path]) -> Sequence[Path]:
    if name in known:
        return [known[name]]
    path = Path(name)
    if path.is_dir():
        inside = sorted(path.rglob("*" + SUFFIX))
        if not inside:
            raise NoSuchScenarioError(f"{name}: no scenario files ({SUFFIX}) in this folder")
        return inside
    if path.is_file():
        return [path]
    if path.suffix or len(path.parts) > 1:
        raise NoSuchScenarioError(f"{name}: no such file or folder")
    raise NoSuchScenarioError(f"unknown scenario {name!r}; {nearest(name, known)}")

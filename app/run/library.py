"""Finding scenario files: the library that comes with this project, files and folders of the user, what a run is of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import islice
from pathlib import Path, PurePath
from typing import Final

from oceanhil.app.command_errors import WrongChoiceError
from oceanhil.app.run.signature import is_no_text, looks_like_scenario
from oceanhil.host.places import near
from oceanhil.host.visible_text import visible
from oceanhil.protocol.data_files import SCENARIO_SUFFIXES
from oceanhil.protocol.suggestion import nearest_word, suggestion
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.bounds import ENTRIES_MAX
from oceanhil.scenarios.subject import SERVICE_NAMES, ServiceName

# All options begin alike, and one of pytest's is not to be taken for ours.
_LIKENESS: Final = 0.6
_OPTION_LIKENESS: Final = 0.75
_TESTS: Final = ".py"
_TESTS_NAMED: Final = 3


class NoSuchScenarioError(ValueError):
    """A name that stands for no scenario file; the text says what it is, and suggests the nearest or a next step."""


def library_root() -> Path:
    """The folder of the library."""
    return Path(str(files("oceanhil.scenarios") / "library"))


def library_files() -> list[Path]:
    """Every scenario file of the library, by group and name."""
    return [near(path) for path in sorted(library_root().rglob("*.yaml"))]


def board_files() -> list[Path]:
    """Those about boards; those about a service stand in a folder with its name."""
    return [path for path in library_files() if path.parent.name not in SERVICE_NAMES]


def service_files(service: ServiceName) -> list[Path]:
    """Those about a service."""
    return [path for path in library_files() if path.parent.name == service.value]


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


def find_scenario(scenario_id: str, places: Sequence[Path]) -> Path:
    """Give the file of one scenario: from `places` (files or folders), or else from the library.

    A scenario's id is the name of its file. Raises NoSuchScenarioError.
    """
    own = [file for place in places for file in _own_files(place)]
    fitting = list(dict.fromkeys(path for path in own if path.stem == scenario_id))
    if len(fitting) > 1:
        raise NoSuchScenarioError(f"scenario {scenario_id!r} is in {fitting[0]} and in {fitting[1]}; name one file")
    if fitting:
        return fitting[0]
    known = {path.stem: path for path in (*own, *library_files())}
    if scenario_id not in known and own and own == list(places):
        told = f"scenario {scenario_id!r} is not in {', '.join(map(str, own))}: a scenario's id is its file's name"
        raise NoSuchScenarioError(f"{told}, without the ending; call it {scenario_id}.yaml, or replay {own[0].stem}")
    if scenario_id not in known:
        raise _unknown(scenario_id, known)
    return known[scenario_id]


def _meant(name: str, known: dict[str, Path]) -> Sequence[Path]:
    if name in known:
        return [known[name]]
    if not name.strip():
        raise NoSuchScenarioError("the name of a scenario is empty; without any name all of the library runs")
    path = Path(name)
    if name.endswith(("/", os.sep)) and not path.exists():
        raise NoSuchScenarioError(f"{name}: no such folder; check the path")
    if not path.exists() and not path.suffix and len(path.parts) < 2:
        raise _unknown(name, known)
    if path.is_file() and path.suffix not in {*SCENARIO_SUFFIXES, _TESTS}:
        raise NoSuchScenarioError(f"{name}: no scenario file; expected one that ends in .yaml, or tests in Python")
    file, is_within, within = name.partition("::")
    if is_within and Path(file).is_file():
        raise NoSuchScenarioError(f"{name}: one case or test of a file is chosen by its words: {file} -k '{within}'")
    return _own_files(path)


def _own_files(place: Path) -> Sequence[Path]:
    found = _files_at(place)
    for path in found:
        _check_is_text(path)
    return found


def _files_at(place: Path) -> Sequence[Path]:
    if place.is_file():
        return [place]
    if not place.is_dir():
        what = "neither a file nor a folder" if place.exists() else "no such file or folder"
        raise NoSuchScenarioError(f"{place}: {what}; check the path")
    if not os.access(place, os.R_OK | os.X_OK):
        raise NoSuchScenarioError(f"{place}: cannot be read: permission denied; check its permissions")
    below = list(islice(place.rglob("*"), ENTRIES_MAX + 1))
    if len(below) > ENTRIES_MAX:
        what = f"{place}: more than {ENTRIES_MAX:,} files and folders are below it"
        raise NoSuchScenarioError(f"{what}; name the folder with the scenarios")
    inside = [path for path in sorted(below) if path.suffix in SCENARIO_SUFFIXES and _is_scenario(path, place)]
    tests = [path for path in sorted(below) if path.suffix == _TESTS and path.name.startswith("test_")]
    if not inside and tests:
        what = f"{place}: no scenario files in this folder, but tests in Python, which run when they are named"
        raise NoSuchScenarioError(f"{what}: {' '.join(map(str, tests[:_TESTS_NAMED]))}")
    if not inside:
        raise NoSuchScenarioError(f"{place}: no scenario files in this folder; expected .yaml files with id and steps")
    return inside


def _check_is_text(path: Path) -> None:
    """Raise NoSuchScenarioError for a path that no report, no trace and no replay ID could hold."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = visible(str(path))
        raise NoSuchScenarioError(
            f"{shown}: the name is not UTF-8, as reports need it; rename the file or folder"
        ) from None


def _is_scenario(path: Path, folder: Path) -> bool:
    if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
        return False
    try:
        # One of which nothing, or no text, is left is shown: left out, it would not be missed.
        return not path.stat().st_size or looks_like_scenario(path) or is_no_text(path)
    except OSError as error:
        raise NoSuchScenarioError(f"{path}: cannot be read: {os_reason(error)}; check its permissions") from None


def _unknown(name: str, known: Iterable[str]) -> NoSuchScenarioError:
    if (library_root() / name).is_dir() and PurePath(name).name == name:
        return NoSuchScenarioError(f"{name!r} is a group of scenarios; -k {name} chooses it")
    # Among hundreds of names one has half of the letters of any word.
    hint = suggestion(name, known, "oceanhil list shows all of them", _LIKENESS)
    return NoSuchScenarioError(f"unknown scenario {name!r}; {hint}")


def chosen_files(names: Sequence[str], profile: Path | None, own_options: Sequence[str]) -> Sequence[Path]:
    """Give the files; the words that begin with a hyphen are pytest's options, whose values cannot be told apart.

    Without names those that `profile` is for: all of the library, or those about a service. `own_options` are suggested
    where a word seems to be the value of an option that is misspelt. Raises WrongChoiceError.
    """
    found: dict[Path, None] = {}
    for before, name in zip(("", *names), names, strict=False):
        if name.startswith("-"):
            continue
        try:
            found.update(dict.fromkeys(find_files([name])))
        except NoSuchScenarioError as error:
            raise WrongChoiceError(_as_value_of(before, name, own_options) or str(error)) from None
    return list(found) if any(not name.startswith("-") for name in names) else _whole_library(profile)


def _whole_library(profile: Path | None) -> Sequence[Path]:
    from oceanhil.app.run.choice import chosen_profile
    from oceanhil.protocol.profile import ProfileError

    try:
        service = chosen_profile(profile).service
    except ProfileError as error:
        raise WrongChoiceError(str(error)) from None
    return library_files() if service is None else service_files(service)


def _as_value_of(option: str, value: str, own_options: Sequence[str]) -> str:
    """Say what is probably wrong with a value behind an option that is not ours; empty if it is none."""
    if not option.startswith("--") or "=" in option:
        return ""
    nearest = nearest_word(option, own_options, _OPTION_LIKENESS)
    meant = f"unknown option {option!r}; {nearest} " if nearest else ""
    return f"{meant}the value of an option of pytest is written {option}={value}"

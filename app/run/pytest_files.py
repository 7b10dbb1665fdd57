"""The files of a pytest run: what its options write is looked at before pytest opens or clears anything.

Known are this plugin's options, pytest's own and those of widespread plugins. What a folder of tests holds is read:
test modules, scenario files, settings. A report among them, from an earlier run, is none of these and may be written
again.
"""

from __future__ import annotations

import os
import secrets
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from _pytest.junitxml import xml_key

from oceanhil.app.run.option_kinds import InFile, OutFile, OutFolder, WorldText
from oceanhil.app.run.run_options import OPTIONS
from oceanhil.host.file_claims import ALLURE_FILES, ClashError, FileClaims
from oceanhil.host.visible_text import visible
from oceanhil.host.whole_files import replace_whole

_NAME_MAX: Final = 40
_EVERYTHING: Final = ("*",)
# The attribute in pytest's options, and the option: those of pytest and of others, and ours.
INPUTS: Final = {
    "inifilename": "-c",
    **{each.attribute: each.in_plugin for each in OPTIONS.values() if isinstance(each.kind, InFile)},
}
OUTPUTS: Final = {
    "xmlpath": "--junitxml",
    "log_file": "--log-file",
    "debug": "--debug",
    "htmlpath": "--html",
    "json_report_file": "--json-report-file",
    "log_path": "--report-log",
    **{each.attribute: each.in_plugin for each in OPTIONS.values() if isinstance(each.kind, OutFile)},
}
FOLDERS: Final = {
    "allure_report_dir": ("--alluredir", ALLURE_FILES),
    "basetemp": ("--basetemp", _EVERYTHING),
    **{
        each.attribute: (each.in_plugin, each.kind.patterns)
        for each in OPTIONS.values()
        if isinstance(each.kind, OutFolder)
    },
}
_WORLDS: Final = tuple(each.attribute for each in OPTIONS.values() if isinstance(each.kind, WorldText))
_SOURCES: Final = frozenset({".py", ".yaml", ".yml", ".toml", ".ini", ".cfg"})


def check_files(options: Namespace, settings: Path | None) -> None:
    """Raise a usage error for an output that would destroy what the run reads, or another output.

    `settings` is the file that pytest has its own settings from.
    """
    outputs = [(option, path) for name, option in OUTPUTS.items() if (path := _path(options, name)) is not None]
    folders = [(*_folder(options, name), path) for name in FOLDERS if (path := _path(options, name)) is not None]
    if not outputs and not folders:
        return
    try:
        claims = _declared(options, outputs, folders)
        if settings is not None:
            claims.read("pytest's settings", settings)
    except ClashError as error:
        raise pytest.UsageError(str(error)) from None


def _declared(
    options: Namespace,
    outputs: Sequence[tuple[str, Path]],
    folders: Sequence[tuple[str, Sequence[str], Path]],
) -> FileClaims:
    claims = FileClaims()
    for option, path in outputs:
        claims.write(option, path)
    for option, patterns, path in folders:
        claims.write_into(option, path, patterns)
    for name, option in INPUTS.items():
        if (given := _path(options, name)) is not None:
            claims.read(option, given)
    for name in _WORLDS:
        if ":" in (world := getattr(options, name, None) or ""):
            # Only a world with an argument has files, and loading what knows of sketches takes its time.
            from oceanhil.hil.worlds.files import files_of_world

            for path in files_of_world(world, Path()):
                claims.read(f"world {world!r}", path)
    named = [Path(word.partition("::")[0]) for word in getattr(options, "file_or_dir", ())] or [Path()]
    kept = [*(path for _, path in outputs), *(path for _, _, path in folders)]
    for path in _read_by_pytest(named, kept):
        claims.read("what is tested", path)
    return claims


def _read_by_pytest(named: Iterable[Path], kept: Sequence[Path]) -> Iterator[Path]:
    """Give what was named, and of folders what is read of them; nothing if no output is there that could be lost."""
    is_there = any(path.exists() for path in kept)
    for path in named:
        if not path.is_dir():
            yield from (path, *(folder / "conftest.py" for folder in path.absolute().parents))
        elif is_there:
            yield from _sources(path)


def _sources(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        yield from (Path(place, name) for name in names if Path(name).suffix in _SOURCES)


def _path(options: Namespace, name: str) -> Path | None:
    value = getattr(options, name, None)
    return Path(value) if value and isinstance(value, str | Path) else None


def _folder(options: Namespace, name: str) -> tuple[str, Sequence[str]]:
    option, patterns = FOLDERS[name]
    is_cleared = name == "allure_report_dir" and getattr(options, "clean_alluredir", False)
    return option, _EVERYTHING if is_cleared else patterns


@contextmanager
def whole_junit(config: pytest.Config) -> Iterator[None]:
    """Let pytest write its JUnit file beside its place, and put it there when it is whole, the old or the new."""
    xml = config.stash.get(xml_key, None)
    place = None if xml is None else Path(xml.logfile)
    if xml is None or place is None or (place.exists() and not place.is_file()):
        yield
        return
    half = place.with_name(f".{place.name[:_NAME_MAX]}.{secrets.token_hex(4)}.tmp")
    xml.logfile = str(half)
    try:
        yield
        if half.exists():
            replace_whole(place, half.read_bytes())
    finally:
        xml.logfile = str(place)
        half.unlink(missing_ok=True)


def tell_junit(config: pytest.Config, summary: str, told: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Let pytest's JUnit file, if there is one, say more: of the run, and of cases by what runs them again.

    Cases are written into elements as they end, so what is known only at the end of a run is put into these.
    """
    xml = config.stash.get(xml_key, None)
    if xml is None:
        return
    xml.add_global_property("history", summary)
    for reporter in xml.node_reporters_ordered:
        element = reporter.to_xml()
        found = (element.find(f"properties/property[@name='{name}']") for name in ("replay_id", "again"))
        runs_again = next((each.attrib["value"] for each in found if each is not None), "")
        properties = element.find("properties")
        if properties is None:
            continue
        for name, value in told.get(runs_again, ()):
            properties.append(ET.Element("property", name=name, value=visible(value)))

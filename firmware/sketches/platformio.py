"""Reading `platformio.ini`: one environment with all that it inherits and refers to.

Sources: https://docs.platformio.org/en/latest/projectconf/ ("Interpolation of Values", "extends", "build_flags",
"build_src_filter"), and there "Section [platformio]" for the folders.
"""

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.sketch import PLATFORMIO_FILE
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import read_text
from oceanhil.protocol.wording import os_reason

_COMMON: Final = "env"
_REFERENCE: Final = re.compile(r"\$\{([^}]+)\}")
_BARE: Final = re.compile(r"\$([A-Z_]+)\b", re.ASCII)
_DEPTH_MAX: Final = 24


class Configuration:
    """A `platformio.ini` and the files that it takes in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parser = _parser()
        self._read(folder / PLATFORMIO_FILE)
        self._absent: list[str] = []
        for pattern in split(self.value("platformio", "extra_configs") or ""):
            named = Path(pattern).expanduser()
            top = Path(named.anchor) if named.is_absolute() else folder
            found = sorted(top.glob(str(named.relative_to(named.anchor))))
            for path in found:
                self._read(path)
            self._absent += [] if found else [pattern]

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of the environments: those that are built by default first, else in the order of the file."""
        names = [each.removeprefix("env:") for each in self._parser.sections() if each.startswith("env:")]
        first = split(self.value("platformio", "default_envs") or "")
        return tuple(dict.fromkeys((*(each for each in first if each in names), *names)))

    def value(self, section: str, option: str) -> str | None:
        """Give an option with everything filled in; None if neither the section nor what it extends has it."""
        return self._value(section, option, 0)

    def path(self, option: str, default: str) -> Path:
        """Give a folder of the section `platformio`, seen from the project's."""
        return self.folder / Path(self.value("platformio", option) or default).expanduser()

    def substituted(self, section: str, option: str) -> str:
        """Give an option of flags, in which the builder's variables need no braces; empty if there is none."""
        text = self.value(section, option) or ""
        return _BARE.sub(lambda found: self._variable(found[1], section, 0) or found[0], text)

    def _read(self, path: Path) -> None:
        try:
            self._parser.read_string(read_text(path), str(path))
        except configparser.Error as error:
            line = getattr(error, "lineno", 0) or next(iter(getattr(error, "errors", ())), (0,))[0]
            place = f"{path}:{line}" if line else str(path)
            raise SketchError(f"{place}: is no section, no key and no value; mend the line") from None
        except OSError as error:
            raise SketchError(f"{path}: cannot be read: {os_reason(error)}") from None
        except DataFileError as error:
            raise SketchError(f"{path}: cannot be read: it {error.what}") from None

    def _value(self, section: str, option: str, depth: int) -> str | None:
        if depth > _DEPTH_MAX:
            raise SketchError(f"{self._place(section, option)} refers to itself; leave one of the references out")
        for each in self._line_of(section, depth):
            if self._parser.has_option(each, option):
                text = self._parser.get(each, option)
                return _REFERENCE.sub(lambda found: self._filled(found[1], section, option, depth), text).strip()
        return None

    def _line_of(self, section: str, depth: int) -> Iterator[str]:
        """Give a section and those from which it inherits, nearest first; of several the last one is nearest."""
        yield section
        if depth > _DEPTH_MAX:
            raise SketchError(f"{self._place(section, 'extends')} comes round to itself; leave one out")
        parents = self._parser.get(section, "extends", fallback="") if self._parser.has_section(section) else ""
        for parent in reversed(split(parents)):
            if not self._parser.has_section(parent):
                raise SketchError(f"{self._place(section, 'extends')} names {parent!r}, which is no section")
            yield from self._line_of(parent, depth + 1)
        if section.startswith("env:"):
            yield _COMMON

    def _filled(self, reference: str, section: str, option: str, depth: int) -> str:
        if (variable := self._variable(reference, section, depth)) is not None:
            return variable
        where, dot, name = reference.rpartition(".")
        if where == "sysenv":
            return os.environ.get(name, "")
        found = self._value(section if where == "this" else where, name, depth + 1) if dot else None
        if found is None and where in {"platformio", _COMMON} and name in _FOLDERS:
            found = str(self.folder / _FOLDERS[name])
        if found is None:
            nowhere = "which is nowhere in the file"
            if self._absent:
                named = ", ".join(map(repr, self._absent))
                nowhere += f"; 'extra_configs' names {named}, and no such file is in {str(self.folder)!r}: make it"
            raise SketchError(f"{self._place(section, option)} refers to '${{{reference}}}', {nowhere}")
        return found

    def _variable(self, name: str, section: str, depth: int) -> str | None:
        """Give what the builder knows by itself; None if it is none of that."""
        if option := _FOLDER_VARIABLES.get(name):
            found = self._value("platformio", option, depth + 1) or _FOLDERS[option]
            return str(self.folder / Path(found).expanduser())
        environment = section.removeprefix("env:")
        known = {"PROJECT_DIR": str(self.folder), "PIOENV": environment, "this.__env__": environment, "UNIX_TIME": "0"}
        return known.get(name)

    def _place(self, section: str, option: str) -> str:
        return f"{self.folder / PLATFORMIO_FILE}: {option!r} of [{section}]"


_FOLDERS: Final[Mapping[str, str]] = {
    "src_dir": "src",
    "include_dir": "include",
    "lib_dir": "lib",
    "data_dir": "data",
    "workspace_dir": ".pio",
    "libdeps_dir": ".pio/libdeps",
}

# What platformio/builder/main.py calls them.
_FOLDER_VARIABLES: Final[Mapping[str, str]] = {
    "PROJECT_SRC_DIR": "src_dir",
    "PROJECTSRC_DIR": "src_dir",
    "PROJECT_INCLUDE_DIR": "include_dir",
    "PROJECT_LIB_DIR": "lib_dir",
    "PROJECT_DATA_DIR": "data_dir",
    "PROJECT_WORKSPACE_DIR": "workspace_dir",
    "PROJECT_LIBDEPS_DIR": "libdeps_dir",
}


def split(text: str) -> list[str]:
    """Give the values of an option that may have several: a line each, or parted by a comma and a space."""
    parts = text.split("\n") if "\n" in text else text.split(", ")
    return [part.strip().rstrip(",") for part in parts if part.strip().rstrip(",")]


def _parser() -> configparser.RawConfigParser:
    return configparser.RawConfigParser(inline_comment_prefixes=("#", ";"), strict=False)

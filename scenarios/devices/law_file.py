"""A file of laws in Python: it is run, and what it declares is given by name; what goes wrong in it has file and line.

Such a file is code, so whoever takes files as data only (`--untrusted`) takes none.
"""

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, redirect_stdout
from functools import cache
from hashlib import sha256
from importlib.abc import SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from typing import Final

from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import is_untrusted, read_data
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.devices.law import Law

SUFFIX: Final = ".py"


class LawFileError(Exception):
    """A file of laws that cannot be used; the text says where, and why."""


class _Source(SourceLoader):
    """Makes a module of bytes that were read, and leaves nothing beside the file."""

    def __init__(self, path: str, data: bytes) -> None:
        self._path, self._data = path, data

    def get_filename(self, fullname: str) -> str:
        """Say where it stands, as its user has called it."""
        del fullname
        return self._path

    def get_data(self, path: str | bytes) -> bytes:
        """Give the source; a compiled form of it is never asked for, since nothing says when the source was changed."""
        del path
        return self._data


@cache
def laws_in(path: str) -> Mapping[str, Law]:
    """Run the file, once a process, and give its laws by name; raises LawFileError."""
    if why := refusal(path):
        raise LawFileError(why)
    data = _read(path)
    name = f"oceanhil_laws_{sha256(path.encode()).hexdigest()}"
    loader = _Source(path, data)
    module = module_from_spec(ModuleSpec(name, loader, origin=path))
    # Whoever declares a dataclass in it is asked for its module.
    sys.modules[name] = module
    try:
        with printing_aside():
            loader.exec_module(module)
    except SyntaxError as error:
        raise LawFileError(f"{error.filename}:{error.lineno or 0}: {error.msg}") from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a file of somebody else's may raise anything
        raise LawFileError(told(error, path)) from None
    return _by_name([each for each in vars(module).values() if isinstance(each, Law)], path)


def refusal(path: str) -> str:
    """Say why no file is run here; empty where it may be."""
    return f"{path!r} is code, and --untrusted takes files as data only; leave it out" if is_untrusted() else ""


def law_in(path: str, name: str) -> Law:
    """Give one law of the file; raises LawFileError."""
    laws = laws_in(path)
    if name not in laws:
        raise LawFileError(f"{path}: has no law {name!r}; {suggestion(name, laws)}")
    return laws[name]


def printing_aside() -> AbstractContextManager[object]:
    """Let what laws print go to standard error for as long as this lasts: standard output is for results."""
    return redirect_stdout(sys.stderr)


def told(error: BaseException, path: str, line: int = 0) -> str:
    """Say what was raised, and in which line of the file, the innermost one there; `line`: where none of it was run."""
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == path:
            line = frame.tb_lineno
        frame = frame.tb_next
    return f"{path}:{line}: {type(error).__name__}: {error}"


def _read(path: str) -> bytes:
    try:
        return read_data(Path(path))
    except DataFileError as error:
        raise LawFileError(f"{path}: {error.what}") from None
    except OSError as error:
        raise LawFileError(
            f"{path}: cannot be read: {os_reason(error)}; run where it is, or write its whole path"
        ) from None


def _by_name(laws: list[Law], path: str) -> Mapping[str, Law]:
    found: dict[str, Law] = {}
    for law in laws:
        first = found.setdefault(law.name, law)
        if first is not law:
            raise LawFileError(f"{path}:{law.line}: law {law.name!r} is in line {first.line} already; rename one")
    if not found:
        raise LawFileError(f"{path}: has no law; put @never(…), @always(…) or @eventually(…) before a function")
    return found

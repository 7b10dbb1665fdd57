"""The one door for data files that somebody else may have written, and what `--untrusted` means for one.

It is the one module of this package that touches a disk: every package above reads files that users write, and each
has to refuse the same. What a file's text may be is `bounded_text`.
"""

import os
import stat
from collections.abc import Mapping
from os.path import realpath
from pathlib import Path
from typing import Final

from oceanhil.protocol.bounded_text import DataFileError

FILE_BYTES_MAX: Final = 1 << 20
"""Of a file that people write: a scenario, an inventory, a connector, a profile."""
SCENARIO_SUFFIXES: Final = frozenset({".yaml", ".yml"})
"""How the name of a scenario file may end."""
UNTRUSTED_VARIABLE: Final = "OCEANHIL_UNTRUSTED"
"""Set to `1` by `--untrusted`: processes that a run starts then know it too. Continuous integration may set it."""


class UntrustedError(DataFileError):
    """Something that `--untrusted` refuses: a file wanted to be more than data, or stands where no data is read."""


def is_untrusted(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether files are data only: `--untrusted`, or its variable, was given; a word that is no `no` is a yes."""
    return environment.get(UNTRUSTED_VARIABLE, "").strip().lower() not in {"", "0", "false", "no", "off"}


def read_data(path: Path, bytes_max: int = FILE_BYTES_MAX) -> bytes:
    """Read a whole file; raises OSError, DataFileError for one that is too large, UntrustedError for a wrong place."""
    if is_untrusted():
        refuse_place(path)
    with path.open("rb") as file:
        data = file.read(bytes_max + 1)
    if len(data) > bytes_max:
        raise DataFileError(f"has more than {bytes_max} bytes; split it, or leave out what is not needed")
    return data


def refuse_place(path: Path) -> None:
    """Raise UntrustedError for a file that is none, or that a link leads out of the folder it stands in.

    A path below the working directory must end there too, whichever of its folders is a link.
    """
    resolved, here = Path(realpath(path)), Path.cwd()
    is_below = Path(os.path.normpath(here / path)).is_relative_to(here)
    if not resolved.is_relative_to(here.resolve() if is_below else Path(realpath(path.parent))):
        raise UntrustedError("is a link that leads out of its folder, and --untrusted reads no files elsewhere")
    if path.exists() and not path.is_dir() and not stat.S_ISREG(path.stat().st_mode):
        raise UntrustedError("is no plain file, and --untrusted reads nothing else")


def read_text(path: Path, bytes_max: int = FILE_BYTES_MAX) -> str:
    """Read a file of UTF-8 text; raises as `read_data` does."""
    try:
        return read_data(path, bytes_max).decode()
    except UnicodeDecodeError as error:
        raise DataFileError(f"is not UTF-8 text at byte {error.start}") from None

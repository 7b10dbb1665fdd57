"""Which key the admin side asks for: given, read from a file, or made."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from oceanhil.app.commands.errors import EnvironmentRefusedError, WrongInputError

AUTO = "auto"
# 192 bits: nobody guesses that, and it still fits a line.
_BYTES_MADE = 24
_FILE_BYTES_MAX = 4096


@dataclass(frozen=True, slots=True)
class AdminKey:
    """The key, None for none; one that was made has to be told to the user, once."""

    text: str | None
    is_made: bool = False


def choose_admin_key(given: str | None, file: Path | None) -> AdminKey:
    """Give the key of `--admin-key` or `--admin-key-file`; raises WrongInputError and EnvironmentRefusedError."""
    if given is not None and file is not None:
        raise WrongInputError("both an admin key and a file with one are given, expected one of them; leave one out")
    if file is not None:
        return AdminKey(_read(file))
    if given == AUTO:
        return AdminKey(secrets.token_urlsafe(_BYTES_MADE), is_made=True)
    return AdminKey(given)


def _read(file: Path) -> str:
    """Give the file's only line, without its end."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_FILE_BYTES_MAX)
    except OSError as error:
        reason = error.strerror or error
        raise EnvironmentRefusedError(
            f"admin key file {str(file)!r} cannot be read: {reason}; check its path"
        ) from None
    try:
        key = data.decode("ascii").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        key = ""
    if not key or not key.isprintable():
        raise WrongInputError(f"admin key file {str(file)!r} does not hold a key, expected one line of printable ASCII")
    return key

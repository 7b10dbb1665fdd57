"""The bench CA: made once, kept in a file that is its owner's alone, exported for boards and tools."""

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.command_files import declare_ca
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from oceanhil.mock_server.network.authority import BenchAuthority

FILE_NAME: Final = "bench-ca.pem"
_OWNER_ONLY: Final = 0o600
_OWNER_ONLY_FOLDER: Final = 0o700
_FILE_BYTES_MAX: Final = 65_536
_LOCK_WAIT_S: Final = 10
_EXTRA: Final = "TLS needs the package 'cryptography'; install it with: pip install 'oceanhil[tls]'"


def open_bench_ca(folder: Path | None) -> "BenchAuthority":
    """Give the CA in `folder` (None: the user's data folder), made if there is none yet.

    Raises WrongInputError for a file that is none or may be read by others, EnvironmentRefusedError for one that the
    machine does not give.
    """
    try:
        from oceanhil.mock_server.network.authority import AuthorityError, BenchAuthority
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "cryptography":
            raise
        raise EnvironmentRefusedError(_EXTRA) from None
    place = place_of(folder)
    declare_ca(place)
    path = place / FILE_NAME
    with _told_to_the_user(path):
        pem = _read_or_make(path, lambda: BenchAuthority.create().pem)
    try:
        return BenchAuthority.load(pem, datetime.now(UTC))
    except AuthorityError as error:
        raise WrongInputError(f"{str(path)!r} is no bench CA: {error}; {_REMEDY}") from None


_REMEDY: Final = "move it away to have a new one made, which boards must then be given, or choose another --ca-dir"


def place_of(folder: Path | None) -> Path:
    """Give the folder of the CA."""
    if folder is not None:
        return folder
    import platformdirs

    return platformdirs.user_data_path("oceanhil")


def _read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    if not path.exists():
        _make(path, make)
    _check_access(path)
    with path.open("rb") as file:
        return file.read(_FILE_BYTES_MAX)


def _make(path: Path, make: Callable[[], bytes]) -> None:
    import filelock

    from oceanhil.host.whole_files import replace_whole

    path.parent.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    # Two servers started at once must not each have a CA of its own.
    with filelock.FileLock(path.with_suffix(".lock"), timeout=_LOCK_WAIT_S):
        if not path.exists():
            replace_whole(path, make(), mode=_OWNER_ONLY)


def _check_access(path: Path) -> None:
    """Refuse a key that others can read or replace; Windows keeps a user's data folder to the user."""
    if os.name != "posix":
        return
    found = path.stat()
    if found.st_uid not in {os.getuid(), 0}:
        raise WrongInputError(f"{str(path)!r} belongs to another user; {_REMEDY}")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise WrongInputError(f"{str(path)!r} holds a private key and may be used by others; run chmod 600 {path}")


@contextlib.contextmanager
def _told_to_the_user(path: Path) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise EnvironmentRefusedError(f"{str(path)!r} is locked by another process; look for one that hangs") from None
    except OSError as error:
        cause = os_reason(error)
        raise EnvironmentRefusedError(f"{str(path)!r} cannot be used: {cause}; choose another --ca-dir") from None


class CaForm(Enum):
    """What is exported; never the key."""

    PEM = "pem"
    HEADER = "header"
    FINGERPRINT = "fingerprint"


def export_ca(folder: Path | None, form: CaForm) -> str:
    """Give the certificate of the CA in `folder` (None: the user's data folder) in `form`, whole lines."""
    authority = open_bench_ca(folder)
    if form is CaForm.PEM:
        return authority.certificate_pem
    return c_header(authority) if form is CaForm.HEADER else f"{authority.fingerprint}\n"


def c_header(authority: "BenchAuthority") -> str:
    """Write the header for a sketch's folder: it sets what `firmware/arduino` takes its root certificate from."""
    return (
        "/// The bench CA that 'oceanhil serve --tls' signs its certificates with. Include this file in secrets.h.\n"
        f"/// SHA-256 {authority.fingerprint}\n"
        "#pragma once\n\n"
        "#define OCEANREMOTE_ROOT_CERTIFICATE oceanhil_bench_ca\n\n"
        f'static const char oceanhil_bench_ca[] = R"PEM(\n{authority.certificate_pem})PEM";\n'
    )

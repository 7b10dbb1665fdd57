"""`oceanhil server ca`: the bench CA's certificate, as boards and tools take it."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from oceanhil.app.commands.errors import EnvironmentRefusedError
from oceanhil.app.serving.bench_ca import open_bench_ca

if TYPE_CHECKING:
    from oceanhil.mock_server.network.authority import BenchAuthority


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


def write_export(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all; raises EnvironmentRefusedError."""
    from oceanhil.host.whole_files import replace_whole

    try:
        replace_whole(path, text.encode())
    except OSError as error:
        raise EnvironmentRefusedError(f"{str(path)!r} cannot be written: {str(error.strerror).lower()}") from None

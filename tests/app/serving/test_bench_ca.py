"""The bench CA's file, and `oceanhil server ca`."""

from __future__ import annotations

import hashlib
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import oceanhil.firmware
from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.server import server
from oceanhil.app.serving.bench_ca import FILE_NAME, open_bench_ca
from tests.mock_server.network.authorities import new_authority


def exported(folder: Path, *options: str) -> str:
    result = CliRunner().invoke(server, ["ca", "--ca-dir", str(folder), *options], catch_exceptions=False)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_it_is_made_once(tmp_path: Path) -> None:
    assert open_bench_ca(tmp_path).fingerprint == open_bench_ca(tmp_path).fingerprint


@pytest.mark.slow
def test_two_that_begin_at_once_have_the_same(tmp_path: Path) -> None:
    code = "import pathlib, oceanhil.app.serving.bench_ca as b; print(b.open_bench_ca(pathlib.Path('ca')).fingerprint)"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=tmp_path) for _ in range(2)]
    assert len({each.communicate(timeout=60)[0] for each in both}) == 1


def test_its_file_and_folder_are_the_owners_alone(tmp_path: Path) -> None:
    open_bench_ca(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_it_stands_in_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    open_bench_ca(None)
    assert (tmp_path / "oceanhil" / FILE_NAME).exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
    open_bench_ca(tmp_path)
    (tmp_path / FILE_NAME).chmod(mode)
    with pytest.raises(WrongInputError, match="run chmod 600"):
        open_bench_ca(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_foreign_or_damaged_file_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(WrongInputError, match=r"is no bench CA.*move it away"):
        open_bench_ca(tmp_path)
    assert path.read_bytes() == content


def test_an_authority_of_ones_own_is_taken(tmp_path: Path) -> None:
    own = new_authority()
    path = tmp_path / FILE_NAME
    path.write_bytes(own.pem)
    path.chmod(0o600)
    assert open_bench_ca(tmp_path).fingerprint == own.fingerprint


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentRefusedError, match="choose another --ca-dir"):
        open_bench_ca(tmp_path / "file")


def test_a_missing_package_is_told_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*sys.modules]:
        if name == "cryptography" or name.startswith(("cryptography.", "oceanhil.mock_server.network.authority")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(EnvironmentRefusedError, match=r"pip install 'oceanhil\[tls\]'"):
        open_bench_ca(tmp_path)


def test_the_certificate_is_exported_and_the_key_is_not(tmp_path: Path) -> None:
    text = exported(tmp_path)
    assert text == exported(tmp_path, "--pem") == open_bench_ca(tmp_path).certificate_pem
    assert "PRIVATE" not in text + exported(tmp_path, "--header") + exported(tmp_path, "--fingerprint")


def test_the_fingerprint_is_that_of_the_certificate(tmp_path: Path) -> None:
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(exported(tmp_path))).hexdigest()
    assert exported(tmp_path, "--fingerprint").strip().replace(":", "").lower() == digest


def test_the_header_gives_the_sketch_its_root_certificate(tmp_path: Path) -> None:
    """Compiled in front of the sketch's own, as secrets.h is."""
    header = tmp_path / "bench_ca.h"
    exported(tmp_path, "--header", "-o", str(header))
    printing = (
        '#include "bench_ca.h"\n#include "bench_ca.h"\n#include "root_certificate.h"\n#include <cstdio>\n'
        "int main() { std::fputs(OCEANREMOTE_ROOT_CERTIFICATE, stdout); }\n"
    )
    (tmp_path / "print.cpp").write_text(printing)
    sketch = Path(oceanhil.firmware.__path__[0], "arduino", "oceanremote").resolve()
    subprocess.run(
        ["c++", "-std=c++17", "-Wall", "-Werror", f"-I{tmp_path}", f"-I{sketch}", "print.cpp", "-o", "print"],
        cwd=tmp_path,
        check=True,
        timeout=60,
    )
    printed = subprocess.run([tmp_path / "print"], capture_output=True, text=True, check=True, timeout=10).stdout
    assert printed.strip() == exported(tmp_path).strip()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(server, ["ca", "--ca-dir", str(tmp_path), "-o", "/dev/null/x.pem"])
    assert result.exit_code == 1
    assert "cannot be written: a part of the path is a file" in result.stderr

"""Compilers that cannot do what sketches need."""

from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, Compiler
from oceanhil.firmware.sketches.machine import find_sketch_compiler, refuse_other_machines


def script(file: Path, text: str) -> Path:
    file.write_text(f"#!/bin/sh\n{text}")
    file.chmod(0o755)
    return file


@pytest.fixture
def refusing(tmp_path: Path) -> Compiler:
    """A compiler without the libraries of the other machine."""
    said = "/usr/include/stdio.h:27:10: fatal error: bits/x.h: No such file"
    return Compiler((str(script(tmp_path / "some-c++", f"echo '{said}' >&2\nexit 1\n")),))


def test_a_compiler_for_64_bits_alone_is_told_with_what_to_install(refusing: Compiler, tmp_path: Path) -> None:
    told = r"compiler 'some-c\+\+' makes no programs of 32 bits, .*bits/x\.h.*; install 'g\+\+-multilib'"
    with pytest.raises(BuildError, match=told):
        refuse_other_machines(refusing, tmp_path)


def test_a_compiler_without_its_linker_is_told_so(tmp_path: Path) -> None:
    said = "collect2: fatal error: cannot find 'ld'"
    compiler = Compiler((str(script(tmp_path / "some-c++", f'echo "{said}" >&2\nexit 1\n')),))
    with pytest.raises(BuildError, match=r"finds no linker: .*cannot find 'ld'; look at \$PATH, or install 'binutils'"):
        refuse_other_machines(compiler, tmp_path)


@pytest.mark.long
@pytest.mark.usefixtures("compiler")
def test_a_compiler_is_tried_once(tmp_path: Path) -> None:
    refuse_other_machines(find_sketch_compiler(), tmp_path)
    (tried,) = (tmp_path / "machines").glob("*/probe")
    written = tried.stat().st_mtime_ns
    refuse_other_machines(find_sketch_compiler(), tmp_path)
    assert tried.stat().st_mtime_ns == written


def test_a_machine_that_does_not_start_its_programs_is_told_with_what_to_install(tmp_path: Path) -> None:
    # Its interpreter, as the loader of 32 bits is one, is not there.
    making = 'for last; do :; done\nprintf "#!/no/such/loader\\n" > "$last"\nchmod +x "$last"\n'
    compiler = Compiler((str(script(tmp_path / "some-c++", making)),))
    told = r"programs of 32 bits.* do not start here: .*No such file.*; install 'libc6-i386'"
    with pytest.raises(BuildError, match=told):
        refuse_other_machines(compiler, tmp_path)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("python3 -m ziglang c++", "python3 -m ziglang c++ -target x86-linux-gnu.2.34"),
        ("python3 -m ziglang c++ -target x86-linux-gnu.2.40", "python3 -m ziglang c++ -target x86-linux-gnu.2.40"),
        ("python3 -m other", "python3 -m other"),
    ],
)
def test_zig_is_told_the_machine_in_its_own_words(monkeypatch: pytest.MonkeyPatch, named: str, told: str) -> None:
    monkeypatch.setenv("CXX", named)
    assert " ".join(find_sketch_compiler().command) == told

"""Compilers that cannot do what sketches need."""

from pathlib import Path

import pytest

from oceanhil.firmware.compiler import BuildError, Compiler, find_compiler
from oceanhil.firmware.sketches.machine import refuse_other_machines


@pytest.fixture
def refusing(tmp_path: Path) -> Compiler:
    """A compiler without the libraries of the other machine."""
    program = tmp_path / "some-c++"
    program.write_text(
        "#!/bin/sh\necho '/usr/include/stdio.h:27:10: fatal error: bits/x.h: No such file' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    return Compiler((str(program),))


def test_a_compiler_for_64_bits_alone_is_told_with_what_to_install(refusing: Compiler, tmp_path: Path) -> None:
    told = r"compiler 'some-c\+\+' makes no programs of 32 bits, .*bits/x\.h.*; install 'g\+\+-multilib'"
    with pytest.raises(BuildError, match=told):
        refuse_other_machines(refusing, tmp_path)


@pytest.mark.slow
@pytest.mark.usefixtures("compiler")
def test_a_compiler_is_tried_once(tmp_path: Path) -> None:
    refuse_other_machines(find_compiler(), tmp_path)
    (tried,) = (tmp_path / "machines").glob("*/probe")
    written = tried.stat().st_mtime_ns
    refuse_other_machines(find_compiler(), tmp_path)
    assert tried.stat().st_mtime_ns == written

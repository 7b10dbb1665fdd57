"""The process of a sketch, whoever waits for it."""

import os
import signal
from pathlib import Path

import pytest

from oceanhil.hil.worlds.sketch.process import SketchProcess

SILENT = "#!/bin/sh\nhead -c 1 > /dev/null\nkill -TERM $PPID\nexec cat > /dev/null\n"
"""A program that has whoever asks it interrupted, and says nothing."""


def asked_of(process: SketchProcess) -> None:
    try:
        process.begin(b"", b"")
        process.hear()
    finally:
        process.end()


def test_who_is_interrupted_while_it_waits_for_a_sketch_is_told_of_nothing_else(tmp_path: Path) -> None:
    program = tmp_path / "silent"
    program.write_text(SILENT)
    program.chmod(0o755)

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    process = SketchProcess(program)
    try:
        with pytest.raises(KeyboardInterrupt):
            asked_of(process)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not process.rest()
    process.close()


def test_who_is_interrupted_right_behind_the_order_ends_a_boot_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "waiting"
    program.write_text("#!/bin/sh\nexec cat > /dev/null\n")
    program.chmod(0o755)
    write = os.write

    def interrupted(end: int, data: bytes) -> int:
        write(end, data)
        raise KeyboardInterrupt

    process = SketchProcess(program)
    monkeypatch.setattr(os, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        asked_of(process)
    assert not process.rest()
    process.close()

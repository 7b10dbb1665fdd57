"""Random changes to good inputs do not break the core's readers, under address and undefined-behaviour sanitizers."""

import os
import subprocess

import pytest

from oceanhil.firmware.build import CORE_DIRECTORY, build, fuzzer

ROUNDS = int(os.environ.get("OCEANHIL_FUZZ_EXAMPLES", "0")) * 100 or 5000
READERS = ("fuzz_reply", "fuzz_record", "fuzz_agent")


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
def test_no_input_breaks_the_reader(reader: str) -> None:
    program = build(fuzzer(reader))
    seeds = sorted(map(str, (CORE_DIRECTORY / "fuzz" / "seeds" / reader).iterdir()))
    done = subprocess.run([program, str(ROUNDS), "1", *seeds], capture_output=True, text=True, timeout=600, check=False)
    assert (done.returncode, done.stdout) == (0, f"{ROUNDS} inputs\n"), done.stderr[-3000:]

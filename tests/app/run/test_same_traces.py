"""The same seed gives the same traces, byte for byte, in every process; another seed gives others."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.user import Command

pytestmark = pytest.mark.slow

LONG = "eeprom-power-loss or a-day-online"
AGAIN = "tokens"
# Sweeps have thousands of points; these are those of one EEPROM sector and of one NVS generation.
SOME_LONG = f"({LONG}) and (esp8266 or idf-5.5.1+legacy)"


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture
def part(pytestconfig: pytest.Config) -> list[str]:
    """Of all cases a third, another one for another seed of the suite; without a seed, all."""
    seed = pytestconfig.getoption("--hypothesis-seed")
    return [] if seed is None else ["--shard", f"{int(seed) % 3 + 1}/3"]


@pytest.mark.timeout(600)
@pytest.mark.long
def test_another_run_and_several_processes_give_the_same_traces(
    oceanhil: Command, oceanhil_process: Command, folder: Path, part: list[str]
) -> None:
    words = ["run", "-q", "-k", f"not ({LONG})", *part]
    assert oceanhil(*words, "--trace", "one").code == 0
    assert oceanhil("run", "-q", "-k", AGAIN, "--traces", "other").code == 0
    assert oceanhil_process(*words, "-n", "2", "--trace", "several").code == 0
    one, other = digests(folder / "one"), digests(folder / "other")
    assert one == digests(folder / "several")
    in_both = one.keys() & other.keys()
    assert {name: one[name] for name in in_both} == {name: other[name] for name in in_both}
    assert (len(one) > 250, len(in_both) > 30) == (True, True)


@pytest.mark.timeout(600)
@pytest.mark.long
def test_the_long_ones_too(oceanhil: Command, oceanhil_process: Command, folder: Path) -> None:
    assert oceanhil("run", "-q", "-k", SOME_LONG, "--traces", "one").code == 0
    assert oceanhil_process("run", "-q", "-k", SOME_LONG, "-n", "2", "--traces", "several").code == 0
    assert digests(folder / "one") == digests(folder / "several")


def test_another_seed_gives_other_traces(oceanhil: Command, folder: Path) -> None:
    for seed in ("1", "2"):
        oceanhil("run", "-q", "first-boot", "token-reused", "--seed", seed, "--traces", seed)
    one, other = (set(digests(folder / seed).values()) for seed in ("1", "2"))
    assert one.isdisjoint(other)

"""Recordings of the unmodified drivers that this project made itself: the simulated ones do the same."""

from pathlib import Path

import pytest

from oceanhil.simulator.vectors.__main__ import describe, replay
from oceanhil.simulator.vectors.format import Recording, read_recordings


def recordings() -> list[Recording]:
    found: list[Recording] = []
    for file in sorted((Path(__file__).parent / "vectors").glob("*.jsonl")):
        with file.open("rb") as lines:
            found += [recording for _number, recording in read_recordings(lines)]
    return found


@pytest.mark.parametrize("recording", recordings(), ids=lambda recording: str(recording.id))
def test_the_driver_does_what_was_recorded(recording: Recording) -> None:
    mismatch = replay(recording)
    assert mismatch is None, describe(mismatch)

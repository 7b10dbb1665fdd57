"""Recordings of the unmodified drivers: the simulated ones do the same, byte for byte."""

from pathlib import Path

import pytest

from oceanhil.simulator.vectors.__main__ import describe, replay
from oceanhil.simulator.vectors.format import NvsSweep, Recording, read_recordings

RECORDINGS = Path(__file__).parent


def recordings(name: str) -> list[Recording]:
    with (RECORDINGS / name).open("rb") as lines:
        return [recording for _number, recording in read_recordings(lines)]


EVERY_RECORDING = [
    recording
    for name in ("esp8266_sequences.jsonl", "nvs_sequences.jsonl", "nvs_sweeps.jsonl")
    for recording in recordings(name)
]


@pytest.mark.slow
@pytest.mark.parametrize("recording", EVERY_RECORDING, ids=lambda recording: str(recording.id))
def test_the_driver_does_what_was_recorded(recording: Recording) -> None:
    mismatch = replay(recording)
    assert mismatch is None, describe(mismatch)


def test_the_recordings_hold_both_generations_and_the_loss_of_the_newer() -> None:
    sweeps = [recording for recording in EVERY_RECORDING if isinstance(recording, NvsSweep)]
    losses = {sweep.id: [cut for cut, reads, *_hashes in sweep.after if reads == "blank"] for sweep in sweeps}
    assert losses == {"sweep-4.4.7-64": [], "sweep-5.5.1-64": [104], "sweep-4.4.7-512": [], "sweep-5.5.1-512": [556]}

"""What sampled devices and the server said to each other, judged by the contract of `oceanhil conform --recording`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.conformance.command.exit_code import failing
from oceanhil.conformance.contract.result import ConformReport
from oceanhil.conformance.recorded.judge import judge_recording
from oceanhil.fleet.load.messages import Sample
from oceanhil.host.process_folder import folder_of_process
from oceanhil.mock_server.proxy.recording import ProxyOutcome, Recorder
from oceanhil.protocol.profile import Kind, Profile
from oceanhil.protocol.recording import RecordingError

_MOST: Final = 50_000
"""Exchanges; a judge takes some minutes for more."""


class Judged(msgspec.Struct, frozen=True):
    """What the contract says of so many exchanges; `failed` are the items that do not hold, each with its words."""

    exchanges: int = 0
    dropped: int = 0
    """What was beyond the most that is judged."""
    failed: tuple[str, ...] = ()
    trouble: str = ""
    """Why nothing could be judged."""


class Sampler:
    """Takes exchanges in, and has them judged at the end. Tokens are names in what it writes."""

    def __init__(self, folder: Path, profile: Profile, url: str, began_unix_us: int) -> None:
        """Write into `folder`; raises OSError."""
        self._path = folder / "sampled.jsonl"
        self._profile = profile
        self._trouble: list[str] = []
        self._recorder = Recorder(self._path, profile.wire, url, began_unix_us, self._trouble.append)
        self._taken = self._dropped = 0

    def take(self, sample: Sample) -> None:
        """Keep an exchange."""
        if self._taken >= _MOST:
            self._dropped += 1
            return
        self._taken += 1
        status = None if sample.response is None else sample.response.status
        self._recorder.record(
            sample.request, ProxyOutcome(sample.response, sample.failure, (), status), sample.began_us, sample.ended_us
        )

    def judged(self) -> Judged:
        """Judge what was kept."""
        self._recorder.close()
        if not self._taken:
            return Judged()
        if self._trouble:
            return Judged(self._taken, self._dropped, trouble=self._trouble[0])
        try:
            report = judge_recording(self._path, self._profile).report
        except RecordingError as error:
            return Judged(self._taken, self._dropped, trouble=str(error))
        return Judged(self._taken, self._dropped, _words(report))

    def close(self) -> None:
        """Let go of the file."""
        self._recorder.close()


def _words(report: ConformReport) -> tuple[str, ...]:
    failed = set(failing(report, Kind.FACT))
    return tuple(
        f"{result.id}: {result.title}; expected {result.expected}, found {result.found}"
        for result in report.results
        if result.id in failed
    )


@contextmanager
def sampling(profile: Profile, url: str, began_unix_us: int) -> Iterator[Sampler]:
    """Give a sampler whose file is gone afterwards; raises OSError."""
    with folder_of_process("oceanhil-fleet-") as folder:
        sampler = Sampler(folder, profile, url, began_unix_us)
        try:
            yield sampler
        finally:
            sampler.close()

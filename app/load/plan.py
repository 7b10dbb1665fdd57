"""What the user asked for: so many devices, at that server, for so long, and when to stop."""

from pathlib import Path
from typing import Final

import msgspec

from oceanhil.app.load.stop_rule import StopRule
from oceanhil.fleet.arrivals import most_in_a_second
from oceanhil.fleet.storm import Storm
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import Profile

LOOPBACK: Final = "127.0.0.1"
_SECOND_REQUESTS: Final = 3
"""What a device asks beside its polls and reports when it comes: registration, session, first report."""


class LoadPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a fleet."""

    url: str
    devices: int
    per_s: float
    """So many devices come to life in a second."""
    for_s: float
    """How long they live, from the first one on; with a storm: how long they are followed at most."""
    workers: int
    workers_elsewhere: int = 0
    """So many more come from other machines, with what is written to `invitation`."""
    bind: str = LOOPBACK
    """The address of this machine at which they find Locust's master."""
    invitation: Path | None = None
    profile: Path | None = None
    """Laid over the built-in one."""
    board: Board = Board.ESP32
    ca_file: str = ""
    locustfile: Path | None = None
    """The user's own user classes; None: the documented device."""
    sampled: int = 0
    """The exchanges of each device whose place this divides are judged; 0: of none."""
    stop_rule: StopRule | None = None
    storm: Storm | None = None
    jitter_percent: int = 10
    web_port: int | None = None
    """Where Locust's own page is, on this machine; None: nowhere."""
    csv: Path | None = None
    """How the names of Locust's files begin."""
    html: Path | None = None

    @property
    def all_workers(self) -> int:
        """How many workers there are on all machines."""
        return self.workers + self.workers_elsewhere

    @property
    def coming_per_s(self) -> float:
        """How many devices come in the worst second before the storm."""
        return min(self.per_s, float(self.devices))

    @property
    def storm_coming_per_s(self) -> float:
        """How many devices come in the storm's worst second; 0 without a storm."""
        return 0.0 if self.storm is None else most_in_a_second(self.storm, self.devices)

    def requests_per_s(self, profile: Profile) -> float:
        """Give how many requests the worst second has at most: all poll and report, and as many come as ever do."""
        device = profile.device
        steady_per_s = self.devices / device.poll_interval_s + self.devices / device.report_interval_s
        return steady_per_s + max(self.coming_per_s, self.storm_coming_per_s) * _SECOND_REQUESTS

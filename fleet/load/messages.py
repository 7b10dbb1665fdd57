"""What goes between the command and Locust's processes: lines of JSON on their standard input and output.

The command tells each process what it needs to know (`Order`), the master also the registration tokens (`Supply`), and
what is to be done to devices (`Strike`). The master tells when workers can connect (`Listening`), and what they noted
(`Report`). The end of the input ends a process.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import BUILT_IN

COMMAND_VARIABLE: Final = "OCEANHIL_FLEET"
"""Set in processes that the command has started: there is somebody who tells and is told."""


class Pending(msgspec.Struct, frozen=True):
    """A device that waits for its registration: its place in the fleet, from 0, and its token."""

    place: int
    token: str

    def __repr__(self) -> str:
        """Leave the token out."""
        return f"Pending({self.place})"


RUNS: Final = 1 << 16
"""How many numbers of runs there are: two bytes of each MAC."""


class Order(msgspec.Struct, frozen=True, kw_only=True, tag="order"):
    """What every process of a fleet has to know; the first line that it reads."""

    run: int
    """From 0, below `RUNS`: a part of every MAC of this fleet, so that two fleets are not taken for one."""
    key: str
    """What a worker shows before it is given tokens: the master's port is open to everybody on this machine."""
    began_unix_us: int
    """From when times are counted."""
    profile: str = BUILT_IN
    """The built-in one's name, or a file that is laid over it."""
    board: str = Board.ESP32.value
    """The name of what all devices are, but for user classes that say otherwise."""
    ca_file: str = ""
    headers: Mapping[str, str] = {}
    """What goes with every request, such as a gateway's key; names in lower case."""
    sampled: int = 0
    """Each device whose place this divides is sampled; 0: none."""
    jitter_percent: int = 10
    devices: int = 0
    """How many there are, in places from 0; 0: nobody has said so, as where there is no command."""

    def __repr__(self) -> str:
        """Leave secrets out."""
        return f"Order({self.run})"


class Supply(msgspec.Struct, frozen=True, tag="supply"):
    """Devices for whichever worker wants some; with `is_all` no more will come."""

    pending: tuple[Pending, ...]
    is_all: bool = False


class Strike(Enum):
    """What is done to devices."""

    POWER_OFF = "power-off"
    POWER_ON = "power-on"
    NETWORK_OFF = "network-off"
    NETWORK_ON = "network-on"
    TIME_OFF = "time-off"
    """The time server answers nobody."""
    TIME_ON = "time-on"
    NAMES_OFF = "names-off"
    """The name server answers nobody: what has a connection keeps it, and nobody gets a new one."""
    NAMES_ON = "names-on"
    SERVER_OFF = "server-off"
    """No request reaches the server."""
    SERVER_ON = "server-on"
    TRUST_OFF = "trust-off"
    """The server's certificate is one that no device trusts: every connection ends, and every handshake fails."""
    TRUST_ON = "trust-on"
    """It is another one that they trust: every connection ends, and no TLS session goes on."""


class StrikeOrder(msgspec.Struct, frozen=True, tag="strike"):
    """`what` is done to the devices in the places below `places`, to each at a random time within `within_s`."""

    what: Strike
    places: int
    within_s: float = 0.0


class RolloutOrder(msgspec.Struct, frozen=True, tag="rollout"):
    """These devices are flashed with new firmware and its token, each at a random time within `within_s`."""

    pending: tuple[Pending, ...]
    within_s: float = 0.0


Befalling = StrikeOrder | RolloutOrder
"""What befalls devices: it goes to every worker."""
FromCommand = Order | Supply | StrikeOrder | RolloutOrder


class Listening(msgspec.Struct, frozen=True, tag="listening"):
    """The master takes workers at this port of this machine."""

    port: int


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What workers of other machines need to join a run: its server, where its master is, and their order."""

    url: str
    host: str
    port: int
    order: Order


class Sample(msgspec.Struct, frozen=True):
    """An exchange of a sampled device; times in Unix µs. Tokens in it are whole."""

    began_us: int
    ended_us: int
    request: HttpRequest
    response: HttpResponse | None
    failure: str = ""


class Noted(msgspec.Struct, kw_only=True):
    """What a worker noted since its last report. Times are µs of the run, codes a status or that of a failure."""

    asked: list[tuple[str, int, int]] = []
    """Word of the kind, second of the run, how many."""
    ended: list[tuple[str, int, int, int]] = []
    """Word of the kind, code, second in which it was asked, how many."""
    went: list[tuple[int, int, bool]] = []
    """Place, time, whether it is ONLINE now."""
    kept: list[tuple[int, str]] = []
    """Place, and a digest of the permanent token that it was given."""
    lost: list[int] = []
    """Places of devices that have no token, and were told that theirs is used up."""
    samples: list[Sample] = []
    dropped: int = 0
    """Exchanges of sampled devices that are not in `samples`, because there were too many."""
    cut: int = 0
    """Requests that were under way when the run ended: nobody waited for their answers."""
    exceptions: list[str] = []
    """What went wrong in the user class itself, once each."""


class Report(msgspec.Struct, frozen=True, kw_only=True, tag="report"):
    """One worker's report."""

    worker: str
    now_us: int
    """The time of the run when it was made, by the clock of the worker's machine."""
    users: int
    cpu_s: float
    """Processor time of its process since devices began to live there."""
    memory_bytes: int
    """Resident memory, 0 until Locust has looked (after 5 s)."""
    noted: Noted


class Pulse(msgspec.Struct, frozen=True, kw_only=True, tag="pulse"):
    """How the whole is, once a second; response times are those of the last ten seconds, as Locust reckons them."""

    users: int
    workers: int
    p50_ms: float
    p95_ms: float


FromMaster = Listening | Report | Pulse
encode = msgspec.json.Encoder().encode
read_order: Callable[[bytes], FromCommand] = msgspec.json.Decoder(FromCommand).decode
read_master: Callable[[bytes], FromMaster] = msgspec.json.Decoder(FromMaster).decode

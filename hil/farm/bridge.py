"""The bridge to a farm: a process of the farm's own Python (`foreign/farm_bridge`), asked by lines of JSON.

It is deaf to Ctrl-C at this terminal, and ends when this process does: what it holds, and is not left to a keeper, it
then gives back.
"""

import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Final, Self

import msgspec

from oceanhil.hil.farm.environment import farm_python, must_fit
from oceanhil.hil.farm.place import FarmError, FarmKind, NoFarmError, PlaceTakenError, Selection
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.wording import os_reason

Scalar = str | int | float | bool
Tell = Callable[[str], None]

_SPOKEN: Final = 2
_START_S: Final = 60.0
_ANSWER_S: Final = 90.0
"""Of whatever has an end of its own; the longest is a power switch, which gets 30 s there."""
_END_S: Final = 15.0
_PROGRAMS: Final = Path(__file__).parent / "foreign"


class FoundPlace(msgspec.Struct, frozen=True):
    """A place as its farm tells of it: its tags, who has it (empty: nobody), what it has, what is said of its board.

    `host` is the machine that the board is on; empty: this one, or its farm does not tell.
    """

    name: str
    tags: Mapping[str, str]
    holder: str
    has_port: bool
    has_power: bool
    board: Mapping[str, Scalar]
    host: str = ""


class Ready(msgspec.Struct, frozen=True, tag_field="event", tag="ready"):
    """The bridge listens; the version of the farm's client, and that of this conversation."""

    version: str
    spoken: int


class Waiting(msgspec.Struct, frozen=True, tag_field="event", tag="waiting"):
    """It waits for a place, and for whom."""

    text: str


class Lost(msgspec.Struct, frozen=True, tag_field="event", tag="lost"):
    """A place that was ours is somebody else's."""

    place: str
    text: str


class Failed(msgspec.Struct, frozen=True, tag_field="event", tag="failed"):
    """It cannot be done."""

    why: str
    text: str


class Done(msgspec.Struct, frozen=True, tag_field="event", tag="done"):
    """It is done; what was asked for."""

    places: tuple[FoundPlace, ...] = ()
    address: str = ""
    before: bool = False


_DECODER: Final = msgspec.json.Decoder(Ready | Waiting | Lost | Failed | Done)
_ERRORS: Final[Mapping[str, type[FarmError]]] = {"taken": PlaceTakenError, "version": NoFarmError}
Said = Ready | Waiting | Lost | Failed | Done


class Bridge:
    """The bridge to one farm; started when it is first asked. Every question raises FarmError."""

    def __init__(self, kind: FarmKind) -> None:
        self._kind = kind
        self._process: subprocess.Popen[bytes] | None = None
        self._heard: SimpleQueue[Said | None] = SimpleQueue()
        self._complaints: IO[bytes] | None = None
        self._lost: dict[str, str] = {}
        self._asking = threading.Lock()

    def find(self, selection: Selection) -> tuple[FoundPlace, ...]:
        """Give the places that are selected."""
        return self._ask({"do": "find", "place": selection.name, "tags": dict(selection.tags)}).places

    def acquire(self, name: str, wait_s: float | None, tell: Tell) -> Done:
        """Take a place, waiting `wait_s` seconds or (None) as long as it takes; `tell` is told who has it."""
        self._lost.pop(name, None)
        return self._ask({"do": "acquire", "place": name, "wait_s": wait_s}, wait_s, tell)

    def wait(self, names: Sequence[str], wait_s: float | None, tell: Tell) -> None:
        """Wait until one of these places can be had, `wait_s` seconds or (None) as long as it takes."""
        self._ask({"do": "wait", "places": list(names), "wait_s": wait_s}, wait_s, tell)

    def resume(self, name: str) -> Done:
        """Give where a place is now that is ours already."""
        return self._ask({"do": "resume", "place": name})

    def leave(self, name: str) -> None:
        """Have a place stay acquired when this process is gone: a keeper gives it back."""
        self._ask({"do": "leave", "place": name})

    def take_back(self, name: str) -> None:
        """Have a place given back when this process is gone."""
        self._ask({"do": "take-back", "place": name})

    def release(self, name: str) -> None:
        """Give a place back."""
        self._ask({"do": "release", "place": name})

    def power(self, name: str, action: str) -> None:
        """Switch the power of a place: `on`, `off` or `cycle`."""
        self._ask({"do": "power", "place": name, "action": action})

    def lost(self, name: str) -> str:
        """Say who has taken a place that was ours; empty as long as nobody has."""
        return self._lost.get(name, "")

    def close(self) -> None:
        """End it, after it has given back what it holds."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._complaints is not None:
            self._complaints.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Inside

    def _ask(self, asked: Mapping[str, object], wait_s: float | None = 0.0, tell: Tell | None = None) -> Done:
        with self._asking:
            stdin = self._started().stdin
            assert stdin is not None
            try:
                stdin.write(msgspec.json.encode(asked) + b"\n")
                stdin.flush()
                return self._answer(None if wait_s is None else wait_s + _ANSWER_S, tell)
            except OSError:
                raise self._ended() from None
            except KeyboardInterrupt:
                # Nobody waits for its answer, nor for a place, any more.
                self.close()
                raise

    def _answer(self, timeout_s: float | None, tell: Tell | None) -> Done:
        while True:
            match self._next(timeout_s):
                case Waiting(text):
                    if tell is not None:
                        tell(text)
                case Failed(why, text):
                    raise _ERRORS.get(why, FarmError)(text)
                case Done() as done:
                    return done
                case _:
                    raise FarmError(
                        f"the bridge to {self._kind.value} does not keep to the conversation; "
                        "see whether its Python prints something by itself"
                    )

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            return self._process
        if is_untrusted():
            raise FarmError(refusal(f"{self._kind.value} reaches other machines"))
        python = farm_python(self._kind)
        # Closed with the process, which writes to it.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell; the user's own environment
                [str(python), "-m", "farm_bridge", self._kind.value],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                # Nothing of ours but the bridge: packages of this environment would replace the farm's own.
                env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
                | {"PYTHONPATH": str(_PROGRAMS), "PYTHONUTF8": "1"},
                start_new_session=True,
            )
        except OSError as error:
            cause = os_reason(error)
            raise NoFarmError(f"{str(python)!r} cannot be started: {cause}; install {self._kind.value} anew") from None
        self._process = process
        self._heard = SimpleQueue()
        threading.Thread(target=self._listen, args=(process, self._heard), name="bridge", daemon=True).start()
        match self._next(_START_S):
            case Ready(version, spoken) if spoken == _SPOKEN:
                must_fit(self._kind, version)
            case Failed(why, text):
                self.close()
                raise _ERRORS.get(why, FarmError)(text)
            case _:
                self.close()
                raise FarmError(f"the bridge to {self._kind.value} is of another version of oceanhil; install it anew")
        return process

    def _listen(self, process: subprocess.Popen[bytes], heard: SimpleQueue[Said | None]) -> None:
        """Pass on what the bridge says, until its end."""
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                try:
                    said = _DECODER.decode(line)
                except NOT_JSON:
                    continue
                if isinstance(said, Lost):
                    self._lost[said.place] = said.text
                else:
                    heard.put(said)
        heard.put(None)

    def _next(self, timeout_s: float | None) -> Said:
        try:
            said = self._heard.get(timeout=timeout_s)
        except Empty:
            self.close()
            raise FarmError(
                f"the bridge to {self._kind.value} did not answer in {timeout_s:g} s; see whether the farm's own "
                "client gets an answer"
            ) from None
        if said is None:
            raise self._ended()
        return said

    def _ended(self) -> FarmError:
        """Say that the bridge is gone, with its last words; the next question starts another."""
        said = ""
        if self._complaints is not None:
            self._complaints.seek(0)
            said = self._complaints.read().decode("utf-8", "replace").strip()
        self.close()
        last = said.splitlines()[-1] if said else "it said nothing"
        return FarmError(f"the bridge to {self._kind.value} has ended: {last}")

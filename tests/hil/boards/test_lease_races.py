"""Never two holders: whatever is asked in whatever order, and with many processes at once."""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from oceanhil.hil.boards.lease import BoardBusyError, Lease, LeaseLostError
from oceanhil.hil.boards.leases import Leases
from tests.hil.boards.owners import FakeClock, somebody

_EXPIRY_S = 60.0
_PEOPLE = st.sampled_from(["alice", "bob", "carol"])
_WORKER = """
import math, sys
from pathlib import Path
from oceanhil.hil.boards.leases import Leases
from oceanhil.host.owners import this_owner

folder, name = Path(sys.argv[1]), sys.argv[2]
leases = Leases(folder / "leases", pause=lambda _: None)
for turn in range(5):
    lease = leases.acquire("mac-1", this_owner(name), 600, wait_s=math.inf)
    inside = folder / "inside"
    inside.touch(exist_ok=False)
    with (folder / "turns").open("a") as file:
        file.write(name + "\\n")
    inside.unlink()
    leases.release("mac-1", lease.token)
"""


class OneHolder(RuleBasedStateMachine):
    """People take, renew and release a board while the clock moves; the model knows whose lease is good."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._clock = FakeClock()
        self._leases = Leases(Path(self._folder.name), self._clock, self._clock.advance)
        self._good: dict[str, tuple[Lease, float]] = {}

    def teardown(self) -> None:
        self._folder.cleanup()

    @rule(person=_PEOPLE)
    def acquire(self, person: str) -> None:
        try:
            lease = self._leases.acquire("mac-1", somebody(person), _EXPIRY_S)
        except BoardBusyError:
            assert self._alive()
        else:
            assert not self._alive()
            self._good = {person: (lease, self._clock())}

    @rule(person=_PEOPLE)
    def renew(self, person: str) -> None:
        if person not in self._good:
            return
        lease, _ = self._good[person]
        try:
            self._leases.renew("mac-1", lease.token)
        except LeaseLostError:
            assert not self._alive()
        else:
            self._good[person] = (lease, self._clock())

    @precondition(lambda self: self._good)
    @rule()
    def release(self) -> None:
        person, (lease, _) = self._good.popitem()
        assert person
        self._leases.release("mac-1", lease.token)

    @rule(seconds=st.floats(0, 2 * _EXPIRY_S))
    def time_passes(self, seconds: float) -> None:
        self._clock.advance(seconds)

    @invariant()
    def the_file_agrees(self) -> None:
        assert (self._leases.peek("mac-1").lease is not None) == bool(self._alive())

    def _alive(self) -> list[str]:
        now = self._clock()
        return [person for person, (_, beat) in self._good.items() if now < beat + _EXPIRY_S]


OneHolder.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestOneHolder = pytest.mark.slow(OneHolder.TestCase)


@pytest.mark.slow
def test_processes_that_race_for_a_board_hold_it_one_at_a_time(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[3])
    names = ["a", "b", "c"]
    racing = [
        subprocess.Popen([sys.executable, "-c", _WORKER, str(tmp_path), name], cwd=root, stderr=subprocess.PIPE)
        for name in names
    ]
    said = [process.communicate()[1].decode() for process in racing]
    assert said == [""] * 3
    assert sorted((tmp_path / "turns").read_text().split()) == sorted(names * 5)


@pytest.mark.slow
def test_threads_that_race_for_a_board_hold_it_one_at_a_time(tmp_path: Path) -> None:
    leases = Leases(tmp_path, pause=lambda _: None)
    inside = threading.Lock()
    clashes: list[str] = []

    def work(name: str) -> None:
        for _ in range(3):
            lease = leases.acquire("mac-1", somebody(name), 600, wait_s=math.inf)
            if not inside.acquire(blocking=False):
                clashes.append(name)
                return
            leases.peek("mac-1")
            inside.release()
            leases.release("mac-1", lease.token)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clashes == []

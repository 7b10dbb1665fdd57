"""Lives handed out to a cluster: the same findings as here, and a word where nobody leads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from distributed import LocalCluster

from oceanhil.app.exploring import leading
from oceanhil.app.exploring.exploration import Budget, Explored, explore
from oceanhil.app.exploring.leading import Crew
from oceanhil.app.exploring.machines import MachinesError
from oceanhil.app.exploring.on_boards import OnBoards
from oceanhil.app.exploring.plan import Plan
from oceanhil.exploration.findings import Finding
from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import Board

pytestmark = pytest.mark.slow

PLAN = Plan("sim", (Board.ESP32,), 3, only=("answer-lost",))
LIVES = 60


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two machines, as far as a scheduler can tell."""
    with LocalCluster(n_workers=2, threads_per_worker=2, host="127.0.0.1", dashboard_address="127.0.0.1:0") as found:
        yield found


class Quiet:
    """Is told, and does nothing."""

    def begins(self, boards: OnBoards) -> None:
        """Boards are about to."""

    def went_on(self, so_far: Explored) -> None:
        """One more."""

    def found(self, finding: Finding) -> None:
        """Something new."""


def explored(crew: Crew, lives: int = LIVES, told: Quiet | None = None) -> Explored:
    return explore(PLAN, load_world("sim"), Budget(lives, None), crew, told or Quiet())


def told_of(found: Explored) -> list[tuple[object, ...]]:
    return [(each.id, each.breach, each.life.key, each.lives, each.failure) for each in found.findings]


@pytest.mark.long
def test_a_cluster_finds_what_one_process_finds(cluster: LocalCluster) -> None:
    there, here = explored(Crew(scheduler=cluster.scheduler_address)), explored(Crew())
    assert told_of(there) == told_of(here) != []
    assert (there.lives, there.simulated_us) == (here.lives, here.simulated_us)


@pytest.mark.long
def test_a_machine_with_other_code_leads_no_life(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "code_digest", lambda: "other code")
    with pytest.raises(MachinesError, match="has another version of this project, on which lives may go otherwise"):
        explored(Crew(scheduler=cluster.scheduler_address))


@pytest.mark.long
def test_a_scheduler_for_which_nobody_works_is_said_before_any_life() -> None:
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as alone,
        pytest.raises(MachinesError, match=r"nobody works for the scheduler at .*; `dask worker tcp://127"),
    ):
        explored(Crew(scheduler=alone.scheduler_address))


@pytest.mark.long
def test_what_was_found_is_kept_when_the_cluster_goes_away() -> None:
    with LocalCluster(n_workers=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as leaving:

        class Ending(Quiet):
            def found(self, finding: Finding) -> None:
                leaving.close()

        found = explored(Crew(scheduler=leaving.scheduler_address), 10_000, Ending())
    assert found.was_interrupted
    assert found.lives < 10_000
    assert len(found.findings) == 1
    assert "the scheduler at tcp://127.0.0.1" in found.broken_off

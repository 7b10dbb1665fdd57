"""What the user chose to run, read once from pytest's options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from scenarios.scenario import Case


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one session; empty or None: no choice made."""

    world: str
    boards: tuple[str, ...]
    store: str | None
    driver: str | None
    seed: int
    profile: Path | None
    html: Path | None
    traces: Path | None
    output: str

    def wants(self, case: Case) -> bool:
        """Tell whether a case fits the chosen store policy and driver; a case without such an axis always does."""
        replay = case.replay
        store_fits = self.store is None or replay.store is None or replay.store.value == self.store
        driver_fits = self.driver is None or not replay.driver or replay.driver == self.driver
        return store_fits and driver_fits


def read_choice(config: pytest.Config) -> Choice:
    """Read the options of a pytest run."""
    option = config.getoption
    return Choice(
        world=option("--world"),
        boards=tuple(option("--board") or ()),
        store=option("--store"),
        driver=option("--driver"),
        seed=option("--hil-seed"),
        profile=option("--hil-profile"),
        html=option("--hil-html"),
        traces=option("--hil-traces"),
        output=option("--hil-output"),
    )

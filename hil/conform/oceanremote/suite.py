"""OceanRemote's contract as a suite."""

from pathlib import Path

from hil.conform.connector.admin import AdminControl
from hil.conform.contract.item import worded
from hil.conform.contract.suite import AnyItem, BenchSuite, Rules, Setup
from hil.conform.oceanremote.bench import Bench
from hil.conform.oceanremote.catalogue import ITEMS
from hil.conform.oceanremote.side import make_side
from hil.conform.oceanremote.verifying import verify
from protocol.profile import BUILT_IN, load_profile


def make_suite(path: Path | None) -> BenchSuite[Bench]:
    """Make the suite under the built-in profile, with the file at `path` laid over it; raises ProfileError."""
    profile = load_profile(path)

    def bench(setup: Setup) -> Bench:
        return Bench(setup.wire_to, setup.control, profile, setup.seed)

    return BenchSuite(
        rules=Rules(
            service=BUILT_IN,
            profile=profile.name,
            values=profile.document.values(),
            refusals=profile.document.errors,
        ),
        side=make_side(profile),
        items=worded(ITEMS, BUILT_IN),
        bench=bench,
        admin_control=AdminControl,
        verify=verify,
        registers=_registers,
    )


def _registers(item: AnyItem) -> bool:
    """Tell whether an item registers devices, or tries to."""
    return bool(item.needs) or item.topic.startswith("registration") or "/registration-" in item.id

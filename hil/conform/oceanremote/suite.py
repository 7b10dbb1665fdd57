"""OceanRemote's contract as a suite."""

from pathlib import Path

from hil.conform.connector.admin import AdminControl
from hil.conform.contract.suite import BenchSuite, Rules, Setup
from hil.conform.oceanremote.bench import Bench
from hil.conform.oceanremote.catalogue import ITEMS
from hil.conform.oceanremote.side import make_side
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
        items=ITEMS,
        bench=bench,
        admin_control=AdminControl,
    )

"""OceanRemote's contract as a suite."""

from pathlib import Path

from oceanhil.conformance.contract.item import worded
from oceanhil.conformance.contract.suite import AnyItem, BenchSuite, Rules, Setup
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.catalogue import ITEMS
from oceanhil.conformance.oceanremote.side import make_side
from oceanhil.conformance.oceanremote.verifying import verify
from oceanhil.protocol.profile import BUILT_IN, load_profile
from oceanhil.remote.connector.admin import AdminControl


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

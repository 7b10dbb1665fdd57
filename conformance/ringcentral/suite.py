"""The token service's contract as a suite."""

from pathlib import Path

from oceanhil.conformance.contract.base_bench import verify_clock
from oceanhil.conformance.contract.item import worded
from oceanhil.conformance.contract.suite import BenchSuite, Rules, Setup
from oceanhil.conformance.ringcentral.admin import AdminTokenControl
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.catalogue import ITEMS
from oceanhil.conformance.ringcentral.side import make_side
from oceanhil.mock_server.ringcentral.settings import NAME, load_profile


def make_suite(path: Path | None) -> BenchSuite[TokenBench]:
    """Make the suite under the built-in profile, with the file at `path` laid over it; raises ProfileError."""
    profile = load_profile(path)

    def bench(setup: Setup) -> TokenBench:
        return TokenBench(setup.wire_to, setup.control, profile, setup.seed)

    return BenchSuite(
        rules=Rules(
            service=NAME,
            profile=profile.name,
            values={f"server.{name}": value for name, value in profile.document.server.items()},
            refusals=profile.errors,
        ),
        side=make_side(profile),
        items=worded(ITEMS, NAME),
        bench=bench,
        admin_control=AdminTokenControl,
        verify=verify_clock,
    )

"""The token service's contract as a suite: every item, in the order in which they are tried.

Sessions come first: what is found out about their limit, all others go by.
"""

from pathlib import Path
from typing import Final

from oceanhil.conformance.contract.base_subject import verify_clock
from oceanhil.conformance.contract.item import Item, worded
from oceanhil.conformance.contract.suite import ItemSuite, Rules, Setup
from oceanhil.conformance.ringcentral.items import (
    bodies,
    calls,
    clients,
    codes,
    forms,
    grace,
    http,
    lifetimes,
    limits,
    logins,
    refresh,
    revocation,
    secrets,
    sessions,
)
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.profile import NAME, load_profile
from oceanhil.remote.connector.ringcentral.admin import AdminTokenControl
from oceanhil.remote.connector.ringcentral.side import make_side

ITEMS: Final[tuple[Item[TokenSubject], ...]] = (
    *sessions.ITEMS,
    *logins.ITEMS,
    *lifetimes.ITEMS,
    *clients.ITEMS,
    *forms.ITEMS,
    *bodies.ITEMS,
    *grace.ITEMS,
    *refresh.ITEMS,
    *revocation.ITEMS,
    *calls.ITEMS,
    *codes.ITEMS,
    *limits.ITEMS,
    *http.ITEMS,
    *secrets.ITEMS,
)


def make_suite(path: Path | None) -> ItemSuite[TokenSubject]:
    """Make the suite under the built-in profile, with the file at `path` laid over it; raises ProfileError."""
    profile = load_profile(path)

    def subject(setup: Setup) -> TokenSubject:
        return TokenSubject(setup.wire_to, setup.control, profile, setup.seed)

    return ItemSuite(
        rules=Rules(
            service=NAME,
            profile=profile.name,
            values={f"server.{name}": value for name, value in profile.document.server.items()},
            refusals=profile.errors,
        ),
        side=make_side(profile),
        items=worded(ITEMS, NAME),
        subject=subject,
        admin_control=AdminTokenControl,
        verify=verify_clock,
    )

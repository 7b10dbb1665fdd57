"""OceanRemote's contract as a suite: every item, in the order in which they are tried."""

from pathlib import Path
from typing import Final

from oceanhil.conformance.contract.item import Item, worded
from oceanhil.conformance.contract.suite import AnyItem, ItemSuite, Rules, Setup
from oceanhil.conformance.oceanremote.items import (
    abuse,
    dashboard,
    framing,
    http_forms,
    http_messages,
    limits,
    limits_of_address,
    long_time,
    maintenance,
    odd_texts,
    poll,
    poll_credentials,
    race,
    registration,
    registration_answer,
    registration_body,
    registration_clock,
    registration_coding,
    registration_field,
    registration_life,
    registration_mac,
    registration_order,
    registration_race,
    registration_renewal,
    registration_request,
    registration_token,
    registration_window,
    report,
    restart,
    secrets,
    session,
    session_body,
    session_clock,
    session_life,
    session_token,
    settings,
    slow_clients,
    status,
)
from oceanhil.conformance.oceanremote.operation_trial import verify
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.profile import BUILT_IN, load_profile
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.connector.oceanremote import make_side

ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    *registration.ITEMS,
    *registration_answer.ITEMS,
    *registration_request.ITEMS,
    *registration_body.ITEMS,
    *registration_coding.ITEMS,
    *registration_field.ITEMS,
    *registration_token.ITEMS,
    *registration_life.ITEMS,
    *registration_renewal.ITEMS,
    *registration_order.ITEMS,
    *registration_mac.ITEMS,
    *registration_clock.ITEMS,
    *registration_race.ITEMS,
    *registration_window.ITEMS,
    *session.ITEMS,
    *session_token.ITEMS,
    *session_body.ITEMS,
    *session_clock.ITEMS,
    *poll_credentials.ITEMS,
    *poll.ITEMS,
    *report.ITEMS,
    *dashboard.ITEMS,
    *status.ITEMS,
    *session_life.ITEMS,
    *http_messages.ITEMS,
    *http_forms.ITEMS,
    *framing.ITEMS,
    *abuse.ITEMS,
    *odd_texts.ITEMS,
    *slow_clients.ITEMS,
    *race.ITEMS,
    *limits.ITEMS,
    *limits_of_address.ITEMS,
    *maintenance.ITEMS,
    *settings.ITEMS,
    *secrets.ITEMS,
    *restart.ITEMS,
    # The clock of a server that has been in 2038 is of no use for what comes behind.
    *long_time.ITEMS,
)


def make_suite(path: Path | None) -> ItemSuite[DeviceSubject]:
    """Make the suite under the built-in profile, with the file at `path` laid over it; raises ProfileError."""
    profile = load_profile(path)

    def subject(setup: Setup) -> DeviceSubject:
        return DeviceSubject(setup.wire_to, setup.control, profile, setup.seed)

    return ItemSuite(
        rules=Rules(
            service=BUILT_IN,
            profile=profile.name,
            values=profile.document.values(),
            refusals=profile.document.errors,
        ),
        side=make_side(profile),
        items=worded(ITEMS, BUILT_IN),
        subject=subject,
        admin_control=AdminControl,
        verify=verify,
        registers=_registers,
    )


def _registers(item: AnyItem) -> bool:
    """Tell whether an item registers devices, or tries to."""
    return bool(item.needs) or item.topic.startswith("registration") or "/registration-" in item.id

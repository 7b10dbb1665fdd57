"""Every transition of the lives that a client can see, and the item that would notice if it went wrong."""

from collections.abc import Iterator, Mapping
from enum import Enum

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.life import (
    DEVICE,
    PERMANENT,
    REGISTRATION,
    SESSION,
    DeviceLife,
    Life,
    LifeEvent,
    PermanentLife,
    RegistrationLife,
    SessionLife,
)
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import subject_at

Row = tuple[Enum, LifeEvent]
BY_ID = {item.id: item for item in ITEMS}
LIVES: Mapping[type[Enum], object] = {
    DeviceLife: DEVICE, RegistrationLife: REGISTRATION, PermanentLife: PERMANENT, SessionLife: SESSION,
}  # fmt: skip

# What the server looks up in the table: with this row changed to lead there, the item does not conform.
TRIED: Mapping[Row, tuple[str, Enum]] = {
    (DeviceLife.PENDING, LifeEvent.REGISTER): ("registration-life/used", DeviceLife.PENDING),
    (DeviceLife.PENDING, LifeEvent.CLAIM): ("registration-mac/claimed-for-another", DeviceLife.PENDING),
    (DeviceLife.PENDING, LifeEvent.REGENERATE): ("registration-renewal/regenerated", DeviceLife.REVOKED),
    (DeviceLife.REGISTERED, LifeEvent.REVOKE): ("status/revoked", DeviceLife.REGISTERED),
    (DeviceLife.REGISTERED, LifeEvent.REGENERATE): ("status/regenerated", DeviceLife.REGISTERED),
    (DeviceLife.REVOKED, LifeEvent.REGENERATE): ("registration-renewal/revoked-is-mended", DeviceLife.REVOKED),
    (RegistrationLife.FRESH, LifeEvent.AGE): ("registration-life/after-24-hours", RegistrationLife.FRESH),
    (RegistrationLife.FRESH, LifeEvent.REVOKE): ("registration-renewal/revoked", RegistrationLife.UNKNOWN),
    (RegistrationLife.FRESH, LifeEvent.REGENERATE): ("registration-renewal/replaced", RegistrationLife.UNKNOWN),
    (PermanentLife.LIVE, LifeEvent.LOSE_MAC): ("registration-mac/old-token-ends", PermanentLife.UNKNOWN),
    (PermanentLife.LIVE, LifeEvent.REVOKE): ("revoke/permanent-token", PermanentLife.UNKNOWN),
    (PermanentLife.LIVE, LifeEvent.REGENERATE): ("regenerate/old-permanent-token", PermanentLife.UNKNOWN),
    (SessionLife.LIVE, LifeEvent.AGE): ("session-life/one-second-more", SessionLife.LIVE),
}
# What the server does beside the table, as a part of something greater; bugs are seeded for these items.
TRIED_BESIDE: Mapping[Row, str] = {
    (SessionLife.LIVE, LifeEvent.RESTART): "restart/session",
    (DeviceLife.PENDING, LifeEvent.REVOKE): "registration-renewal/revoked",
    (DeviceLife.RESERVED, LifeEvent.CLAIM): "registration-mac/claim-moved",
    (DeviceLife.RESERVED, LifeEvent.LOSE_MAC): "registration-mac/claim-lost",
    (DeviceLife.RESERVED, LifeEvent.REVOKE): "registration-mac/claimed-and-revoked",
    (DeviceLife.RESERVED, LifeEvent.REGENERATE): "registration-mac/regenerate-ends-claim",
    (DeviceLife.RESERVED, LifeEvent.DELETE): "registration-mac/claimed-and-deleted",
    (DeviceLife.REGISTERED, LifeEvent.LOSE_MAC): "registration-mac/used-token-ends",
    (DeviceLife.REVOKED, LifeEvent.DELETE): "delete/revoked-token",
    (RegistrationLife.FRESH, LifeEvent.LOSE_MAC): "registration-mac/claimed-twice",
    (RegistrationLife.USED, LifeEvent.DELETE): "registration-renewal/used-then-deleted",
    (RegistrationLife.REVOKED, LifeEvent.DELETE): "registration-renewal/revoked-then-deleted",
    (PermanentLife.REVOKED, LifeEvent.DELETE): "delete/revoked-token",
    (DeviceLife.PENDING, LifeEvent.DELETE): "registration-renewal/deleted",
    (DeviceLife.RESERVED, LifeEvent.REGISTER): "registration-mac/claimed",
    (DeviceLife.REGISTERED, LifeEvent.DELETE): "delete/starts-afresh",
    (RegistrationLife.FRESH, LifeEvent.REGISTER): "registration-life/used-again-and-again",
    (RegistrationLife.FRESH, LifeEvent.DELETE): "registration-renewal/deleted",
    (RegistrationLife.USED, LifeEvent.REGENERATE): "registration-renewal/used-then-regenerated",
    (PermanentLife.LIVE, LifeEvent.OPEN): "session-life/permanent-token-lives-on",
    (PermanentLife.LIVE, LifeEvent.DELETE): "delete/permanent-token",
    (SessionLife.LIVE, LifeEvent.OPEN): "session/ends-the-old-one",
    (SessionLife.LIVE, LifeEvent.LOSE_MAC): "registration-mac/old-session-ends",
    (SessionLife.LIVE, LifeEvent.REVOKE): "revoke/session",
    (SessionLife.LIVE, LifeEvent.REGENERATE): "regenerate/session",
    (SessionLife.LIVE, LifeEvent.DELETE): "delete/session",
    (SessionLife.EXPIRED, LifeEvent.OPEN): "session-life/stays-expired",
}
# No item tries them: doing the same again, one end behind another.
UNTRIED: frozenset[Row] = frozenset(
    {
        (DeviceLife.REGISTERED, LifeEvent.REPEAT),
        (DeviceLife.REVOKED, LifeEvent.LOSE_MAC),
        (DeviceLife.REVOKED, LifeEvent.REVOKE),
        (RegistrationLife.EXPIRED, LifeEvent.LOSE_MAC),
        (RegistrationLife.EXPIRED, LifeEvent.REVOKE),
        (RegistrationLife.EXPIRED, LifeEvent.REGENERATE),
        (RegistrationLife.EXPIRED, LifeEvent.DELETE),
        (RegistrationLife.USED, LifeEvent.REPEAT),
        (RegistrationLife.USED, LifeEvent.LOSE_MAC),
        (RegistrationLife.USED, LifeEvent.REVOKE),
        (PermanentLife.LIVE, LifeEvent.REPEAT),
        (SessionLife.LIVE, LifeEvent.REPEAT),
        (SessionLife.EXPIRED, LifeEvent.REPEAT),
        (SessionLife.EXPIRED, LifeEvent.LOSE_MAC),
        (SessionLife.EXPIRED, LifeEvent.REVOKE),
        (SessionLife.EXPIRED, LifeEvent.REGENERATE),
        (SessionLife.EXPIRED, LifeEvent.DELETE),
        (SessionLife.EXPIRED, LifeEvent.RESTART),
    }
)


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def verdict(servers: ServerLoop, item: str) -> ItemVerdict:
    with subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1))) as subject:
        (row,) = run_items([BY_ID[item]], subject, trials_max=1)
        return row.verdict


def test_every_transition_has_an_item_or_is_listed_as_having_none() -> None:
    rows = sorted(
        f"{type(each.before).__name__} {each.before.value}: {each.event.value}"
        for life in (DEVICE, REGISTRATION, PERMANENT, SESSION)
        for each in life
    )
    listed = [*TRIED, *TRIED_BESIDE, *UNTRIED]
    assert sorted(f"{type(before).__name__} {before.value}: {event.value}" for before, event in listed) == rows


@pytest.mark.slow
@pytest.mark.parametrize("item", sorted({*TRIED_BESIDE.values(), *(item for item, _ in TRIED.values())}))
def test_on_a_server_that_keeps_to_the_tables_the_item_conforms(servers: ServerLoop, item: str) -> None:
    assert verdict(servers, item) is ItemVerdict.CONFORMS


@pytest.mark.slow
@pytest.mark.parametrize("row", TRIED, ids=lambda row: f"{type(row[0]).__name__}-{row[0].value}-{row[1].value}")
def test_an_item_notices_a_transition_that_leads_elsewhere(
    servers: ServerLoop, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, wrong = TRIED[row]
    life, after = LIVES[type(row[0])], Life.after

    def led_astray(self: Life[Enum], state: Enum, event: LifeEvent) -> Enum | None:
        return wrong if self is life and (state, event) == row else after(self, state, event)

    monkeypatch.setattr(Life, "after", led_astray)
    assert verdict(servers, item) in {ItemVerdict.DIFFERS, ItemVerdict.VIOLATES}

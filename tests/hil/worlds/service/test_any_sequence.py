"""Whatever clients are told to do, in whatever order: no invariant breaks, and behind a lock one refresh is enough."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.hil.worlds.service.world import TokenServiceWorld
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.ringcentral.messages import TokenKind
from oceanhil.protocol.tokens import TokenDamage
from oceanhil.scenarios.invariants import Watch
from oceanhil.scenarios.ringcentral.invariants import INVARIANTS
from oceanhil.scenarios.ringcentral.world import Habits, ServiceRequest
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.trace import EventKind

WORLDS = InProcessWorlds()
REQUEST = ServiceRequest(service=ServiceName.RINGCENTRAL, seed=1)
SECOND_US = 1_000_000
LIMITED = FaultRule(Fault(FaultKind.STATUS, status=429, retry_after=20), times=1)

Deed = Callable[[TokenServiceWorld, str], object]
REFRESHING: Mapping[str, Deed] = {
    "prepare": lambda world, name: world.client(name).prepare_refresh(),
    "refresh": lambda world, name: world.client(name).refresh(),
    "call": lambda world, name: world.client(name).call(),
    "wait": lambda world, _: world.advance(11 * SECOND_US),
}
DEEDS: Mapping[str, Deed] = {
    **REFRESHING,
    "login": lambda world, name: world.client(name).login(),
    "recover": lambda world, name: world.client(name).recover(),
    "sleep": lambda world, _: world.advance(3_600 * SECOND_US),
    "work": lambda world, name: world.client(name).work(3),
    "download": lambda world, name: world.client(name).download(),
    "revoke": lambda world, name: world.client(name).revoke(),
    "revoke by the other": lambda world, name: world.client(name).revoke(TokenKind.REFRESH),
    "damage": lambda world, name: world.client(name).damage(TokenDamage.CHARACTER),
    "lose": lambda world, name: world.lose_reply(name),
    "copy": lambda world, name: world.copy_tokens(name, "a"),
    "share": lambda world, name: world.share_tokens(name, "a"),
    "lock": lambda world, name: world.tell(name, Habits(uses_lock=True)),
    "re-use": lambda world, name: world.tell(name, Habits(reuses_tokens=True)),
    "limit": lambda world, _: world.control.add_fault(LIMITED),
    "change": lambda world, _: world.control.change_credentials(),
    "learn": lambda world, name: world.hand_credentials(name),
}
NAMES = st.sampled_from("abc")


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), NAMES), max_size=30))
def test_no_sequence_breaks_an_invariant(deeds: list[tuple[str, str]]) -> None:
    world = WORLDS.make(REQUEST)
    watch = Watch(world, INVARIANTS)
    for deed, name in deeds:
        DEEDS[deed](world, name)
        assert watch.first_violation() is None


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(REFRESHING)), NAMES), min_size=4, max_size=20))
def test_behind_one_lock_every_refresh_token_is_sent_once(deeds: list[tuple[str, str]]) -> None:
    world = WORLDS.make(REQUEST)
    world.client("a").login()
    for name in "abc":
        world.share_tokens(name, "a")
        world.tell(name, Habits(uses_lock=True))
    for deed, name in deeds:
        REFRESHING[deed](world, name)
    fields = [event.fields for event in world.trace if event.kind is EventKind.REQUEST]
    sent = [each["token"] for each in fields if each.get("grant") == "refresh_token"]
    assert len(sent) == len(set(sent))

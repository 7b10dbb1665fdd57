"""What the documentation explains is no finding; what firmware could do better is one."""

import msgspec
import pytest

from oceanhil.exploration.documented import DOCUMENTED
from oceanhil.exploration.findings import Breach, Finding
from oceanhil.exploration.known import KnownFinding, unknown_in
from oceanhil.exploration.life import NamedLife
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.result import Failure
from tests.exploration.explored import LEGACY, ONLINE, happening, life

FAILURE = Failure("expect.token_known", "", 1, 1, "a token", "none", in_remedy=False)
NEVER, UNKEPT, LOST = (
    "it never got the answer",
    "it got the answer and has not kept it",
    "it has kept it and lost it again",
)


def is_documented(way: str, *names: str, store: StorePolicy | None = ONLINE.store, law: str = "token-known") -> bool:
    start = msgspec.structs.replace(ONLINE, store=store)
    drawn = NamedLife("4", life(*map(happening, names), start=start), seed=3)
    return not unknown_in([Finding(Breach(law, way), FAILURE, drawn, drawn.life)], DOCUMENTED)


@pytest.mark.parametrize("store", [*StorePolicy, None])
def test_an_answer_that_was_lost_has_spent_a_registration_whatever_the_firmware(store: StorePolicy | None) -> None:
    assert is_documented(NEVER, "answer-lost", store=store)
    assert is_documented(NEVER, "network-away", "relay", store=store)
    assert not is_documented(NEVER, "relay", store=store)


def test_a_token_that_was_not_kept_is_documented_of_firmware_that_saves_at_once() -> None:
    assert is_documented(UNKEPT, "power-cut")
    assert not is_documented(UNKEPT, "power-cut", store=None)
    assert not is_documented(UNKEPT, "answer-lost")


def test_a_record_that_was_lost_is_documented_of_the_layout_with_one_copy() -> None:
    assert is_documented(LOST, "power-cut", store=LEGACY.store)
    assert not is_documented(LOST, "power-cut")
    again = "at # it asked to be registered again, and was never online since"
    assert is_documented(again, "power-cut", store=LEGACY.store, law="still-registered")
    assert not is_documented(again, "power-cut", store=None, law="still-registered")
    empty = "boot # with core-5.4.0 reads an empty record at #"
    assert is_documented(empty, "power-cut", store=LEGACY.store, law="no-loss")
    assert not is_documented(empty.replace("core-5.4.0", "idf-5.5.1"), "power-cut", store=LEGACY.store, law="no-loss")


def test_each_names_its_reason() -> None:
    assert all(isinstance(each, KnownFinding) and each.because for each in DOCUMENTED)

"""Provisioning: fields, applying them, where they are kept, and back to the factory."""

from dataclasses import dataclass

import pytest

from oceanhil.protocol import board_faults
from oceanhil.protocol.agent.commands import (
    ClockDrift,
    ClockFault,
    CutArm,
    CutTear,
    Factory,
    Go,
    Info,
    MacFault,
    MacSet,
    ProvisionApply,
    ProvisionSet,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.agent.sentence import SentenceKind
from oceanhil.protocol.agent.vocabulary import ProvisionField
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.tokens import SHOWN_CHARACTERS
from oceanhil.simulator.agent import Provision
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.flash.torn import PrefixTear
from tests.simulator.agent.talk import Talk, replies_in
from tests.simulator.board.fake_observer import MACS, REGISTRATION

OTHER = "oc_reg_" + "S" * 43


@dataclass
class Kept:
    """A store in memory."""

    provision: Provision | None = None

    def load(self) -> Provision | None:
        return self.provision

    def save(self, provision: Provision | None) -> None:
        self.provision = provision


def info_of(talk: Talk) -> BoardInfo:
    reply = talk.ask(Info())
    assert isinstance(reply, BoardInfo)
    return reply


def provisioned(talk: Talk, **fields: str) -> None:
    for name, value in fields.items():
        talk.ask(ProvisionSet(ProvisionField[name.upper()], value))
    talk.ask(ProvisionApply())


def test_every_field_reaches_the_firmware() -> None:
    talk = Talk().held()
    provisioned(
        talk,
        wifi_ssid="two words, é",
        wifi_password="*$%",
        token=OTHER,
        store="legacy",
        derivation="reversed",
        tls="0",
        sntp="0",
        server="https://ocean.example/",
    )
    wanted = Firmware(
        OTHER, "two words, é", "*$%", StorePolicy.LEGACY, derivation=Derivation.REVERSED, tls=False, sntp=False
    )
    assert (talk.board.firmware, talk.board.server_url) == (wanted, "https://ocean.example/")


@pytest.mark.parametrize(("field", "most"), [(ProvisionField.WIFI_SSID, 32), (ProvisionField.WIFI_PASSWORD, 64)])
def test_a_name_and_a_password_are_counted_in_bytes(field: ProvisionField, most: int) -> None:
    talk = Talk().held()
    (taken,) = replies_in(talk.send(("PROVISION", "SET", field.value, "é" * (most // 2))))
    (refused,) = replies_in(talk.send(("PROVISION", "SET", field.value, "é" * (most // 2 + 1))))
    assert (taken.kind, refused.words[:1]) == (SentenceKind.OK, ("bad-argument",))


def test_what_is_not_given_stays() -> None:
    talk = Talk().held()
    provisioned(talk, store="legacy")
    assert talk.board.firmware == Firmware(REGISTRATION, store=StorePolicy.LEGACY)


def test_nothing_changes_before_it_is_applied() -> None:
    talk = Talk().held()
    talk.ask(ProvisionSet(ProvisionField.TOKEN, OTHER))
    assert talk.board.firmware == Firmware(REGISTRATION)


def test_what_was_applied_is_collected_no_more() -> None:
    talk = Talk().held()
    provisioned(talk, token=OTHER)
    provisioned(talk, store="legacy")
    talk.board.firmware = Firmware(REGISTRATION)
    talk.ask(ProvisionApply())
    assert talk.board.firmware == Firmware(REGISTRATION)


def test_a_running_board_starts_again_by_its_pin_and_a_held_one_stays_held() -> None:
    talk = Talk().held()
    provisioned(talk, sntp="0")
    assert talk.board.mode is BoardMode.HELD
    talk.ask(Go())
    provisioned(talk, sntp="1")
    assert talk.observed.observer.boots == [(1, ResetReason.POWER_ON), (2, ResetReason.PIN)]


@pytest.mark.parametrize(
    "words",
    [("store", "shared"), ("derivation", "x"), ("tls", "yes"), ("sntp", ""), ("server", "ocean.example"), ("pin", "1")],
)
def test_a_value_that_is_none_is_refused_at_once(words: tuple[str, ...]) -> None:
    assert Talk().held().refused("PROVISION", "SET", *words) is AgentErrorCode.BAD_ARGUMENT


def test_a_board_that_has_no_token_cannot_be_provisioned_without_one() -> None:
    talk = Talk(provisions=Kept()).held()
    talk.ask(ProvisionSet(ProvisionField.STORE, "legacy"))
    assert talk.refused("PROVISION", "APPLY") is AgentErrorCode.BAD_ARGUMENT
    provisioned(talk, token=OTHER)
    talk.ask(Go())
    talk.observed.run(20)
    assert talk.observed.observer.lines[-1] == Line.ONLINE.build()


def test_a_boot_takes_what_the_store_holds_then() -> None:
    kept = Kept(Provision(Firmware(REGISTRATION), "http://ocean.example/"))
    talk = Talk(provisions=kept).running()
    assert (talk.board.firmware, talk.board.server_url) == (Firmware(REGISTRATION), "http://ocean.example/")
    kept.provision = None
    talk.board.reset(ResetReason.PIN)
    assert (talk.board.mode, talk.board.server_url) == (BoardMode.BLANK, "")


def test_a_blank_board_can_be_provisioned_and_then_boots() -> None:
    talk = Talk(provisions=Kept()).running(1)
    assert talk.board.mode is BoardMode.BLANK
    provisioned(talk, token=OTHER)
    assert talk.observed.observer.boots == [(1, ResetReason.PIN)]


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_factory_state_is_blank_held_and_without_a_fault(family: Board) -> None:
    kept = Kept(Provision(Firmware(REGISTRATION)))
    talk = Talk(family, provisions=kept).running()
    board, worn = talk.board, dict(talk.board.flash.erases)
    for command in (
        CutArm(2, 0),
        CutTear(TornModel.RANDOM_BITS, 1),
        ClockDrift(5),
        ClockFault(board_faults.ClockFault.SIGNED_32_BIT),
        MacSet(bytes.fromhex("246f28000001")),
        MacFault(board_faults.MacFault.UNREADABLE),
    ):
        talk.ask(command)
    talk.ask(Factory())
    assert (board.mode, kept.provision, board.flash.erases) == (BoardMode.HELD, None, worn)
    assert not board.flash.snapshot().sectors
    assert type(board.flash.tear) is PrefixTear
    assert (board.read_mac().hex(), board.clock.drift_ppm, board.clock.signed_32_bit) == (MACS[family], 0, False)


def test_no_cut_from_before_strikes_a_board_from_the_factory() -> None:
    talk = Talk(Board.PICOW, provisions=Kept(Provision(Firmware(REGISTRATION)))).running()
    talk.ask(CutArm(2, 0))
    talk.ask(Factory())
    provisioned(talk, token=OTHER)
    talk.ask(Go())
    talk.observed.run(20)
    assert (talk.observed.observer.cuts, talk.observed.observer.lines[-1]) == ([], Line.ONLINE.build())


def test_no_reply_holds_the_token() -> None:
    talk = Talk().held()
    talk.ask(ProvisionSet(ProvisionField.TOKEN, OTHER))
    talk.refused("PROVISION", "SET", "store", OTHER)
    talk.refused("PROVISION", "SET", "server", OTHER)
    talk.refused("PROVISION", "SET", OTHER, OTHER)
    talk.refused(OTHER)
    talk.ask(ProvisionApply())
    assert OTHER.encode() not in talk.wire.everything


def test_a_held_board_tells_the_store_that_it_is_provisioned_with_before_its_first_boot() -> None:
    kept = Kept(Provision(Firmware(REGISTRATION, store=StorePolicy.LEGACY)))
    talk = Talk(provisions=kept).held()
    assert info_of(talk).store is StorePolicy.LEGACY
    provisioned(talk, store="reference")
    assert info_of(talk).store is StorePolicy.REFERENCE
    talk.ask(Factory())
    assert info_of(talk).store is None


def test_a_running_board_tells_the_store_of_the_firmware_that_runs() -> None:
    kept = Kept(Provision(Firmware(REGISTRATION, store=StorePolicy.LEGACY)))
    talk = Talk(provisions=kept).running()
    kept.save(None)
    assert info_of(talk).store is StorePolicy.LEGACY


@pytest.mark.parametrize(
    "words",
    [
        (OTHER,),
        ("PROVISION", OTHER, "token"),
        ("PROVISION", "SET", OTHER, "token"),
        ("PROVISION", "SET", "tls", OTHER),
        ("PROVISION", "SET", "server", OTHER),
        ("EEPROM", "WRITE", OTHER, "00"),
        ("EEPROM", "WRITE", "0", OTHER),
        ("RESTART", OTHER),
        ("HOLD", OTHER),
    ],
)
def test_no_refusal_repeats_a_secret_in_a_wrong_place(words: tuple[str, ...]) -> None:
    [refusal] = Talk().held().send(words)
    assert refusal.kind is SentenceKind.ERROR
    assert OTHER[: SHOWN_CHARACTERS + 1] not in " ".join(refusal.words)

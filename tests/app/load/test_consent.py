"""May a fleet be let onto a server?"""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.app.load.consent import check_consent, confirm_host
from oceanhil.app.load.plan import LoadPlan
from oceanhil.fleet.storm import STORMS, PowerOff, PowerOn, Storm, StormDeed
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.connector import Connector, FleetConsent
from oceanhil.remote.wire.target import TargetError

FOREIGN = "https://staging.example"
HERE = "http://127.0.0.1:8080"


def plan(url: str = FOREIGN, devices: int = 1000, per_s: float = 10, storm: Storm | None = None) -> LoadPlan:
    return LoadPlan(url=url, devices=devices, per_s=per_s, for_s=60, workers=1, storm=storm)


def connector(consent: FleetConsent | None = None) -> Connector:
    return Connector(path=Path("staging.toml"), name="staging", fleet=consent)


def refusal(asked: LoadPlan, known: Connector | None, production: str = "") -> str:
    try:
        check_consent(asked, load_profile(), known, production)
    except TargetError as error:
        return str(error)
    return ""


def test_this_machine_needs_no_consent() -> None:
    assert refusal(plan(HERE), None) == ""


@pytest.mark.parametrize(
    ("known", "named"), [(None, "give one with --connector"), (connector(), "'staging.toml'")], ids=["none", "silent"]
)
def test_a_foreign_server_needs_a_connector_that_agrees_to_load(known: Connector | None, named: str) -> None:
    said = refusal(plan(), known)
    assert "nobody has agreed to load there: expected '[fleet]' with 'devices = 1000'" in said
    assert named in said


def test_as_much_as_the_connector_allows_is_let_in() -> None:
    assert refusal(plan(), connector(FleetConsent(1000, 247))) == ""


def test_more_devices_than_the_connector_allows_are_not() -> None:
    assert "--devices 1000 is more than the connector lets onto the server, 999" in refusal(
        plan(), connector(FleetConsent(999, 10_000))
    )


def test_more_requests_than_the_connector_allows_are_not() -> None:
    # A thousand poll every 5 s and report every minute, and ten a second come with three requests each.
    said = refusal(plan(), connector(FleetConsent(1000, 246)))
    assert "10 new ones a second, send up to 247 requests a second, more than the 246 of the connector's" in said
    assert said.endswith("ask for fewer devices, or a lower --rate")


@pytest.mark.parametrize(
    ("power_on", "needed", "named"),
    [
        (PowerOn(), 3217, "of which all may come in the worst second of the storm 'dark', send up to 3217"),
        (PowerOn(within_s=20), 367, "of which 50 may come in the worst second of the storm 'dark', send up to 367"),
        (PowerOn(within_s=200), 247, "1,000 devices, 10 new ones a second, send up to 247"),
    ],
    ids=["at once", "spread", "slower than they came"],
)
def test_the_worst_second_of_a_storm_counts_too(power_on: PowerOn, needed: int, named: str) -> None:
    dark = plan(storm=Storm("dark", "It is dark.", (StormDeed(0, PowerOff()), StormDeed(60, power_on))))
    assert refusal(dark, connector(FleetConsent(1000, needed))) == ""
    assert named in refusal(dark, connector(FleetConsent(1000, needed - 1)))
    assert f"'requests_per_s = {needed}'" in refusal(dark, None)


def test_what_is_asked_for_is_never_less_than_what_is_needed() -> None:
    # Two of them send 2 * (1/5 + 1/60) + 2 * 3 = 6.43 requests a second.
    few = plan(devices=2)
    assert "'requests_per_s = 7'" in refusal(few, None)
    assert refusal(few, connector(FleetConsent(2, 7))) == ""
    assert "send up to 7 requests a second, more than the 6 of" in refusal(few, connector(FleetConsent(2, 6)))


def test_who_is_refused_for_a_storm_is_told_what_would_help() -> None:
    said = refusal(plan(storm=STORMS["half-offline"]), connector(FleetConsent(1000, 300)))
    assert "of which 500 may come" in said
    assert said.endswith("ask for fewer devices or a milder storm, or have 'requests_per_s' raised")


@pytest.mark.parametrize("url", [FOREIGN, HERE])
def test_production_is_never_loaded_whatever_anybody_agrees_to(url: str) -> None:
    said = refusal(plan(url), connector(FleetConsent(10**6, 10**6)), "the connector says production = true")
    assert "No fleet is let onto it, whatever is confirmed" in said


def confirmation(typed: str | None, *, url: str = FOREIGN, is_confirmed: bool = False) -> str:
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return typed or ""

    try:
        confirm_host(url, "so much", is_confirmed=is_confirmed, ask=None if typed is None else ask)
    except TargetError as error:
        return str(error)
    return "asked" if questions else "not asked"


def test_the_name_of_a_foreign_host_is_typed_back() -> None:
    assert confirmation(" Staging.Example ") == "asked"
    assert confirmation("yes") == "'yes' is not 'staging.example': nothing was sent"
    assert confirmation("") == "'' is not 'staging.example': nothing was sent"


def test_where_nobody_can_be_asked_yes_is_needed() -> None:
    assert (
        confirmation(None)
        == "so much is sent to 'staging.example', which is not this machine; add --yes if that is meant"
    )
    assert confirmation(None, is_confirmed=True) == "not asked"


def test_this_machine_is_not_asked_for() -> None:
    assert confirmation(None, url=HERE) == "not asked"

"""Which contracts there are, and how a third one comes in."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest

from oceanhil.conformance import oceanremote, ringcentral
from oceanhil.conformance.contract.item import Item
from oceanhil.conformance.contract.suite import Suite
from oceanhil.conformance.contract.suites import load_suite, suite_names
from oceanhil.conformance.oceanremote.suite import make_suite
from oceanhil.protocol.profile import Kind, ProfileError
from oceanhil.protocol.sources import PAGES

LEAST_SURE_FIRST = (Kind.ASSUMPTION, Kind.CONTRADICTION, Kind.FACT)


def weakest(*kinds: Kind) -> Kind:
    """Give the least sure of these: what rests on several things is no surer than any of them."""
    return min(kinds, key=LEAST_SURE_FIRST.index)


def make_third(path: Path | None) -> Suite:
    """Make somebody's contract: that of OceanRemote under another name."""
    own = make_suite(None)
    name = "third" if path is None else path.stem
    return replace(own, rules=replace(own.rules, service="third", profile=name))


@pytest.fixture
def third(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's package with a contract, and one that is broken."""
    here = f"{__name__}:make_third"
    entries = EntryPoints(
        [
            EntryPoint("third", here, "oceanhil.contracts"),
            EntryPoint("broken", "no_such_module:make", "oceanhil.contracts"),
        ]
    )
    monkeypatch.setattr("oceanhil.protocol.plugins._registered", lambda group: entries.select(group=group))


def test_the_built_in_services_have_their_contracts() -> None:
    assert {"oceanremote", "ringcentral"} <= set(suite_names())
    assert load_suite("oceanremote").rules.service == "oceanremote"


def test_ids_are_given_once_and_name_a_topic() -> None:
    for name in suite_names():
        ids = [item.id for item in load_suite(name).items]
        assert len(ids) == len(set(ids))
        assert all(part for identity in ids for part in identity.split("/", 1))


@pytest.mark.parametrize("service", [oceanremote, ringcentral])
def test_every_item_that_a_module_defines_is_tried(service: ModuleType) -> None:
    modules = [
        import_module(f"{service.__name__}.items.{each.name}")
        for each in iter_modules([f"{service.__path__[0]}/items"])
    ]
    defined = {each.id for module in modules for each in vars(module).values() if isinstance(each, Item)}
    tried = {each.id for each in load_suite(service.__name__.rpartition(".")[2]).items}
    assert len(defined) > 50
    assert defined <= tried


def test_what_an_item_learns_is_a_value_or_a_row_of_the_profile() -> None:
    for name in suite_names():
        suite = load_suite(name)
        known = {*suite.rules.values, *(f"errors.{row}" for row in suite.rules.refusals)}
        assert {learned for item in suite.items for learned in item.learns} <= known


def test_a_profile_file_names_its_service_and_its_values(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[profile]\nbase = "oceanremote"\nname = "mine"\n[server]\nsession_ttl_s = 60\n', "utf-8")
    rules = load_suite(str(file)).rules
    assert (rules.service, rules.profile, rules.values["server.session_ttl_s"].value) == ("oceanremote", "mine", 60)


@pytest.mark.usefixtures("third")
def test_a_third_service_comes_as_an_entry_point(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[profile]\nbase = "third"\n', "utf-8")
    assert "third" in suite_names()
    assert load_suite("third").rules.profile == "third"
    assert load_suite(str(file)).rules.profile == "mine"


@pytest.mark.usefixtures("third")
def test_a_contract_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[profile]\nbase = "fourth"\n', "utf-8")
    with pytest.raises(ProfileError, match="no contract is known for the service 'fourth'"):
        load_suite(str(file))
    with pytest.raises(ProfileError, match="contract 'broken' cannot be loaded"):
        load_suite("broken")
    with pytest.raises(ProfileError, match="no service has the name 'ocean' and no file is there"):
        load_suite("ocean")


@pytest.mark.parametrize("name", suite_names())
def test_an_item_is_no_surer_than_what_it_rests_on(name: str) -> None:
    suite = load_suite(name)
    kinds = {each.id: each.kind for each in suite.items}
    kinds |= {each: value.kind for each, value in suite.rules.values.items()}
    kinds |= {f"errors.{each}": getattr(row, "kind", Kind.FACT) for each, row in suite.rules.refusals.items()}
    assert [each.id for each in suite.items if not set(each.rests_on) <= set(kinds)] == []
    too_sure = [
        each.id for each in suite.items if weakest(each.kind, *(kinds[name] for name in each.rests_on)) is not each.kind
    ]
    assert too_sure == []


@pytest.mark.parametrize("name", suite_names())
def test_no_fact_is_said_to_be_assumed(name: str) -> None:
    """But for the words of a refusal: where only they are others, the item differs, and by an assumption."""
    facts = (each for each in load_suite(name).items if each.kind is Kind.FACT)
    unsure = [each for each in facts if re.search("no page|not stated|by analogy|assumed", each.source)]
    assert [each.id for each in unsure if not any(name.startswith("errors.") for name in each.learns)] == []


WITHOUT_A_LINK = re.compile("no page|the documentation's Postman collection|client code|a live answer", re.IGNORECASE)
"""What nobody can be sent to: no page says it, or it was seen in code of which the place is not known."""


@pytest.mark.parametrize("name", suite_names())
def test_every_source_is_in_words_and_has_a_link_unless_no_page_says_it(name: str) -> None:
    items = load_suite(name).items
    codes = re.compile(rf"\b(?:{'|'.join(code for code in PAGES[name] if code.isupper())})\b")
    titles = {link.text for link in PAGES[name].values()}
    spoken = {each.id: each.source for each in items}
    for title in titles:
        spoken = {identity: source.replace(title, "") for identity, source in spoken.items()}
    # The FAQ of a page is no page of its own.
    assert {identity: source for identity, source in spoken.items() if codes.search(source)} == {}
    assert [each.id for each in items if not each.links and not WITHOUT_A_LINK.search(each.source)] == []

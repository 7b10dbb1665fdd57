"""Profiles of other services: the built-in one is whole and marked, a user's file is laid over it value by value."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from oceanhil.protocol.profile import Kind, ProfileError, check_value
from oceanhil.protocol.ringcentral.profile import TokenProfile, TokenSettings, load_profile
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.service_profile import base_of

Load = Callable[[str], TokenProfile]
DOCUMENT = load_profile().document


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(text: str) -> TokenProfile:
        path = tmp_path / "mine.toml"
        path.write_text(text, "utf-8")
        return load_profile(path)

    return write_and_load


def test_every_setting_stands_in_the_file_and_every_refusal_has_a_row() -> None:
    assert set(DOCUMENT.server) == set(TokenSettings.__struct_fields__)
    assert set(DOCUMENT.errors) == {reason.value for reason in Reason}


def test_every_contradiction_lists_its_readings_and_begins_with_the_default() -> None:
    for name, row in DOCUMENT.server.items():
        assert (row.kind is Kind.CONTRADICTION) <= (len(row.readings) > 1), name
        assert not row.readings or row.readings[0] == row.value, name


def test_every_text_has_a_closed_set_of_readings_that_can_be_set() -> None:
    for name, row in DOCUMENT.server.items():
        assert isinstance(row.value, str) <= row.closed, name
        assert [check_value(name, row, reading) for reading in row.readings] == [None] * len(row.readings)


def test_everything_has_a_source() -> None:
    assert all(row.source and row.about for row in DOCUMENT.server.values())
    assert all(row.source for row in DOCUMENT.errors.values())


def test_single_values_are_laid_over(load: Load) -> None:
    profile = load('[profile]\ntitle = "ours"\n[server]\nsession_limit = 1\n[errors]\nclient_wrong = {status = 400}')
    assert profile.server == msgspec.structs.replace(load_profile().server, session_limit=1)
    assert (profile.errors["client_wrong"].status, profile.errors["client_wrong"].code) == (400, "OAU-146")
    assert (profile.name, profile.document.profile.title) == ("ringcentral", "ours")


def test_a_value_may_bring_its_own_kind_and_source(load: Load) -> None:
    profile = load('[server]\ngrace_unused_s = {value = 300, kind = "fact", source = "we asked"}')
    row = profile.document.server["grace_unused_s"]
    assert (row.value, row.kind, row.source) == (300, Kind.FACT, "we asked")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[server]\nsession_limits = 1", "unknown value 'server.session_limits'; did you mean 'session_limit'?"),
        ("[server]\nsession_limit = 0", "server.session_limit is 0, expected at least 1"),
        ("[server]\nsession_limit = true", "server.session_limit is True, expected a whole number such as 5"),
        ('[server]\nover_limit = "drop"', "over_limit is 'drop', expected one of 'evict_oldest', 'refuse'"),
        ("[server]\nsession_limit = {minimum = 1}", "server.session_limit has no 'value'"),
        ("[sever]\nsession_limit = 1", r"unknown table \[sever\]; did you mean 'server'?"),
        ("server = 1", r"server is 1, expected a table of values: write \[server\] above them"),
        ("[errors]\nclient_wrongs = {status = 400}", "unknown error 'errors.client_wrongs'; did you mean"),
        ("[errors]\nclient_wrong = 400", "errors.client_wrong is 400, expected a table such as"),
        ("[errors]\nclient_wrong = {status = 200}", "errors.client_wrong: Expected `int` >= 400"),
        ("[errors]\nclient_wrong = {state = 400}", "errors.client_wrong has an unknown key 'state'"),
        ("[profile]\nnames = 'x'", "unknown value 'profile.names'; did you mean 'name'?"),
        ("[profile]\ntitle = 7", "profile.title is 7, expected a text"),
        ("[[[", "is not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name(load: Load, text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said.replace("?", r"\?")):
        load(text)


def test_a_file_says_which_profile_it_belongs_to(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    for text, base in (("", None), ('[profile]\nbase = "ringcentral"', "ringcentral")):
        path.write_text(text, "utf-8")
        assert base_of(path) == base
    path.write_text("[profile]\nbase = 7", "utf-8")
    with pytest.raises(ProfileError, match=r"profile\.base is 7, expected the name of a profile"):
        base_of(path)

"""Values of a profile: what each may be, and what is said of a wrong one."""

import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from oceanhil.protocol.profile import Kind, ProfileError, ProfileValue, check_value, load_profile
from oceanhil.protocol.service_profile import base_of, built_in_settings, load_service_profile


def _value(value: int | str | bool, **more: object) -> ProfileValue:
    return ProfileValue(value, Kind.FACT, "page", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "value", "wrong"),
    [
        (_value(5, minimum=1), 1, None),
        (_value(5, minimum=1), 0, "at least 1"),
        (_value(5), "5", "a whole number"),
        (_value(5), True, "a whole number"),
        (_value(True), 1, "true or false"),
        (_value("a"), 1, "a text"),
        (_value("a", readings=("a", "b")), "c", None),
        (_value("a", readings=("a", "b"), closed=True), "b", None),
        (_value("a", readings=("a", "b"), closed=True), "c", "one of 'a', 'b'"),
    ],
)
def test_a_value_is_checked_by_what_is_known_of_it(known: ProfileValue, value: object, wrong: str | None) -> None:
    said = check_value("table.name", known, value)
    assert said is None if wrong is None else said is not None and said.startswith("table.name is ") and wrong in said


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[profile]\nbase = "other"', "profile.base is 'other', expected 'oceanremote'"),
        ("[profile]\ntitel = 1", "unknown value 'profile.titel'; did you mean 'title'?"),
        ("[profile]\ntitle = 1", "profile.title is 1, expected a text"),
        ("[servr]\nx = 1", "unknown table [servr]; did you mean 'server'"),
        ("session_ttl_s = 1", "stands outside any table; write [server] above it"),
        ("nothing_known = 1", "write the name of its table above it: profile, server"),
        ("server = 1", "server is 1, expected a table of values: write [server]"),
        ("[server]\nregister_path = 1", "did you mean 'wire.register_path'"),
        ("[server]\nsession_ttl_s = {unit = 's'}", "server.session_ttl_s has no 'value'"),
        ("[server]\nsession_ttl_s = {value = 1, unti = 's'}", "unknown key 'unti'; did you mean 'unit'"),
        ("[errors]\nmac_mismatc = {status = 401}", "unknown error 'errors.mac_mismatc'; did you mean 'mac_mismatch'"),
        ("[errors]\nmac_mismatch = 401", "errors.mac_mismatch is 401, expected a table"),
        ("[errors]\nmac_mismatch = {status = 399}", "errors.mac_mismatch"),
        ("[errors]\nmac_mismatch = {status = 600}", "errors.mac_mismatch"),
        ("x = [" + "[" * 3000, "nested too deeply"),
        ("[server", "is not valid TOML"),
    ],
)
def test_a_wrong_profile_is_told_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        load_profile(path)
    assert str(error.value).startswith(f"{path}: ")
    assert named in str(error.value)


def test_a_profile_may_name_its_base_and_change_whole_rows(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[profile]\nbase = "oceanremote"\nname = "mine"\n[server]\nsession_ttl_s = {value = 7, source = "we"}\n'
        '[wire]\ntoken_header = "X-Mine"\n[errors]\nmac_mismatch = {status = 599}\n',
        encoding="utf-8",
    )
    profile = load_profile(path)
    assert (profile.name, profile.server.session_ttl_s, profile.wire.token_header) == ("mine", 7, "x-mine")
    assert profile.document.server["session_ttl_s"].source == "we"
    assert next(row.status for reason, row in profile.errors.items() if reason.value == "mac_mismatch") == 599


def test_a_service_profile_is_read_with_its_base(tmp_path: Path) -> None:
    assert "session_limit" in built_in_settings("ringcentral")
    text = (files("oceanhil.protocol") / "profiles" / "ringcentral.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text('[profile]\nbase = "ringcentral"\nname = "mine"\n[server]\nsession_limit = 1\n', encoding="utf-8")
    assert base_of(path) == "ringcentral"
    document = load_service_profile(text, Anything, path).document
    assert (document.profile.name, document.server["session_limit"].value) == ("mine", 1)
    path.write_text("[profile]\nbase = 1", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"profile\.base is 1, expected the name"):
        base_of(path)
    path.write_text("", encoding="utf-8")
    assert base_of(path) is None
    rows = tomllib.loads(text)["errors"]
    refusals = load_service_profile(text, Anything).errors
    for name, row in rows.items():
        assert (refusals[name].error, refusals[name].outer) == (row.get("error", ""), row.get("outer", ""))


class Anything(msgspec.Struct):
    """Settings of no service in particular."""


def test_a_misplaced_value_is_told_where_it_belongs(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[device]\nsession_ttl_s = 1", encoding="utf-8")
    with pytest.raises(
        ProfileError, match=r"unknown value 'device.session_ttl_s'; did you mean 'server.session_ttl_s'"
    ):
        load_profile(path)

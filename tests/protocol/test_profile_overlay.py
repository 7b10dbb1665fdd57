"""A user's profile file: laid over the built-in one value by value, and refused by name where it is wrong."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.protocol.error_reason import ErrorReason, ErrorRow
from oceanhil.protocol.profile import Kind, Profile, ProfileError, load_profile

Load = Callable[[str | bytes], Profile]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(text: str | bytes) -> Profile:
        path = tmp_path / "mine.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_profile(path)

    return write_and_load


def test_an_empty_file_changes_nothing(load: Load) -> None:
    assert load("") == load_profile()


def test_single_values_are_laid_over_and_the_others_stay(load: Load) -> None:
    profile = load("[server]\nmax_clock_skew_s = 120\n[device]\npoll_interval_s = 30")
    assert profile.server.max_clock_skew_s == 120
    assert profile.device.poll_interval_s == 30
    assert profile.server.session_ttl_s == load_profile().server.session_ttl_s


def test_a_value_given_alone_keeps_what_is_known_about_it(load: Load) -> None:
    value = load("[server]\nsession_ttl_s = 60").document.server["session_ttl_s"]
    assert (value.value, value.kind, value.unit) == (60, Kind.FACT, "s")


def test_a_value_may_bring_its_own_kind_and_source(load: Load) -> None:
    text = "[wire]\nsession_path = {value = '/api/s/', kind = 'fact', source = 'their manual'}"
    value = load(text).document.wire["session_path"]
    assert (value.value, value.kind, value.source) == ("/api/s/", Kind.FACT, "their manual")


def test_part_of_an_error_may_be_changed(load: Load) -> None:
    row = load("[errors]\nmac_mismatch = {status = 401}").errors[ErrorReason.MAC_MISMATCH]
    assert row == ErrorRow(401, "MAC address mismatch", "mac_mismatch")


def test_name_and_title_may_be_changed(load: Load) -> None:
    profile = load("[profile]\nname = 'mine'\ntitle = 'My bench'")
    assert (profile.name, profile.document.profile.title) == ("mine", "My bench")


def test_a_header_may_be_written_in_any_case(load: Load) -> None:
    # HTTP names ignore case; a device and a server that compare them must still mean the same.
    assert load("[wire]\ntoken_header = 'X-OR-Token'").wire.token_header == "x-or-token"
    assert load("[wire]\nstate_path = '/API/'").wire.state_path == "/API/"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[sever]\na = 1", "unknown table [sever]; did you mean 'server'?"),
        ("[zzz]\na = 1", "unknown table [zzz]; known: profile, server, wire, device, errors"),
        ("session_ttl_s = 1", "session_ttl_s stands outside any table; write [server] above it"),
        ("zzz = 1", "zzz stands outside any table; write the name of its table above it: profile, server"),
        ("server = 5", "server is 5, expected a table of values: write [server] above them"),
        ("[server]\nsesion_ttl_s = 1", "unknown value 'server.sesion_ttl_s'; did you mean 'server.session_ttl_s'?"),
        ("[wire]\nsession_ttl_s = 1", "unknown value 'wire.session_ttl_s'; did you mean 'server.session_ttl_s'?"),
        ("[server]\nsession_ttl_s = '1'", "server.session_ttl_s is '1', expected a whole number such as 3600"),
        ("[server]\nsession_ttl_s = nan", "server.session_ttl_s is nan, expected a whole number such as 3600"),
        ("[server]\nsession_ttl_s = 0", "server.session_ttl_s is 0, expected at least 1"),
        ("[server]\nsession_ttl_s = {}", "server.session_ttl_s has no 'value'; write session_ttl_s = …"),
        ("[server]\nsession_ttl_s = {value = 0}", "server.session_ttl_s is 0, expected at least 1"),
        ("[server]\nsession_ttl_s = {value = 9, unti = 's'}", "has an unknown key 'unti'; did you mean 'unit'?"),
        ("[server]\nsession_ttl_s = {value = 9, kind = 'x'}", "server.session_ttl_s: Invalid enum value 'x'"),
        ("[server]\nused_token_status = 404", "server.used_token_status is 404, expected one of 410, 401"),
        ("[profile]\nnam = 'x'", "unknown value 'profile.nam'; did you mean 'name'?"),
        ("[profile]\nname = 5", "profile.name is 5, expected a text"),
        ("[errors]\nmac_mismach = {status = 401}", "unknown error 'errors.mac_mismach'; did you mean 'mac_mismatch'?"),
        ("[errors]\nmac_mismatch = 401", "errors.mac_mismatch is 401, expected a table such as {status = 401}"),
        ("[errors]\nmac_mismatch = {staus = 401}", "errors.mac_mismatch has an unknown key 'staus'; did you mean"),
        ("[errors]\nmac_mismatch = {status = '401'}", "errors.mac_mismatch: Expected `int`, got `str`"),
        ("[errors]\nmac_mismatch = {status = 200}", "errors.mac_mismatch: Expected `int` >= 400"),
        ("[errors]\nmac_mismatch = {status = 99999}", "errors.mac_mismatch: Expected `int` <= 599"),
        ("[server\n", "is not valid TOML: "),
        ("[server]\nsession_ttl_s = 1\nsession_ttl_s = 2", "is not valid TOML: "),
        ("[server]\nsession_ttl_s = " + "9" * 5000, "is not valid TOML: "),
        (b"[server]\n# \xff", "is not UTF-8 text at byte 11; expected tables of single values"),
        (
            "[server]\nsession_ttl_s = " + "[" * 10_000,
            "is nested too deeply, more than 24 levels, in line 2; expected tables of single values",
        ),
    ],
)
def test_a_wrong_file_is_told_its_name_what_is_wrong_and_what_was_expected(
    load: Load, tmp_path: Path, text: str | bytes, message: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        load(text)
    assert str(caught.value).startswith(f"{tmp_path / 'mine.toml'}: ")
    assert f": {message}" in str(caught.value) or f" {message}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "reason"), [("missing.toml", "no such file"), (".", "is a directory")])
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(ProfileError, match=f"cannot be read: {reason}.*; check the path"):
        load_profile(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[device]\npoll_interval_s = 3601", "is 3601, expected at most 3600, which is server.session_ttl_s"),
        ("[device]\npoll_interval_s = {value = 7200}", "is 7200, expected at most 3600"),
        ("[server]\nsession_ttl_s = 60\n[device]\npoll_interval_s = 61", "is 61, expected at most 60"),
        ("[device]\npoll_interval_s = 3600", ""),
        ("[server]\nsession_ttl_s = 7200\n[device]\npoll_interval_s = 7200", ""),
        # Who tries renewals, with the interval as it is.
        ("[server]\nsession_ttl_s = 2", ""),
    ],
)
def test_an_interval_in_which_a_session_ends_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    if told:
        with pytest.raises(ProfileError, match=rf"^{re.escape(f'{path}: device.poll_interval_s {told}')}"):
            load_profile(path)
    else:
        load_profile(path)

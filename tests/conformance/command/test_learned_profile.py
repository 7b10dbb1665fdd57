"""What was learned, as a profile file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from oceanhil.conformance.command.learned_profile import profile_text
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.protocol.profile import Kind, Scalar, load_profile
from tests.conformance.results import DIFFERS, VIOLATES, report_of, result_of

RULES = load_suite("oceanremote").rules


def reading(name: str, value: Scalar, identity: str = "session/differs") -> ItemResult:
    return result_of(identity, ItemVerdict.DIFFERS, kind=Kind.CONTRADICTION, readings={name: value})


def written(*results: ItemResult) -> str:
    return profile_text(report_of(*results), RULES, RULES)


def test_readings_are_written_with_who_found_them_when_and_where(tmp_path: Path) -> None:
    text = written(DIFFERS, reading("errors.mac_mismatch.status", 401, "session/mac"))
    assert "used_token_status = 401 # found by session/differs (http://127.0.0.1:1, 2026-01-02T03:04:05Z)\n" in text
    assert "mac_mismatch = {status = 401} # found by session/mac (" in text
    file = tmp_path / "learned.toml"
    file.write_text(text, "utf-8")
    profile = load_profile(file)
    assert (profile.name, profile.server.used_token_status) == ("learned", 401)


def test_fields_of_a_row_stand_together() -> None:
    text = written(reading("errors.bad_request.status", 422), reading("errors.bad_request.code", "invalid", "a/b"))
    assert 'bad_request = {status = 422, code = "invalid"} # found by session/differs; found by a/b (' in text


def test_what_no_profile_can_express_stands_there_as_a_comment() -> None:
    text = written(reading("server.used_token_status", 500), reading("server.invented", 1), VIOLATES)
    assert "# server.used_token_status = 500: server.used_token_status is 500, expected one of 410, 401" in text
    assert "# server.invented = 1: server.invented is no value of the profile" in text
    assert "# session/violates: violates, expected 401, found 200\n" in text
    assert set(tomllib.loads(text)) == {"profile"}


def test_flaky_items_teach_nothing_and_are_named() -> None:
    text = written(structs.replace(DIFFERS, flaky=True))
    assert "# session/differs: flaky, differs, expected 401, found 200" in text
    assert set(tomllib.loads(text)) == {"profile"}


def test_the_values_of_the_profile_in_force_are_kept(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[profile]\nname = "mine"\n[server]\nsession_ttl_s = 60\n[errors]\nnot_found = {code = "x"}\n')
    in_force = load_suite(str(mine)).rules
    document = tomllib.loads(profile_text(report_of(DIFFERS), in_force, RULES))
    assert document["server"] == {"session_ttl_s": 60, "used_token_status": 401}
    assert document["errors"] == {"not_found": {"code": "x"}}


@pytest.mark.slow
@given(message=st.text(min_size=1, max_size=40), found=st.text(max_size=40))
def test_words_of_the_server_stay_inside_values_and_comments(message: str, found: str) -> None:
    odd = result_of("a/odd", ItemVerdict.VIOLATES, found=found)
    document = tomllib.loads(written(reading("errors.not_found.message", message), odd))
    assert set(document) == {"profile", "errors"}
    assert document["errors"] == {"not_found": {"message": message}}

"""Capture once, mock for ever: what a run learned of a server makes the mock server answer like it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import tomlkit
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from oceanhil.conformance.command.learned_profile import profile_text
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.protocol.profile import ProfileValue, Scalar
from tests.conformance.servers import conform_under

SUITE = load_suite("oceanremote")
# Under these nearly everything is refused, so that nothing else can be learned beside them.
BLOCKING = {"server.maintenance", "server.rate_limit_enabled", "server.require_device_time"}
# The messages of these say more than the row; the status of the second has a value of its own.
ROWS = {
    "errors.bad_request": ("status", "code"),
    "errors.token_used": ("message", "code"),
}
LEARNED = sorted({name for item in SUITE.items for name in item.learns} - BLOCKING)
LEARNERS = {item.id for item in SUITE.items if item.learns}
OTHERS = sorted({item.id for item in SUITE.items} - LEARNERS)


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


MOST: Mapping[str, int] = {"server.session_token_length": 32}
"""Beyond these the server could play a value, but a page prints that there is none such."""


def other_values(known: ProfileValue, most: int | None = None) -> st.SearchStrategy[Scalar]:
    """Values that the server can play, other than the profile's."""
    if known.readings:
        return st.sampled_from([value for value in known.readings if value != known.value])
    if isinstance(known.value, bool):
        return st.just(not known.value)
    assert isinstance(known.value, int)
    lowest = known.minimum or 0
    highest = known.value * 2 + 5 if most is None else most
    return st.integers(max(lowest, known.value // 2), highest).filter(lambda value: value != known.value)


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Scalar]:
    """Draw changed settings, or changed fields of refusals, by full name.

    Not both: behind a limit that is another one, its refusal is not met in the same run.
    """
    table = draw(st.sampled_from(["server.", "errors."]))
    some = st.sampled_from([name for name in LEARNED if name.startswith(table)])
    names = draw(st.lists(some, unique=True, min_size=1, max_size=4))
    changed: dict[str, Scalar] = {}
    for name in names:
        if name in SUITE.rules.values:
            if SUITE.rules.values[name].readings != (SUITE.rules.values[name].value,):
                changed[name] = draw(other_values(SUITE.rules.values[name], MOST.get(name)))
        else:
            field = draw(st.sampled_from(ROWS.get(name, ("status", "message", "code"))))
            values: dict[str, st.SearchStrategy[Scalar]] = {
                "status": st.sampled_from([402, 409, 418, 451]),
                "message": st.text("ab <'\"", min_size=1),
            }
            codes: st.SearchStrategy[Scalar] = st.sampled_from(["other", "another_code"])
            changed[f"{name}.{field}"] = draw(values.get(field, codes))
    return changed


def as_file(changed: Mapping[str, Scalar], path: Path) -> Path:
    document: dict[str, dict[str, object]] = {}
    for name, value in changed.items():
        table, _, rest = name.partition(".")
        row, _, field = rest.partition(".")
        entry: object = {field: value} if field else value
        document.setdefault(table, {})[row] = entry
    path.write_text(tomlkit.dumps(document), "utf-8")
    return path


@pytest.mark.long
@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(changed=changes(), seed=st.integers(0, 2**16))
def test_a_learned_profile_answers_as_the_server_did(
    servers: ServerLoop, changed: dict[str, Scalar], seed: int
) -> None:
    ids = LEARNERS | set(random.Random(seed).sample(OTHERS, 30))
    with TemporaryDirectory() as folder:
        served = as_file(changed, Path(folder) / "served.toml")
        report = conform_under(servers, served, ids=ids)
        learned = Path(folder) / "learned.toml"
        learned.write_text(profile_text(report, SUITE.rules, SUITE.rules), "utf-8")
        again = conform_under(servers, learned, str(learned), ids)
    assert report.learned == changed
    assert {result.id: result.found for result in again.results if result.verdict is not ItemVerdict.CONFORMS} == {}


@pytest.mark.slow
def test_what_hides_behind_a_changed_value_is_learned_in_a_second_run(servers: ServerLoop, tmp_path: Path) -> None:
    changed: dict[str, Scalar] = {"server.registration_token_ttl_s": 90_000, "errors.token_expired.status": 451}
    served, learned = as_file(changed, tmp_path / "served.toml"), tmp_path / "learned.toml"
    topic = {item.id for item in SUITE.items if item.topic == "registration-life"}
    first = conform_under(servers, served, ids=topic)
    assert first.learned == {"server.registration_token_ttl_s": 90_000}
    learned.write_text(profile_text(first, SUITE.rules, SUITE.rules), "utf-8")
    second = conform_under(servers, served, str(learned), topic)
    assert second.learned == {"errors.token_expired.status": 451}
    learned.write_text(profile_text(second, load_suite(str(learned)).rules, SUITE.rules), "utf-8")
    again = conform_under(servers, learned, str(learned), topic)
    assert {result.verdict for result in again.results} == {ItemVerdict.CONFORMS}


def test_two_refusals_that_look_alike_are_not_told_apart(servers: ServerLoop, tmp_path: Path) -> None:
    alike: dict[str, Scalar] = {"errors.mac_mismatch.code": "other", "errors.token_revoked.code": "other"}
    served = as_file(alike, tmp_path / "served.toml")
    (result,) = conform_under(servers, served, str(served), {"revoke/before-mac"}).results
    assert result.verdict is ItemVerdict.CONFORMS


def test_a_server_that_looks_at_no_clock_is_played_by_a_profile(servers: ServerLoop, tmp_path: Path) -> None:
    learned = as_file({"server.max_clock_skew_s": 2 * 10**9}, tmp_path / "learned.toml")
    topics = {"registration-clock", "session-clock", "registration-order"}
    ids = {item.id for item in SUITE.items if item.topic in topics} | {"settings/max-clock-skew-s"}
    report = conform_under(servers, learned, str(learned), ids)
    assert {result.id: result.found for result in report.results if result.verdict is not ItemVerdict.CONFORMS} == {}
    assert report.left_behind == ()

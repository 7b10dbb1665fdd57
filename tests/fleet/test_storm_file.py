"""Storms of one's own, from YAML files."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.fleet.storm import (
    STORM_ACTS,
    STORMS,
    Certificate,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    SilentHost,
    Storm,
    StormDeed,
    StormDisturbance,
    StormError,
    not_given_back,
)
from oceanhil.fleet.storm_file import load_storm
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match

HEAD = "name: ours\nabout: It rains.\n"
ALL = """deeds:
  - {at: 0s, do: settings, values: {maintenance: true, session_ttl_s: 7}}
  - {at: 1s, do: fault, fault: {kind: status, status: 500}, match: {path: /api/device/state/}, for: 29s}
  - {at: 2s, do: silence, host: names, for: 1m 30s}
  - {at: 3s, do: power_off, share: 0.5}
  - {at: 4s, do: power_on, share: 0.5, within: 1m}
  - {at: 5s, do: network_off, share: 1}
  - {at: 6s, do: network_on}
  - {at: 7s, do: certificate, trusted: false}
  - {at: 8s, do: certificate}
  - {at: 9s, do: rollout, share: 0.2, within: 500ms}
  - {at: 10s, do: settings, values: {maintenance: null, session_ttl_s: null}}
"""


def loaded(folder: Path, text: str) -> Storm:
    path = folder / "storm.yaml"
    path.write_text(text, "utf-8")
    return load_storm(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(StormError) as caught:
        loaded(folder, text)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_file_says_all_that_a_storm_can_do(tmp_path: Path) -> None:
    rule = FaultRule(Fault(FaultKind.STATUS, status=500), match=Match(path="/api/device/state/"), duration=29)
    assert loaded(tmp_path, HEAD + ALL) == Storm(
        "ours",
        "It rains.",
        (
            StormDeed(0, Settings({"maintenance": True, "session_ttl_s": 7})),
            StormDeed(1, StormDisturbance(rule)),
            StormDeed(2, Silence(SilentHost.NAMES, 90)),
            StormDeed(3, PowerOff(0.5)),
            StormDeed(4, PowerOn(0.5, 60)),
            StormDeed(5, NetworkOff(1)),
            StormDeed(6, NetworkOn()),
            StormDeed(7, Certificate(is_trusted=False)),
            StormDeed(8, Certificate()),
            StormDeed(9, Rollout(0.2, 0.5)),
            StormDeed(10, Settings({"maintenance": None, "session_ttl_s": None})),
        ),
    )
    assert all(f"do: {word}" in ALL for word in STORM_ACTS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "storm.yaml: is empty; expected name, about and deeds"),
        ("[]", "storm.yaml:1:1: '[]' is no storm; expected name, about and deeds"),
        (HEAD, "storm.yaml:1:1: 'deeds' is missing, or no list"),
        (HEAD + "deeds: []\n", "storm.yaml:1:1: a storm needs at least one deed"),
        ("about: x\ndeeds: [{at: 0s, do: rollout}]\n", "storm.yaml:1:1: 'name' is missing, or no text"),
        (HEAD + "deed: x\n" + ALL, "storm.yaml:3:1: unknown key 'deed'; did you mean 'deeds'?"),
        (HEAD + "deeds:\n  - rain\n", "storm.yaml:4:5: 'rain' is no deed"),
        (
            HEAD + "deeds:\n  - {at: 0s, do: powr_off}\n",
            "storm.yaml:4:5: 'do' is 'powr_off'; did you mean 'power_off'?",
        ),
        (HEAD + "deeds:\n  - {do: rollout}\n", "storm.yaml:4:5: 'at' is missing: when it is done"),
        (HEAD + "deeds:\n  - {at: 5, do: rollout}\n", "storm.yaml:4:10: duration '5' has no unit"),
        (HEAD + "deeds:\n  - {at: 0s, do: rollout, share: 2}\n", "storm.yaml:4:5: rollout: share is 2.0, expected"),
        (HEAD + "deeds:\n  - {at: 0s, do: rollout, shore: 1}\n", "storm.yaml:4:5: rollout: Object contains unknown"),
        (HEAD + "deeds:\n  - {at: 0s, do: fault, fault: {kind: reset}}\n", "fault: duration is missing"),
        (HEAD + "deeds:\n  - {at: 9s, do: rollout}\n  - {at: 0s, do: rollout}\n", "deeds stand in the wrong order"),
        (HEAD + "deeds:\n\t- x\n", "storm.yaml:4:1: a tab indents this line"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("do: settings, values: {maintenance: true}", "the setting 'maintenance' is never put back"),
        ("do: power_off, share: 0.5", "power is never given back to 50%"),
        ("do: network_off", "the network is never given back to 100%"),
        ("do: certificate, trusted: false", "the certificate is never put right"),
    ],
)
def test_a_storm_that_never_gives_back_what_it_takes_is_refused(tmp_path: Path, deed: str, said: str) -> None:
    assert said in refusal(tmp_path, f"{HEAD}deeds:\n  - {{at: 0s, {deed}}}\n")


def test_power_that_is_given_back_to_fewer_than_lost_it_is_not_given_back() -> None:
    assert "to 50%" in not_given_back(Storm("x", "y", (StormDeed(0, PowerOff(0.5)), StormDeed(1, PowerOn(0.2)))))


def test_every_built_in_storm_gives_back_what_it_takes() -> None:
    assert [not_given_back(storm) for storm in STORMS.values()] == [""] * len(STORMS)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(StormError, match=r"gone\.yaml' cannot be read: no such file"):
        load_storm(tmp_path / "gone.yaml")

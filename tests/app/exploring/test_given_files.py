"""What is added to files of known findings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.exploring.given_files import accept, load_known
from oceanhil.exploration.findings import Breach, Finding
from oceanhil.exploration.life import NamedLife
from oceanhil.scenarios.result import Failure
from tests.exploration.explored import happening, life

FAILURE = Failure("expect.boots: 1", "", 1, 1, "1 boots", "2", in_remedy=False)


def found(law: str) -> Finding:
    return Finding(Breach(law, "#"), FAILURE, NamedLife("7", life(), 0), life(happening("reset")))


def test_what_several_explorations_accept_at_the_same_time_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    laws = [f"law-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as explorations:
        list(explorations.map(lambda law: accept([found("both"), found(law)], path), laws))
    assert sorted(row.law for row in load_known(path, is_written=True)) == ["both", *laws]


def test_a_file_that_was_broken_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_text("{")
    with pytest.raises(EnvironmentRefusedError, match=r"nothing was added: .*known\.yaml"):
        accept([found("boots")], path)
    assert path.read_text() == "{"

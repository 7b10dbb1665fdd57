"""Logs, traces and their file names."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.run.attachments import facts_of, file_stem, serial_log, write_files
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.replay import ReplayId, format_replay
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.trace import Event, EventKind, Source
from oceanhil.scenarios.trace_file import encode_trace, head_of, read_trace

WORDS = st.text(st.characters(codec="utf-8"), max_size=60)
REPLAY_IDS = st.builds(
    ReplayId,
    scenario=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True),
    subject=st.sampled_from(PLATFORM_BOARDS),
    driver=WORDS,
    store=st.none() | st.sampled_from(StorePolicy),
    axes=st.dictionaries(st.sampled_from(["case", "cut", "skew"]), WORDS),
    seed=st.integers(0, 10**18 - 1),
).map(format_replay)
NOT_ON_WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')

LINE = Event(2_500_000, Source.DEVICE, EventKind.SERIAL, "device", {"text": "[INFO] Device ONLINE"})
RESULT = Result(
    scenario="first-boot",
    title="",
    group="lifecycle",
    board="esp32",
    world="sim",
    seed=7,
    parameters={},
    replay_id="first-boot@esp32#seed=7",
    outcome=Outcome.PASSED,
    remedy=Outcome.NONE,
    events=(LINE,),
)


@pytest.mark.slow
@given(REPLAY_IDS)
def test_a_file_name_is_legal_on_every_system(replay_id: str) -> None:
    stem = file_stem(replay_id)
    assert not NOT_ON_WINDOWS.search(stem)
    assert len(f"{stem}.attempt-99.jsonl".encode()) < 150
    assert stem == stem.lower()


@pytest.mark.slow
@given(REPLAY_IDS, REPLAY_IDS)
def test_different_ids_have_different_files(one: str, other: str) -> None:
    assert (file_stem(one) == file_stem(other)) is (one == other)


@pytest.mark.parametrize("pair", [("a@esp32#case=A", "a@esp32#case=a"), ("a@esp32#case=%2F", "a@esp32#case=_2F")])
def test_ids_that_look_alike_on_disk_are_told_apart(pair: tuple[str, str]) -> None:
    one, other = map(file_stem, pair)
    assert one != other


def test_a_plain_id_is_its_own_file_name() -> None:
    assert file_stem("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104") == (
        "eeprom-power-loss@esp32_idf-5.5.1+legacy_cut=2.104"
    )


def test_the_serial_log_has_seconds_device_and_line() -> None:
    boot = msgspec.structs.replace(LINE, kind=EventKind.BOOT, fields={"number": 1})
    assert serial_log([boot, LINE]) == "[      2.500000] device: [INFO] Device ONLINE\n"


def test_a_written_trace_reads_back(tmp_path: Path) -> None:
    files = write_files(RESULT, tmp_path / "deep" / "traces")
    assert read_trace(files["trace"].read_bytes()).events == (LINE,)
    assert files["trace"].read_bytes() == encode_trace(head_of(RESULT), [LINE])
    assert files["serial_log"].read_text("utf-8") == serial_log([LINE])


def test_a_second_attempt_leaves_the_files_of_the_first(tmp_path: Path) -> None:
    first = write_files(RESULT, tmp_path)
    second = write_files(msgspec.structs.replace(RESULT, attempts=2), tmp_path)
    assert second["trace"].name == "first-boot@esp32_seed=7.attempt-2.jsonl"
    assert first["trace"].exists()


def test_the_facts_say_whether_a_case_is_flaky() -> None:
    assert "flaky" not in facts_of(RESULT)
    assert facts_of(msgspec.structs.replace(RESULT, attempts=2))["flaky"] == "true"
    assert facts_of(msgspec.structs.replace(RESULT, attempts=2, outcome=Outcome.FAILED))["flaky"] == "false"

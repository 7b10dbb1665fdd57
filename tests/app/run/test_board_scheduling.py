"""The file in which workers tell the controller which cases belong together."""

import errno
from pathlib import Path

import msgspec
import pytest

from oceanhil.app.run.board_scheduling import write_groups

GROUPS = {"a.yaml::a@esp32": "esp32 1"}


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_groups(GROUPS, tmp_path / "groups.json")
    assert list(tmp_path.iterdir()) == []


def test_what_another_worker_wrote_stays(tmp_path: Path) -> None:
    file = tmp_path / "groups.json"
    write_groups(GROUPS, file)
    write_groups({}, file)
    assert (msgspec.json.decode(file.read_bytes()), [*tmp_path.iterdir()]) == (GROUPS, [file])

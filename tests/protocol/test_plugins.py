"""What other distributions register: read once for each path of imports, and anew for another."""

from __future__ import annotations

from importlib.metadata import EntryPoints, entry_points
from pathlib import Path

import pytest

from oceanhil.protocol.plugins import plugin_names, plugin_places


def install(folder: Path, place: str) -> None:
    about = folder / "lamp-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lamp\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text(f"[some.lamps]\nlamp = {place}\n", "utf-8")


def test_what_is_on_the_path_is_found_and_what_is_no_longer_there_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plugin_names("some.lamps") == frozenset()
    install(tmp_path, "lamps:LAMP")
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        assert plugin_names("some.lamps") == {"lamp"}
        assert plugin_places("some.lamps", "lamp") == ("lamps:LAMP",)
        assert plugin_places("some.lamps", "lantern") == ()
    assert plugin_names("some.lamps") == frozenset()


def test_the_files_of_all_distributions_are_read_once_for_a_path_and_a_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(*, group: str) -> EntryPoints:
        asked.append(group)
        return entry_points(group=group)

    monkeypatch.setattr("oceanhil.protocol.plugins.entry_points", counted)
    install(tmp_path, "lamps:LAMP")
    monkeypatch.syspath_prepend(str(tmp_path))
    for _ in range(3):
        plugin_names("some.lamps")
        plugin_places("some.lamps", "lamp")
    plugin_names("other.lamps")
    assert asked == ["some.lamps", "other.lamps"]

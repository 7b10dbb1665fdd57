from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a distribution that registers families: `install("acme", espnever="module:OBJECT")`."""

    def register(distribution: str, **entries: str) -> None:
        site = tmp_path / distribution
        about = site / f"{distribution}-1.0.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", "utf-8")
        lines = "".join(f"{name} = {place}\n" for name, place in entries.items())
        (about / "entry_points.txt").write_text(f"[oceanhil.boards]\n{lines}", "utf-8")
        monkeypatch.syspath_prepend(str(site))
        importlib.invalidate_caches()

    return register

"""Where programs of other people are installed, and a folder they work in."""

from pathlib import Path

import pytest

from tests.foreign.program import Environment

ROOT = Path(__file__).parents[2] / ".venv-foreign"


def environment(name: str, folder: Path) -> Environment:
    """Give one of the environments that tools/foreign-clients.sh makes."""
    python = ROOT / name / "bin" / "python"
    if not (ROOT / ".installed").exists() or not python.exists():
        pytest.skip("foreign clients are not installed: make foreign")
    return Environment(python, folder)


@pytest.fixture
def espressif(tmp_path: Path) -> Environment:
    """Espressif's tools, with pyserial and its terminal program."""
    return environment("espressif", tmp_path)


@pytest.fixture
def labgrid(tmp_path: Path) -> Environment:
    """Labgrid, with the pyserial of its own that it brings along."""
    return environment("labgrid", tmp_path)

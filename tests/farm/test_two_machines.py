"""The page's "two machines in ten minutes", done as it is written there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.farm.labgrid import program
from tests.farm.programs import ROOT, RUN_S, Program

SCRIPT = Path(__file__).with_name("two_machines.sh")


def may_have_namespaces() -> bool:
    """Tell whether this user may have networks of their own, with two machines in them."""
    try:
        words = ("unshare", "-rnm", "sh", "-c", "mount -t tmpfs tmpfs /run && mkdir /run/netns && ip netns add lab")
        return subprocess.run(words, capture_output=True, timeout=RUN_S, check=False).returncode == 0
    except OSError:
        return False


def test_a_board_of_another_machine_is_run_on_as_the_page_says(tmp_path: Path) -> None:
    """Between two network namespaces where that may be, else on loopback; what was done is told."""
    programs = Path(program("labgrid-client")).parent
    enter, kind = (("unshare", "-rnm"), "namespaces") if may_have_namespaces() else ((), "loopback")
    variables = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), str(programs), os.environ["PATH"])),
        "OCEANHIL_FARM": str(ROOT),
        "OCEANHIL_STATE": str(tmp_path / "state"),
    }
    words = (*enter, "sh", str(SCRIPT), kind, str(tmp_path))
    with Program(tmp_path / "script.log", *words, folder=tmp_path, variables=variables) as script:
        assert script.code == 0, script.said
    assert "1 passed, 0 failed, 0 errors" in script.said
    assert f"board at {'10.99.0.2' if kind == 'namespaces' else '127.0.0.78'}" in script.said

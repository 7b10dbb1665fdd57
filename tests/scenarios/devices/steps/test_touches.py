"""What steps lay hands on is declared with them: whoever judges asks that, not what they are called."""

import subprocess
import sys

import pytest

from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.step import Touch

PROVOKING = frozenset({Touch.CREDENTIALS, Touch.SETTINGS, Touch.CLOCK})


@pytest.mark.parametrize(
    ("family", "touch"),
    [
        ("storage.", Touch.STORAGE),
        ("device.flash", Touch.IMAGE),
        ("identity.", Touch.IDENTITY),
        ("device.reset", Touch.RESET),
        ("time.", Touch.TIME),
    ],
)
def test_the_steps_of_a_family_and_no_others_touch_what_it_is_about(family: str, touch: Touch) -> None:
    touching = {name for name, step in DEVICE_STEPS.items() if touch in step.touches}
    assert touching == {name for name in DEVICE_STEPS if name.startswith(family)} != set()


def test_who_looks_arranges_or_puts_back_the_same_changes_no_record() -> None:
    at_storage = {name for name, step in DEVICE_STEPS.items() if Touch.STORAGE in step.touches}
    at_records = {name for name, step in DEVICE_STEPS.items() if Touch.RECORD in step.touches}
    assert at_records < at_storage
    assert at_storage - at_records == {
        *("storage.cut_power", "storage.remember", "storage.keep", "storage.refuse"),
    }


def test_what_may_make_a_server_refuse_a_device_is_known_of_each_step() -> None:
    """A failure names the steps that brought a refusal about: a new step of these families says whether it does."""
    of_families = {name: step for name, step in DEVICE_STEPS.items() if name.startswith(("server.", "clock."))}
    server = {name: step.touches & PROVOKING for name, step in of_families.items()}
    assert {name for name, touched in server.items() if touched == {Touch.CREDENTIALS}} == {
        *("server.regenerate_token", "server.revoke_token", "server.delete_device"),
    }
    assert {name for name, touched in server.items() if touched == {Touch.SETTINGS}} == {"server.settings"}
    assert {name for name, touched in server.items() if not touched} == {
        *("server.generate", "server.claim", "server.set_relay", "server.restart"),
        # What a fault answers is no answer of the server's own.
        *("server.fault", "server.clear_faults", "server.fuzz_answer"),
        *("clock.uptime", "clock.mend", "clock.sntp_delay"),
    }


def test_a_name_that_is_no_steps_touches_nothing() -> None:
    assert touched_by("storage.of_a_later_version") == frozenset()


def test_every_step_there_is_can_be_asked_by_its_name() -> None:
    assert {name: touched_by(name) for name in DEVICE_STEPS} == {
        name: step.touches for name, step in DEVICE_STEPS.items()
    }


def test_a_step_of_somebody_else_is_asked_like_ours() -> None:
    class Drop(DeviceStep, name="board.drop", touches=Touch.RESET):
        def run(self, context: DeviceContext) -> None: ...

    assert touched_by(Drop.name) == {Touch.RESET}


@pytest.mark.usefixtures("interpreter_starts")
def test_what_steps_touch_is_asked_where_no_step_is_known() -> None:
    module, steps = "oceanhil.scenarios.devices.touches", "oceanhil.scenarios.devices.steps"
    source = f"import sys, {module}; sys.exit({steps!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", source], check=False).returncode == 0

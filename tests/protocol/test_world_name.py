"""A world's name and its argument, as they are written behind `--world`."""

import pytest

from oceanhil.hil.worlds import world_names
from oceanhil.protocol.world_name import OwnWorld, WorldChoice


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("sim", "sim", ""),
        ("serial:virtual-usb", "serial", "virtual-usb"),
        ("serial:labgrid:desk", "serial", "labgrid:desk"),
        ("sketch:C:/lamp", "sketch", "C:/lamp"),
    ],
)
def test_a_choice_is_taken_apart_and_written_again(text: str, name: str, argument: str) -> None:
    choice = WorldChoice.read(text)
    assert choice == (name, argument)
    assert str(choice) == text


def test_nothing_behind_a_colon_is_no_argument() -> None:
    assert WorldChoice.read("serial:") == WorldChoice("serial")


def test_the_worlds_of_this_project_are_all_there() -> None:
    assert set(OwnWorld) <= set(world_names())

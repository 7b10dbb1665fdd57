"""What stands in the class statement of a step."""

import pytest

from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.step import Step
from oceanhil.scenarios.world import Capability


def test_one_capability_is_needed_as_several_are() -> None:
    class One(Step, name="one", needs=Capability.POWER):
        """Needs one."""

    class Several(One, name="several", needs={Capability.POWER, Capability.RADIO}):
        """Needs two."""

    class Inherits(Several, name="inherits"):
        """Needs the same."""

    assert One.needs == {Capability.POWER}
    assert Several.needs == Inherits.needs == {Capability.POWER, Capability.RADIO}


def test_a_word_that_says_nothing_about_a_step_is_refused() -> None:
    with pytest.raises(TypeError, match="Wrong: nothing about a step is called mian"):

        class Wrong(Step, name="wrong", mian="key"):
            """Has a typo."""


def test_a_step_cannot_be_changed_and_its_keys_may_come_in_any_order() -> None:
    class Blink(DeviceStep, name="device.blink", main="times"):
        """Has a field after one with a default."""

        times: int

        def run(self, context: DeviceContext) -> None:
            raise NotImplementedError

    assert Blink(times=2).times == 2
    with pytest.raises(AttributeError):
        setattr(Blink(times=2), "times", 3)  # noqa: B010 - mypy refuses the statement

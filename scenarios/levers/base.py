"""What every step about devices is: a typed struct that does one thing to the world or expects one thing of it."""

from abc import abstractmethod
from typing import ClassVar

from oceanhil.scenarios.context import Context
from oceanhil.scenarios.names import DeviceName
from oceanhil.scenarios.step_form import StepForm
from oceanhil.scenarios.world import MAIN_DEVICE, Capability


class Lever(StepForm, frozen=True, kw_only=True):
    """A step. Its fields are the keys it has in a scenario file."""

    @abstractmethod
    def run(self, context: Context) -> None:
        """Do it; raises Unmet when an expectation does not hold and WorldError when the world fails."""


class DeviceLever(Lever, frozen=True, kw_only=True):
    """A step about one device; `on` names it."""

    introduces: ClassVar[bool] = False
    """True when it makes the device that `on` names one that other steps may be about."""

    on: DeviceName = MAIN_DEVICE

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs; any device but the main one is a second one."""
        return self.needs if self.on == MAIN_DEVICE else self.needs | {Capability.SECOND_DEVICE}

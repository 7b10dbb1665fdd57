"""Back to the state in which a board leaves the factory: blank, unprovisioned, without a fault, held."""

from oceanhil.simulator.agent import clock_commands
from oceanhil.simulator.agent.provision import Provisioning
from oceanhil.simulator.agent.target import AgentTarget
from oceanhil.simulator.flash.chip import FlashSnapshot
from oceanhil.simulator.flash.torn import PrefixTear


class FactoryState:
    """Remembers the fuses as they were when the board was made."""

    def __init__(self, target: AgentTarget, provisioning: Provisioning) -> None:
        self._target = target
        self._provisioning = provisioning
        self._fuse_words = target.fuse_words

    def restore(self) -> None:
        """Hold the board, blank its chip and end its faults; how often its sectors were erased stays counted."""
        target, flash = self._target, self._target.flash
        target.hold()
        target.forget_cuts()
        flash.restore(FlashSnapshot({}, flash.erases, flash.programs, {}))
        flash.tear = PrefixTear()
        flash.wear = None
        target.fuse_words, target.fuse_fault = self._fuse_words, None
        clock_commands.mend(target)
        self._provisioning.forget()

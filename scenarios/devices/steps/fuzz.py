"""The step that injects a drawn fault: what `fuzz` in a file counts."""

from typing import Final

import msgspec

from oceanhil.protocol.chance import Chance
from oceanhil.protocol.faults import FaultRule, Match
from oceanhil.protocol.faults.drawn_answers import DrawnAnswer, drawn_answer
from oceanhil.scenarios.devices.context import DeviceContext, WorldStep
from oceanhil.scenarios.names import NewFault
from oceanhil.scenarios.scalars import Count
from oceanhil.scenarios.world import Capability

_TIMES: Final = (None, None, 1, 3)


class FuzzAnswer(WorldStep, name="server.fuzz_answer", needs=Capability.SERVER_FAULTS, main="draw"):
    """Inject a fault of answers that is drawn: the same draw of the same answer and seed is the same fault."""

    draw: Count
    of: DrawnAnswer
    called: NewFault | None = msgspec.field(default=None, name="name")

    def run(self, context: DeviceContext) -> None:
        # A text, since then the three numbers cannot add up to those of another draw.
        rng = Chance(f"{context.seed} {self.of.value} {self.draw}")
        fault = drawn_answer(rng, self.of)
        match = Match(context.path(self.of.value), rng.choice(self.of.methods))
        context.inject(FaultRule(fault, match, rng.choice(_TIMES), name=self.called))

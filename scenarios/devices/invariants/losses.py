"""Times in which the network loses messages, so that an answer may have come to nobody."""

import re
from typing import Final

from oceanhil.scenarios.trace import Event, EventKind

_LOSS: Final = re.compile(r"loss (\d+) ppm")


class Losses:
    """Follows NETWORK events. Several invariants judge less while `are_likely`."""

    def __init__(self) -> None:
        self.are_likely = False

    def take(self, event: Event) -> None:
        """Take notice of an event of any kind."""
        if event.kind is EventKind.NETWORK and (found := _LOSS.fullmatch(str(event.fields.get("change", "")))):
            self.are_likely = int(found[1]) > 0

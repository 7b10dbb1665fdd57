"""What a LINE event says in its field `change`: written by worlds, read by invariants and who compares traces."""

from typing import Final

from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world_terms import LineFault

_SOUND: Final = "sound"
_STUCK: Final = "stuck"


def line_words(fault: LineFault | None) -> str:
    """Say what the serial line is like: disturbed in this way, or sound again."""
    if fault is None:
        return _SOUND
    if fault.stuck:
        return _STUCK
    shares = {"noise": fault.noise_ppm, "lost": fault.drop_ppm, "doubled": fault.duplicate_ppm}
    return ", ".join(f"{name} {ppm} ppm" for name, ppm in shares.items() if ppm) or _SOUND


def is_line_sound(change: str) -> bool:
    """Tell whether the words say that nothing is wrong with the line any more."""
    return change == _SOUND


class Unheard:
    """Devices of which nobody knows what they say or when they start, because the harness disturbs their line.

    It follows LINE events. Several invariants judge nothing of a device that is `in` here.
    """

    def __init__(self) -> None:
        self._names: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def take(self, event: Event) -> None:
        """Take notice of an event of any kind."""
        if event.kind is EventKind.LINE:
            is_heard = is_line_sound(str(event.fields.get("change", "")))
            (self._names.discard if is_heard else self._names.add)(event.device)

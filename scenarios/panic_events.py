"""A crash as an event of the trace, in the same form in every world that can see one."""

from collections.abc import Callable, Iterable, Mapping

from oceanhil.protocol.panics import Panic
from oceanhil.scenarios.trace import Scalar


def panic_fields(
    panic: Panic, cut: Callable[[str], str] = lambda text: text, frames: Iterable[str] = ()
) -> Mapping[str, Scalar]:
    """Give the fields of a PANIC event; `cut` takes secrets out of a text, `frames` are decoded places in the program.

    A stack dump holds what the program had in memory, so its lines go through `cut` one by one.
    """
    fields: dict[str, Scalar] = {
        "kind": panic.kind.value,
        "found": cut(panic.summary),
        "reset": panic.reset.words if panic.reset is not None else None,
        "text": "\n".join(cut(line) for line in panic.lines),
    }
    if decoded := "\n".join(frames):
        fields["frames"] = decoded
    return fields

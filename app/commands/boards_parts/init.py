"""`oceanhil boards init`: writes an inventory for what is plugged in."""

from __future__ import annotations

from pathlib import Path

from oceanhil.app.commands.errors import EnvironmentRefusedError, WrongInputError
from oceanhil.hil.boards.inventory_text import inventory_text
from oceanhil.hil.boards.usb_ids import known_device
from oceanhil.hil.link.spec import plugged_in
from oceanhil.host.terminal import echo
from oceanhil.host.whole_files import replace_whole


def write_inventory(output: Path, *, to_stdout: bool, force: bool) -> None:
    """Write the inventory to a file that does not exist yet, or show it."""
    ports = plugged_in()
    text = inventory_text(ports)
    if to_stdout:
        echo(text, nl=False)
        return
    try:
        replace_whole(output, text.encode(), is_new=not force)
    except FileExistsError:
        raise WrongInputError(f"{str(output)!r} exists; --force overwrites it, --stdout only shows") from None
    except OSError as error:
        cause = (error.strerror or "unknown error").lower()
        raise EnvironmentRefusedError(f"{str(output)!r} cannot be written: {cause}; choose another place") from None
    boards = sum(known_device(port.vid_pid) is not None for port in ports)
    echo(f"{output}: {boards} boards, {len(ports) - boards} other ports; check it, then: oceanhil boards probe")

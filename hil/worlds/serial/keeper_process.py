"""The process of a board keeper: `python -m oceanhil.hil.worlds.serial.keeper_process DESCRIPTOR`, started by a run."""

import os
import sys
import time
from functools import partial
from typing import Final

from oceanhil.hil.boards.journal import open_journal
from oceanhil.hil.boards.leases import open_leases
from oceanhil.hil.keeping.keeper import BoardKeeper
from oceanhil.hil.worlds.serial.putting_back import give_place_back, put_board_back
from oceanhil.host.folders import keeper_log, state_directory
from oceanhil.host.owners import is_surely_dead, this_machine, this_owner
from oceanhil.host.terminal import echo
from oceanhil.protocol.redact import redact
from oceanhil.protocol.wording import utc

MODULE: Final = "oceanhil.hil.worlds.serial.keeper_process"


def main() -> None:
    """Keep the boards of the run at the other end of the connection, and end when all are back."""
    from oceanhil.hil.keeping.posix_process import become_detached

    line = become_detached(int(sys.argv[1]))
    me = this_owner(purpose=f"board keeper, log {str(keeper_log(state_directory()).absolute())!r}")
    machine = this_machine()
    keeper = BoardKeeper(
        me,
        open_leases(),
        partial(put_board_back, journal=open_journal()),
        lambda owner: is_surely_dead(owner, machine),
        _log,
        give_place_back=partial(give_place_back, log=_log),
    )
    with line:
        keeper.serve(line)
    keeper.put_everything_back()


def _log(text: str) -> None:
    echo(f"{utc(time.time())} {os.getpid()} {redact(text)}")


if __name__ == "__main__":
    main()

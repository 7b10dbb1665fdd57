"""`--db FILE`: a server that keeps what it knows."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from oceanhil.app.commands.errors import EnvironmentRefusedError, WrongInputError
from oceanhil.host.terminal import echo
from oceanhil.mock_server.app.wall_clock import wall_us
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.store import Keeper, StoreError, StoreRefusedError


def make_keeper(core: Core, path: Path, *, is_logged: bool) -> Keeper:
    """Prepare to keep `core` in `path`; what goes wrong while it runs is told on stderr, unless the log tells it."""
    return Keeper(core, path, wall_us, tell=_ignore if is_logged else _tell)


@contextlib.asynccontextmanager
async def kept(keeper: Keeper) -> AsyncIterator[None]:
    """Load what is in the file, and write to it until the end.

    Raises WrongInputError for a file of another kind, EnvironmentRefusedError for one the machine does not give.
    """
    try:
        await keeper.start()
    except StoreRefusedError as error:
        raise WrongInputError(str(error)) from None
    except StoreError as error:
        raise EnvironmentRefusedError(str(error)) from None
    try:
        yield
    finally:
        await keeper.close()


def _ignore(_: StorageView) -> None:
    pass


def _tell(storage: StorageView) -> None:
    words = {StorageState.READ_ONLY: "read-only", StorageState.UNREADABLE: "unreadable, every request is refused"}
    state = words.get(storage.state, "stored again")
    with contextlib.suppress(OSError, ValueError):
        echo(f"storage: {state}{f': {storage.reason}' if storage.reason else ''}", err=True)

"""One run at a time on a server whose clock or settings it moves: two would each see what the other does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from oceanhil.remote.connector.ledger import server_folder
from oceanhil.remote.wire.knocking import TargetError

_LOCK: Final = "levers.lock"


@contextmanager
def alone_at(url: str, state: Path) -> Iterator[None]:
    """Keep other runs of this user away from the server at `url` meanwhile; raises TargetError if one is there.

    The operating system frees it when a run dies. Where nothing can be written into `state` nobody is kept away.
    """
    folder = server_folder(state, url)
    lock = FileLock(folder / _LOCK, mode=0o666, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise TargetError(
            f"another run moves the clock and the settings of {url!r} just now; wait for its end, or serve another one"
        ) from None
    except OSError:
        # A mock server needs no state folder: a user without one has no other run either.
        pass
    try:
        yield
    finally:
        lock.release()

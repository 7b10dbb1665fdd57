"""How many files and connections the process may have open."""

import contextlib
import sys
from typing import Final

# Every connection is an open file. macOS takes no soft limit above OPEN_MAX, 10,240 (setrlimit(2)).
_WANTED: Final = 10_240 if sys.platform == "darwin" else 65_536


def raise_open_files() -> None:
    """Raise the soft limit of open files as far as is useful and the hard limit lets it; does nothing on Windows.

    The usual soft limit, 1,024 or 256 on macOS, is less than a busy bench has connections. A system that refuses is
    left as it is.
    """
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))

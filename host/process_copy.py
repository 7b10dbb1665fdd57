"""A step tried in a copy of this process, to see whether a library would end the process in it.

Where processes cannot be copied (Windows) nothing is tried, and the library is trusted.
"""

import faulthandler
import os
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress


def ends_by_abort(work: Callable[[], object]) -> bool:
    """Tell whether `work` calls abort(), such as by an assertion in C; whatever else it does is lost with the copy.

    The copy goes the way that this process would go, if `work` depends on nothing but memory. False where it cannot
    be tried.
    """
    if sys.platform == "win32":
        return False
    with warnings.catch_warnings():
        # Of threads that the copy has not: what is tried needs none.
        warnings.simplefilter("ignore", DeprecationWarning)
        copy = os.fork()
    if copy == 0:
        # Nobody is to read what it says, or to be told of its end.
        try:
            faulthandler.disable()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            with suppress(Exception):
                work()
        finally:
            os._exit(0)
    status = os.waitpid(copy, 0)[1]
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT

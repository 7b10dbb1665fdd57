"""The scenarios that come with the project, read once for all tests of a process."""

from functools import cache

from oceanhil.app.run.library import library_root
from oceanhil.scenarios.loader import Library, load_library


@cache
def whole_library() -> Library:
    """Give the library, which nothing changes."""
    return load_library([library_root()])

"""What a server, or the way to its own side, must offer before something can be tried on it."""

import msgspec


class Need(msgspec.Struct, frozen=True):
    """Something that an item needs beside the device side of a server; reports name it where it is missing."""

    name: str
    about: str


class Lacking(Exception):  # noqa: N818 - no error: this server or connector simply has no such thing
    """The item cannot be tried here."""

    def __init__(self, need: Need, why: str = "", *, is_trouble: bool = False) -> None:
        """Name what is missing and, where that is not plain, why.

        `is_trouble` says that it ought to be there: then the run fails, for nobody decided to do without.
        """
        super().__init__(why or need.about)
        self.need = need
        self.why = why
        self.is_trouble = is_trouble

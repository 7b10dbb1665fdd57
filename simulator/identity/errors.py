"""What the reading of a MAC may end with."""


class MacUnreadableError(Exception):
    """The chip gave no usable MAC; the text says why."""

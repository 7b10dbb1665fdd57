"""Why a file cannot be used, or takes nothing more."""


class StoreError(Exception):
    """The machine refused: a full disk, an I/O error, a file in use; its text says what, and what to do."""


class StoreRefusedError(StoreError):
    """The file is not what was expected: another program's, a newer version's, or damaged."""

"""What can go wrong between the harness and a board's flash."""


class StorageAccessError(Exception):
    """The board's flash could not be read or written as asked; the text is for the user."""


class WriteNotKeptError(StorageAccessError):
    """What was written does not read back."""

    def __init__(self, sectors: tuple[int, ...]) -> None:
        places = ", ".join(f"{sector * 0x1000:#x}" for sector in sectors)
        super().__init__(f"the sectors at {places} do not read back as written: the chip is worn or write-protected")
        self.sectors = sectors

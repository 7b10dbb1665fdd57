"""What goes wrong round a virtual board, as one line for the user."""


class VirtualBoardError(Exception):
    """The user gave something that cannot be used."""


class MachineRefusedError(VirtualBoardError):
    """The machine refused: a port in use, a full disk, a process that did not start."""

"""What can go wrong with an emulated board."""


class EmulatorError(Exception):
    """An emulator, its compiler or its firmware is missing or has failed; the text says what to do."""


class ToolMissingError(EmulatorError):
    """A program that is needed is not installed; `package` is what installs it."""

    def __init__(self, program: str, package: str) -> None:
        super().__init__(f"{program!r} is not installed; install {package}")
        self.package = package

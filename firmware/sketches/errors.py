"""What can be wrong with a sketch."""

from oceanhil.firmware.compiler import BuildError


class SketchError(BuildError):
    """A sketch is not there, is not whole, or does not compile; the text is fit for a user, some with several lines."""

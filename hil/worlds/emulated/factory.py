"""World `emulated`: with the firmware of this project, or with anybody's program behind the colon."""

from oceanhil.hil.worlds.emulated.world import EmulatedWorldFactory
from oceanhil.hil.worlds.image.world import ImageWorldFactory
from oceanhil.scenarios.world import WorldFactory


def emulated_worlds(image: str = "") -> WorldFactory:
    """Give the factory; `image` is a file with a program for a Pico W. Raises WorldError."""
    return ImageWorldFactory(image) if image else EmulatedWorldFactory()

"""Where a server is in its life."""

from enum import Enum


class Phase(Enum):
    """The phases; the value is what `GET /_admin/ready` says."""

    STARTING = "starting"
    SERVING = "serving"
    STOPPING = "stopping"
    """It finishes what is under way."""

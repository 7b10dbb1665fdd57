"""The locustfile of `oceanhil fleet URL`: one user class, the documented device."""

from oceanhil.fleet import OceanDevice


class DocumentedDevice(OceanDevice):
    """Nothing but what every device does."""

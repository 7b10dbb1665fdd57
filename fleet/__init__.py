"""A fleet: thousands of documented devices at one server, the storms that strike them, and what is counted of it.

`device` is one of them, `storm` what may strike; `watch` sees what devices do and counts it in a `tally`. These are
pure: they are driven in virtual time (`virtual`) or by whatever sends real requests. `load` is that: the device as a
user of Locust, `from oceanhil.fleet import OceanDevice`.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oceanhil.fleet.load.device_user import OceanDevice

__all__ = ["OceanDevice"]


def __getattr__(name: str) -> object:
    """Import the user class when somebody asks for it: Locust puts gevent's sockets in the place of Python's."""
    if name != "OceanDevice":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if find_spec("locust") is None:
        raise ImportError("OceanDevice is a user of Locust, which is not installed: pip install 'oceanhil[fleet]'")
    # It hears of Locust's events from now on.
    import_module("oceanhil.fleet.load.wiring")
    from oceanhil.fleet.load.device_user import OceanDevice

    return OceanDevice

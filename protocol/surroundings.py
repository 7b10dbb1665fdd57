"""What is round a device, in the words of scenarios, the simulator and a virtual board's control channel alike."""

from enum import Enum


class Band(Enum):
    """The band that an access point works in; no board of the platform has 5 GHz."""

    GHZ_2_4 = "2.4GHz"
    GHZ_5 = "5GHz"


class Host(Enum):
    """A host that the network can keep a device from reaching."""

    SERVER = "server"
    TIME_SERVER = "time-server"

    __hash__ = object.__hash__  # looked up at each exchange: Enum's own is a function of Python

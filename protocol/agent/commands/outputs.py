"""Commands about what a device is for: its relays, and what its sensor shows."""

from oceanhil.protocol.agent.message import Command
from oceanhil.protocol.agent.replies import Done, RelaysReading
from oceanhil.protocol.agent.vocabulary import CommandGroup, HumidityTenths, TemperatureTenths


class RelaysRead(Command[RelaysReading], frozen=True):
    """Ask how the relays' pins stand, and how often the program has switched each since the boot."""

    NAME = ("RELAYS", "READ")
    GROUP = CommandGroup.OUTPUTS


class SensorSet(Command[Done], frozen=True):
    """Let the program read this in place of its sensor, until the next boot; None: what the sensor itself shows."""

    NAME = ("SENSOR", "SET")
    GROUP = CommandGroup.OUTPUTS
    temperature_tenths: TemperatureTenths | None
    humidity_tenths: HumidityTenths | None


OutputCommand = RelaysRead | SensorSet

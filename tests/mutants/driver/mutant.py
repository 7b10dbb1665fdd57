"""What a mutant of a driver is."""

from dataclasses import dataclass

from tests.mutants.rewrite import Change


@dataclass(frozen=True, slots=True)
class DriverMutant:
    """A broken rule by name, the function that keeps it, and what to change in its source."""

    name: str
    target: str
    changes: tuple[Change, ...]


def nvs(name: str, target: str, *changes: Change) -> DriverMutant:
    """Break a function of NVS."""
    return DriverMutant(name, "oceanhil.simulator.eeprom.nvs." + target, changes)


def eeprom(name: str, target: str, *changes: Change) -> DriverMutant:
    """Break a function of an EEPROM class."""
    return DriverMutant(name, "oceanhil.simulator.eeprom." + target, changes)

"""How many devices a storm lets come at once: what a server must bear in the worst second of it.

What it is: a bound, from the storm alone. Devices that get power or firmware come spread over the time that the deed
says. All others come back by their own back-off, of which nobody can say that it spreads them: with what ends a
trouble, all of those whom it met come in one second at worst.
"""

from collections.abc import Iterator

from oceanhil.fleet.storm import (
    Certificate,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    Storm,
    StormDeed,
    StormDisturbance,
    chosen,
)

_LEAST_S = 1.0


def most_in_a_second(storm: Storm, devices: int) -> float:
    """Give how many of so many devices come in the storm's worst second at most; each comes once in a second."""
    comings = [each for deed in storm.deeds for each in _comings(deed, devices)]
    sums = [sum(per_s for begin_s, end_s, per_s in comings if begin_s <= at_s < end_s) for at_s, _, _ in comings]
    return min(float(devices), max(sums, default=0.0))


def _comings(deed: StormDeed, devices: int) -> Iterator[tuple[float, float, float]]:
    """Give from when until when, in seconds of the storm, a deed lets devices come, and how many a second."""
    match deed.act:
        case PowerOn(share, within_s) | Rollout(share, within_s):
            lasts_s = max(_LEAST_S, within_s)
            yield deed.at_s, deed.at_s + lasts_s, len(chosen(devices, share)) / lasts_s
        case NetworkOn(share):
            yield deed.at_s, deed.at_s + _LEAST_S, float(len(chosen(devices, share)))
        case Settings() | StormDisturbance() | Silence() | Certificate():
            yield deed.mended_s, deed.mended_s + _LEAST_S, float(devices)
        case PowerOff() | NetworkOff():
            pass

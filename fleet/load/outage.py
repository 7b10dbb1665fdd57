"""Who lacks something that a storm takes from a part of a fleet, and gives back to a part of it.

The fleet may have any number of devices, and some of them come while others are struck: so what is kept is what was
said, not who it met. It knows nothing of Locust, which a process must be begun with.
"""


class Outage:
    """Which places lack power, or network: of what began and ended below a place, the last says it."""

    def __init__(self) -> None:
        self._said: list[tuple[int, bool]] = []
        """Below which place, and whether it began; the last is of the fewest places."""

    def begin(self, places: int) -> None:
        """Take it from the devices in places below this one."""
        self._say(places, lacking=True)

    def end(self, places: int) -> None:
        """Give it back to the devices in places below this one; others that lack it do so still."""
        self._say(places, lacking=False)

    def __contains__(self, place: int) -> bool:
        """Tell whether the device in this place lacks it."""
        return next((lacking for below, lacking in reversed(self._said) if place < below), False)

    def _say(self, places: int, *, lacking: bool) -> None:
        self._said = [*(each for each in self._said if each[0] > places), (places, lacking)]

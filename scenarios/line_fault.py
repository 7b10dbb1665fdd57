"""What is wrong with the serial line between a board and whoever listens to it."""

import msgspec

SOUND = "sound"
"""How a trace calls a line with which nothing is wrong."""


class LineFault(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to each byte on its way from the board to the host.

    The first three are probabilities a byte, in parts per million: one of its bits flips, it is lost, it comes twice.
    `stuck`: nothing arrives at all. What strikes where is drawn from `seed`. What the host sends is not disturbed.
    """

    noise_ppm: int = 0
    drop_ppm: int = 0
    duplicate_ppm: int = 0
    stuck: bool = False
    seed: int = 0

    @property
    def words(self) -> str:
        """The fault as a trace names it."""
        if self.stuck:
            return "stuck"
        shares = {"noise": self.noise_ppm, "lost": self.drop_ppm, "doubled": self.duplicate_ppm}
        return ", ".join(f"{name} {ppm} ppm" for name, ppm in shares.items() if ppm) or SOUND

"""The tones of a sweep as eyes see them: their light, and how far apart two are, also to eyes with fewer colours."""

import math
import re
from collections.abc import Sequence
from enum import Enum
from importlib.resources import files
from typing import Final

Rgb = tuple[float, float, float]
"""Red, green and blue of sRGB, linear, each 0 to 1."""
_Matrix = tuple[Rgb, Rgb, Rgb]

_CSS: Final = (files("oceanhil.host") / "templates" / "sweep_tones.css").read_text("utf-8")
LIGHT, DARK = _CSS.split("prefers-color-scheme", 1)
"""The style sheet of either scheme."""


class Sight(Enum):
    """What an eye makes of linear sRGB: the whole of it, or what is left where one kind of cones is missing.

    The matrices are those of severity 1.0 by Machado, Oliveira and Fernandes, A Physiologically-based Model for
    Simulation of Color Vision Deficiency (2009), doi:10.1109/TVCG.2009.113, from the tables on the authors' page
    (inf.ufrgs.br/~oliveira). The package that has them, colorspacious, had its last release in 2018 and has no types.
    """

    WHOLE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    PROTANOPIA = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
    DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
    TRITANOPIA = ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900))


_TO_XYZ: Final[_Matrix] = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
"""Of sRGB, by IEC 61966-2-1."""
_WHITE: Final[Rgb] = (0.95047, 1.0, 1.08883)
"""D65, the white of sRGB."""
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


def colour(name: str, css: str) -> Rgb:
    """Read the colour `--name` of a style sheet."""
    (digits,) = re.findall(rf"--{name}: #([0-9a-f]{{6}});", css)
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return red, green, blue


def luminance(name: str, css: str) -> float:
    """Give the relative luminance of a colour (WCAG 2.2), 0 for black to 1 for white."""
    return _times((0.2126, 0.7152, 0.0722), colour(name, css))


def difference(one: Rgb, other: Rgb, sight: Sight) -> float:
    """Give how far two colours are apart for these eyes: CIE 1976 difference, of which 2.3 is just noticeable."""
    return math.dist(_lab(_seen(one, sight)), _lab(_seen(other, sight)))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _seen(rgb: Rgb, sight: Sight) -> Sequence[float]:
    return [min(1.0, max(0.0, _times(row, rgb))) for row in sight.value]


def _lab(rgb: Sequence[float]) -> Rgb:
    x, y, z = (_stretched(_times(row, rgb) / white) for row, white in zip(_TO_XYZ, _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _stretched(part: float) -> float:
    return float(part ** (1 / 3)) if part > _EPSILON else (_KAPPA * part + 16) / 116


def _times(row: Sequence[float], rgb: Sequence[float]) -> float:
    return sum(weight * part for weight, part in zip(row, rgb, strict=True))

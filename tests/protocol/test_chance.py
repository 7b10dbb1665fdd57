"""Seeded chance: the same again."""

import random

import pytest

from oceanhil.protocol.chance import Chance


@pytest.mark.parametrize("seed", [0, 7, "conform 7", b"seed"])
def test_it_draws_what_the_standard_librarys_generator_draws(seed: int | str | bytes) -> None:
    ours, theirs = Chance(seed), random.Random(seed)
    assert [ours.random() for _ in range(700)] == [theirs.random() for _ in range(700)]

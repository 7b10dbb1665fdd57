"""Seeded chance: the same again, also from a copy."""

import pickle
import random

import pytest

from oceanhil.protocol.chance import Chance


@pytest.mark.parametrize("seed", [0, 7, "conform 7", b"seed"])
def test_it_draws_what_the_standard_librarys_generator_draws(seed: int | str | bytes) -> None:
    ours, theirs = Chance(seed), random.Random(seed)
    assert [ours.random() for _ in range(700)] == [theirs.random() for _ in range(700)]


def test_a_copy_goes_on_where_the_original_was_and_leaves_it_alone() -> None:
    chance = Chance(7)
    chance.gauss(0, 1)
    copy = pickle.loads(pickle.dumps(chance))
    expected = [chance.gauss(0, 1), chance.random(), chance.getrandbits(40)]
    assert [copy.gauss(0, 1), copy.random(), copy.getrandbits(40)] == expected
    assert len(pickle.dumps(chance)) < 3000

"""Lives are drawn from a seed and a number, and from nothing else."""

from oceanhil.exploration.disturbances import DISTURBANCES
from tests.exploration.explored import drawing


def test_a_life_depends_on_its_seed_and_its_number_alone() -> None:
    one, other = drawing(seed=3), drawing(seed=3)
    other.life(1)
    assert one.life(5) == other.life(5)
    assert one.life(5) != one.life(6)
    assert one.life(5) != drawing(seed=4).life(5)


def test_every_disturbance_comes_up_and_no_life_knows_many() -> None:
    lives = [drawing().life(number) for number in range(1, 500)]
    named = [{each.disturbance.name for each in life.happenings} for life in lives]
    assert set().union(*named) == {each.name for each in DISTURBANCES}
    assert max(map(len, named)) <= 6
    assert {len(life.happenings) for life in lives} == {*range(1, 11)}


def test_what_is_drawn_from_few_is_of_few() -> None:
    life = drawing("reset", "relay").life(1)
    assert {each.disturbance.name for each in life.happenings} <= {"reset", "relay"}

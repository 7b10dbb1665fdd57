"""Guided lives go on from those that reached something new, and do not depend on how many are led at a time."""

from collections import deque

import pytest

from oceanhil.exploration.guiding import LAG, Guide
from oceanhil.exploration.life import NamedLife
from tests.exploration.explored import drawing, happening, life

NEW = life(happening("uptime", 3), happening("twin", 5, 60))


def guided(ahead: int, lives: int = 400) -> list[NamedLife]:
    """Lives of which every third has reached something new, so many of them under way at a time."""
    guide = Guide(drawing("reset", "relay"))
    found: list[NamedLife] = []
    under_way: deque[NamedLife] = deque()
    for each in guide.lives(lives):
        found.append(each)
        under_way.append(each)
        if len(under_way) == ahead:
            guide.learn(under_way.popleft().life, is_new=len(found) % 3 == ahead % 3)
    return found


@pytest.mark.parametrize("ahead", [2, 40, LAG])
def test_how_many_are_under_way_changes_no_life(ahead: int) -> None:
    assert guided(ahead) == guided(1)


def test_where_nothing_is_known_lives_are_drawn() -> None:
    drawn = drawing(seed=3)
    assert list(Guide(drawn).lives(50)) == list(drawn.lives(50))


def test_what_is_learned_is_gone_on_from_after_a_while_and_not_always() -> None:
    drawn = drawing("reset")
    guide = Guide(drawn)
    guide.learn(NEW, is_new=True)
    lives = list(guide.lives(LAG + 200, before=1))
    children = [int(each.name) for each in lives if each != drawn.named(int(each.name))]
    assert LAG <= min(children) <= LAG + 20
    assert 60 < len(children) < 140


def test_what_reached_nothing_new_is_not_gone_on_from() -> None:
    drawn = drawing("reset")
    guide = Guide(drawn)
    for _ in range(LAG + 5):
        guide.learn(NEW, is_new=False)
    assert list(guide.lives(100, before=LAG + 5)) == list(drawn.lives(100))


def test_children_differ_from_their_parents_in_few_places_and_stay_short() -> None:
    drawn = drawing("reset")
    guide = Guide(drawn)
    for _ in range(LAG + 1):
        guide.learn(NEW, is_new=True)
    children = [each.life for each in guide.lives(300, before=LAG + 1)]
    names = [[each.disturbance.name for each in child.happenings] for child in children]
    assert ["uptime", "reset", "twin"] in names
    assert ["uptime"] in names
    assert ["twin"] in names
    assert all(1 <= len(each) <= 12 for each in names)
    assert {child.start for child in children} == {*drawn.starts}


def test_a_child_is_over_in_the_time_there_is_for_one() -> None:
    from msgspec.structs import replace

    drawn = replace(drawing("reset"), length_us=30_000_000)
    guide = Guide(drawn)
    for _ in range(LAG + 1):
        guide.learn(NEW, is_new=True)
    for each in guide.lives(50, before=LAG + 1):
        assert each.life == each.life.within(30_000_000)

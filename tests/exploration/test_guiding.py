"""Guided lives go on from those that reached something rare, and do not depend on how many are led at a time."""

from collections import deque
from collections.abc import Mapping, Sequence

import pytest
from msgspec.structs import replace

from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.guiding import LAG, Guide
from oceanhil.exploration.life import Life, NamedLife
from tests.exploration.explored import S, drawing, happening, life

RARE = life(happening("uptime", 3), happening("twin", 100, 60))
RARE_US = 50 * S
COMMON = life(happening("maintenance", 5, 5))


def guided(ahead: int, lives: int = 400) -> list[NamedLife]:
    """Lives of which each has reached what few others have, so many of them under way at a time."""
    guide = Guide(drawing("reset", "relay"))
    found: list[NamedLife] = []
    under_way: deque[NamedLife] = deque()
    for each in guide.lives(lives):
        found.append(each)
        under_way.append(each)
        if len(under_way) == ahead:
            led = under_way.popleft()
            guide.learn(led.life, {f"thing: {int(led.name) % 40}": 0, "thing: common": 0})
    return found


def children(rare: Mapping[str, int], lives: int = 300, drawn: Drawing | None = None) -> Sequence[NamedLife]:
    """Lives behind many common ones and one that has reached what is rare, without those that are just drawn."""
    among = drawn or drawing("reset")
    guide = Guide(among)
    guide.learn(RARE, rare)
    for _ in range(LAG):
        guide.learn(COMMON, {"thing: common": 0})
    return [each for each in guide.lives(lives, before=LAG + 1) if each != among.named(int(each.name))]


def names(named: NamedLife) -> list[str]:
    return [each.disturbance.name for each in named.life.happenings]


@pytest.mark.parametrize("ahead", [2, 40, LAG])
def test_how_many_are_under_way_changes_no_life(ahead: int) -> None:
    assert guided(ahead) == guided(1)


def test_where_nothing_is_known_lives_are_drawn() -> None:
    drawn = drawing(seed=3)
    assert list(Guide(drawn).lives(50)) == list(drawn.lives(50))


def test_what_is_learned_is_gone_on_from_after_a_while() -> None:
    drawn = drawing("reset")
    guide = Guide(drawn)
    for number in range(LAG):
        guide.learn(RARE, {f"thing: {number}": 0})
    lives = list(guide.lives(LAG, before=LAG))
    first = next(int(each.name) for each in lives if each != drawn.named(int(each.name)))
    assert 20 <= first <= 40


def test_every_other_life_is_a_child_and_the_others_are_drawn() -> None:
    assert 110 < len(children({"thing: rare": RARE_US})) < 190


def test_what_every_life_reaches_is_not_gone_on_from() -> None:
    assert children({"thing: common": RARE_US}) == []


def test_what_fewer_lives_have_reached_is_gone_on_from_more_often() -> None:
    drawn = drawing("reset")
    guide = Guide(drawn)
    guide.learn(RARE, {"thing: rarest": 0})
    for number in range(399):
        guide.learn(COMMON, {"thing: rare": 0} if number < 15 else {"thing: common": 0})
    lives = list(guide.lives(60, before=400 + LAG))
    assert sum("uptime" in names(each) for each in lives) > 2 * sum("maintenance" in names(each) for each in lives)


def test_a_child_is_its_parent_disturbed_round_the_rare_moment_or_goes_on_from_there() -> None:
    found = children({"thing: rare": RARE_US})
    assert all(names(each)[0] in {"uptime", "reset"} for each in found)
    assert ["uptime", "reset", "twin"] in map(names, found)
    assert ["uptime", "reset"] in map(names, found)
    assert ["uptime", "uptime"] in map(names, found)
    near = [
        at_us
        for each in found
        if names(each) == ["uptime", "reset", "twin"]
        for at_us, one in each.life.begun
        if one.disturbance.name == "reset"
    ]
    assert all(abs(at_us - RARE_US) <= 30 * S for at_us in near)
    assert min(near) < RARE_US < max(near)


def test_children_stay_short_and_begin_anywhere_now_and_then() -> None:
    drawn = drawing("reset")
    found = children({"thing: rare": 200 * S}, 400, drawn)
    assert all(1 <= len(names(each)) <= 14 for each in found)
    assert {each.life.start for each in found} == {*drawn.starts}


def test_a_child_is_over_in_the_time_there_is_for_one() -> None:
    drawn = replace(drawing("reset"), length_us=30 * S)
    for each in children({"thing: rare": RARE_US}, 50, drawn):
        assert each.life == each.life.within(30 * S)


def test_of_lives_that_reached_the_same_the_first_four_are_gone_on_from() -> None:
    """A later life with other happenings changes nothing."""

    def led(*lives: Life) -> list[NamedLife]:
        guide = Guide(drawing("reset"))
        for each in lives:
            guide.learn(each, {"thing: rare": RARE_US})
        for _ in range(LAG):
            guide.learn(COMMON, {"thing: common": 0})
        return list(guide.lives(100, before=LAG + len(lives)))

    other = life(happening("maintenance", 40, 5))
    assert led(*[RARE] * 4, other) == led(*[RARE] * 5)
    assert led(*[RARE] * 3, other) != led(*[RARE] * 4)

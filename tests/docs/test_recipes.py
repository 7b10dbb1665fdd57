"""docs/recipes.md: each recipe, followed word by word, does what it promises and touches as many files as it says."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.docs.pieces import ROOT, Page
from tests.docs.recipe import Command, Copy, Recipe, find_recipes
from tests.together import together

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(ROOT / "docs" / "recipes.md")
RECIPES = tuple(find_recipes(PAGE))
FIGURES = {title: row for title, *row in PAGE.table("Figures")}
GOALS = {
    "A family": "1",
    "A fault": "2",
    "A fault of a board": "4",
    "A step": "4",
    "A change of the network": "4",
    "A line of the console": "3",
    "An endpoint": "2",
    "An endpoint that changes": "4",
    "An option of run": "2",
}


def test_what_is_added_again_and_again_has_a_recipe() -> None:
    wanted = ["A family", "A fault", "A fault of a board", "A step", "A change of the network"]
    wanted += ["A line of the console", "An endpoint", "An endpoint that changes", "A setting of the server"]
    wanted += ["An item", "An invariant", "A measure", "A world", "A cause", "An option of run"]
    assert [recipe.title for recipe in RECIPES] == wanted == [*FIGURES]


def test_every_recipe_ends_with_the_tests_that_know_all_of_its_kind() -> None:
    ends = {recipe.title: recipe.commands[-1].line for recipe in RECIPES}
    # A world is another package's: no test of ours knows it.
    assert [title for title, end in ends.items() if not end.startswith("python -m pytest ")] == ["A world"]


def test_a_recipe_that_leaves_a_test_red_does_not_work() -> None:
    command = Command("python -m pytest tests", ("… passed …",))
    assert command.is_said_by("3 passed in 1 s\n")
    assert not command.is_said_by("1 failed, 3 passed in 1 s\n")
    assert not command.is_said_by("3 passed, 1 error in 1 s\n")


def test_no_recipe_takes_more_files_of_the_rooms_than_its_goal() -> None:
    assert {title: goal for title, (_, goal, *_) in FIGURES.items() if goal} == GOALS
    assert [title for title, goal in GOALS.items() if int(FIGURES[title][0]) > int(goal)] == []


@together
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_every_piece_of_a_recipe_has_its_place_in_the_project(recipe: Recipe, tmp_path: Path) -> None:
    root = tmp_path / recipe.title
    for path in {piece.path for piece in recipe.pieces if (ROOT / piece.path).exists()}:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, root / path)
    for piece in recipe.pieces:
        piece.put(root)


@pytest.mark.long
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_recipe_works_and_takes_as_many_files_as_the_page_says(recipe: Recipe, tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    for piece in recipe.pieces:
        piece.put(copy.root)
    assert all(command.said for command in recipe.commands)
    for command in recipe.commands:
        output = copy.run(command)
        assert command.is_said_by(output), f"$ {command.line}\n{output}"
    assert not copy.run(Command("python -m tools.tables --check", ())), "a page is out of date"
    rooms, _, tests, pages = FIGURES[recipe.title]
    assert copy.count() == {"rooms": int(rooms), "tests": int(tests), "pages": int(pages)}

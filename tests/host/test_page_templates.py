"""Where pages come from: each package's own templates, beside what all pages share."""

from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest

from oceanhil.host.page_templates import page_template

Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a template of a package of its own; gives the package's name."""
    package = f"pages_{tmp_path.name}"
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / package / "templates").mkdir(parents=True)
    (tmp_path / package / "__init__.py").touch()

    def write(name: str, text: str) -> str:
        (tmp_path / package / "templates" / name).write_text(text, "utf-8")
        return package

    return write


def test_a_page_escapes_texts_and_a_summary_leaves_that_to_its_filters(write: Write) -> None:
    filters: dict[str, Callable[..., object]] = {"loud": str.upper}
    for name, text in (("page.html.j2", "&lt;b&gt;&lt;B&gt;"), ("summary.md.j2", "<b><B>")):
        package = write(name, "{{ text }}{{ text | loud }}")
        assert page_template(package, name, filters).render(text="<b>") == text


def test_a_name_that_nobody_gave_is_an_error(write: Write) -> None:
    template = page_template(write("page", "{{ text }}"), "page")
    with pytest.raises(jinja2.UndefinedError, match="'text' is undefined"):
        template.render()


def test_a_line_with_a_statement_alone_leaves_no_trace(write: Write) -> None:
    package = write("page", "a\n  {% if true %}\nb\n  {% endif %}\nc\n")
    assert page_template(package, "page").render() == "a\nb\nc"


@pytest.mark.parametrize("name", ["report.css", "links.js"])
def test_every_package_may_include_what_pages_share(write: Write, name: str) -> None:
    assert len(page_template(write("page", f'{{% include "{name}" %}}'), "page").render()) > 100


def test_a_packages_own_goes_before_what_is_shared(write: Write) -> None:
    assert page_template(write("report.css", "own"), "report.css").render() == "own"

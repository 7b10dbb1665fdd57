"""The page of a run: one HTML file that opens anywhere, and holds the run's course for the next run to stand beside."""

from typing import Final

import jinja2
import msgspec
from markupsafe import Markup

from oceanhil.fleet.course import Course
from oceanhil.fleet.picture import draw
from oceanhil.fleet.words import figures, headline, is_good
from oceanhil.host.page_templates import page_template
from oceanhil.protocol.not_json import NOT_JSON

_BEGIN: Final = '<script type="application/json" id="course">'
_END: Final = "</script>"
_ESCAPES: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def page_of(course: Course, before: Course | None, version: str) -> str:
    """Give the whole page; `before` is the run that it is to be seen beside, `version` that of this project."""
    then = {} if before is None else dict(figures(before.recovery))
    rows = [(name, now, then.get(name, "")) for name, now in figures(course.recovery)]
    payload = msgspec.json.encode(course).decode().translate(_ESCAPES)
    # What we draw is numbers of ours and texts that it escapes itself; of the JSON nothing can end its element.
    return _template().render(
        course=course,
        before=before,
        headline=headline(course.recovery),
        is_good=is_good(course.recovery),
        figures=rows,
        drawing=Markup(draw(course, before)),  # noqa: S704 - see above
        payload=Markup(payload),  # noqa: S704 - see above
        version=version,
    )


def course_in(page: str) -> Course | None:
    """Give the course that a page was made of; None of a text that is no such page, or of another version."""
    _, _, behind = page.partition(_BEGIN)
    payload, end, _ = behind.partition(_END)
    if not end:
        return None
    try:
        return msgspec.json.decode(payload, type=Course)
    except NOT_JSON:
        return None


def _template() -> jinja2.Template:
    return page_template("oceanhil.fleet", "fleet.html.j2")

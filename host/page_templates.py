"""Templates of pages and summaries: a folder `templates` of each package that writes some, and what all pages share.

Shared are styles and scripts, which stand in pages as text: each page is one file that opens anywhere.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import jinja2

_MARKDOWN: Final = "md.j2"
_SHARED: Final = __name__.rpartition(".")[0]
NO_FILTERS: Final[Mapping[str, Callable[..., object]]] = MappingProxyType({})


def page_template(
    package: str, name: str, filters: Mapping[str, Callable[..., object]] = NO_FILTERS
) -> jinja2.Template:
    """Give a template of a package, which is named in whole, with these filters.

    Texts are escaped for HTML; in Markdown, which the name of its template tells, the filters have to. A name that is
    not given to a template is an error, and a line that holds nothing but a statement leaves no trace. Raises
    jinja2.TemplateNotFound.
    """
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(package), jinja2.PackageLoader(_SHARED)]),
        autoescape=jinja2.select_autoescape(disabled_extensions=(_MARKDOWN,), default=True),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(filters)
    return environment.get_template(name)

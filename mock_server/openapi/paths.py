"""Where the description stands."""

from typing import Final

DOCUMENT_PATH: Final = "/openapi.json"
DOCS_PATH: Final = "/docs"
DOCS_STYLE_PATH: Final = "/docs/style.css"

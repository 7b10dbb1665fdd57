"""What is known about a field of a message, written at the field's type: kind, source, meaning and form.

It describes and does not judge: msgspec decodes such a field as one without, and the server refuses in its own words.
"""

from collections.abc import Mapping

import msgspec

from oceanhil.protocol.profile import Kind

KIND_KEY = "x-oceanhil-kind"
SOURCE_KEY = "x-oceanhil-source"


def known(kind: Kind, source: str, about: str, schema: Mapping[str, object] | None = None) -> msgspec.Meta:
    """Describe a field: how sure it is, which page says so, what it means, and more of its JSON Schema."""
    marks = {KIND_KEY: kind.value, SOURCE_KEY: source}
    return msgspec.Meta(description=about, extra_json_schema={**marks, **(schema or {})})

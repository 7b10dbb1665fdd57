"""Characters that nobody sees, or that turn what stands round them: no name and no tag has one.

A person could not type them again, two that look the same would not be, and on a terminal they would act.
"""

from typing import Final

UNSEEN: Final = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
"""For a class in a pattern, of Python and of a JSON Schema alike: controls, ends of lines, format characters.

Those of the Unicode category Cf that have a shape, such as the Arabic number sign, may stand in a name.
"""

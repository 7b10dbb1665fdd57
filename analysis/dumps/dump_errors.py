"""What a user can get wrong; the texts are for the user."""


class DumpError(ValueError):
    """A file that cannot be used; the text goes on after its name: what it is, what was expected, what to do."""


class RefusedError(ValueError):
    """Something that is not done; the text is a whole sentence: why, and what to do instead."""

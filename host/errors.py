"""The one thing that can go wrong with a report."""


class ReportError(Exception):
    """A report that could not be written; the text is one sentence with path, cause and next step."""

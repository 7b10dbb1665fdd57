"""Bridges to farms, run by the Python that a farm's own client is installed in: they import it, and nothing of ours."""

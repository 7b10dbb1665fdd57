"""Devices of the OceanRemote platform, simulated and real, beside a server, and all that goes wrong between them.

Each room of the project is a package in here: `oceanhil.simulator`, `oceanhil.hil`, … docs/architecture.md lists them.
In the repository they are folders of its top level; pyproject.toml says which folder is which package.
"""

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """Give `__version__`, with the commit where that is known: git is asked by those alone who want to know."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from oceanhil.host.own_version import own_version

    return own_version()

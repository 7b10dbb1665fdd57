"""Devices of the OceanRemote platform, simulated and real, beside a server, and all that goes wrong between them.

Each room of the project is a package in here: `oceanhil.simulator`, `oceanhil.hil`, … docs/architecture.md lists them.
In the repository they are folders of its top level; pyproject.toml says which folder is which package.
"""

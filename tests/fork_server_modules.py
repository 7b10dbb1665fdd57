"""What the server of tests/fork_server.py has loaded before it forks: what commands import when they are used."""

import gc
from importlib import import_module

from _pytest.config import builtin_plugins

from oceanhil.boards import registry

LOADED = (
    *("encodings.idna", "encodings.utf_8_sig", "importlib.readers", "aiohttp.web", "xdist", "jinja2"),
    "oceanhil.analysis.diagnosis.report",
    "oceanhil.analysis.dumps.show",
    "oceanhil.analysis.dumps.terminal.explain",
    "oceanhil.analysis.dumps.terminal.files",
    "oceanhil.analysis.recording.lines",
    "oceanhil.analysis.skeleton",
    "oceanhil.app.commands.boards.command",
    "oceanhil.app.commands.boards.monitor",
    "oceanhil.app.commands.boards.probe",
    "oceanhil.app.commands.boards.restoration",
    "oceanhil.app.commands.serve",
    "oceanhil.app.commands.vboard",
    "oceanhil.app.firmware.images",
    "oceanhil.app.run.collection",
    "oceanhil.app.run.direct",
    "oceanhil.app.run.library",
    "oceanhil.app.run.output",
    "oceanhil.app.run.replay_command",
    "oceanhil.app.serving.data_files",
    "oceanhil.app.serving.server",
    "oceanhil.app.start",
    "oceanhil.conformance.oceanremote.suite",
    "oceanhil.conformance.ringcentral.suite",
    "oceanhil.hil.vboard.ports.pty_posix",
    "oceanhil.hil.vboard.process",
    "oceanhil.hil.worlds.sim",
    "oceanhil.mock_server.core.admin.routes",
    "oceanhil.mock_server.dashboard.pages",
    "oceanhil.mock_server.store.keeper",
)

for module in (*LOADED, *(f"_pytest.{name}" for name in builtin_plugins)):
    import_module(module)
registry.families()
# What is there already is not looked through, and so not copied, by a child's collections.
gc.collect()
gc.freeze()

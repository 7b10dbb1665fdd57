"""A tested promise, "run a stranger's pull request": nothing in it runs, and nothing it says reaches another machine.

The repository below is full of traps. Each springs by leaving a file or by opening a connection; without `--untrusted`
some of them do, which proves that they are traps.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.host.untrusted import CONFIGURATION
from tests.user import Finished, write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MAIN = "from oceanhil.app.commands import main; main()"
SHADOWS = ("queue", "msgspec", "yaml", "serial", "requests", "aiohttp", "sitecustomize", "usercustomize", "conftest")
CONNECTOR = """
[operation.registration-token]
{way}
answer.token = {{regex = '(.*)'}}
"""


class Repository:
    """A stranger's working copy, and what would show that it was more than data."""

    def __init__(self, folder: Path, port: int) -> None:
        self.outside = folder / "outside"
        self.marks = self.outside / "marks"
        self.marks.mkdir(parents=True)
        self.precious = self.outside / "precious.txt"
        self.precious.write_text("id: x\ntitle: secret-of-the-runner\ngroup: y\nsteps: [mark]\n")
        self.folder = folder / "pull-request"
        self.folder.mkdir()
        self.port = port
        write(self.folder / "own" / "fine.yaml")
        self._code()
        self._settings()
        self._links()

    def trap(self, name: str) -> str:
        """Give a line of Python that shows it was run."""
        return f"open({str(self.marks / name)!r}, 'w').close()\n"

    def command(self, name: str) -> str:
        """Give a command that shows it was run."""
        return f"{sys.executable} -c \"open('{self.marks / name}', 'w')\""

    def text(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def _code(self) -> None:
        for name in SHADOWS:
            self.text(f"{name}.py", self.trap(f"module {name}"))
        self.text("own/__init__.py", self.trap("package"))
        self.text("own/conftest.py", self.trap("conftest of a folder"))
        self.text("own/test_own.py", self.trap("test") + "def test_it() -> None: ...\n")
        self.text("evil_plugin.py", self.trap("plugin"))
        self.text("evil.egg-info/PKG-INFO", "Metadata-Version: 2.1\nName: evil\nVersion: 1\n")
        self.text(
            "evil.egg-info/entry_points.txt",
            "[pytest11]\nevil = evil_plugin\n[oceanhil.worlds]\nsim = evil_plugin:World\nevil = evil_plugin:World\n"
            "[oceanhil.contracts]\nevil = evil_plugin:make\n[oceanhil.services]\nevil = evil_plugin:make\n",
        )

    def _settings(self) -> None:
        addopts = "addopts = -p evil_plugin\npythonpath = .\npython_files = *.py\n"
        self.text("pytest.ini", f"[pytest]\n{addopts}")
        self.text("tox.ini", f"[pytest]\n{addopts}")
        self.text("setup.cfg", f"[tool:pytest]\n{addopts}")
        self.text("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-p evil_plugin'\npythonpath = ['.']\n")
        self.text(
            "boards.toml",
            '[board.a]\nkind = "esp32"\n'
            f'port = "socket://127.0.0.1:{self.port}"\nagent = true\n'
            f"power = {{on = '''{self.command('power on')}''', off = '''{self.command('power off')}'''}}\n"
            f"image = '''{self.command('image')} {{output}}'''\nelf = '../outside/precious.txt'\n"
            f'[board.b]\nkind = "picow"\nport = "/dev/null"\npower = {{control = "tcp:127.0.0.1:{self.port}"}}\n'
            '[bench.all]\nserver = "http://192.0.2.1:80"\n',
        )
        for name, way in {
            "command": f"command = ['{sys.executable}', '-c', 'open(\"{self.marks}/command\", \"w\")']",
            "shell": f"shell = '''{self.command('shell')}'''",
            "elsewhere": f"method = 'POST'\nurl = 'http://127.0.0.1:{self.port}/x'",
        }.items():
            self.text(f"{name}.toml", CONNECTOR.format(way=way))
        call = CONNECTOR.format(way="method = 'POST'\nurl = '/x'\nheaders = {X-Key = '${KEY}'}")
        self.text("data.toml", CONNECTOR.format(way="method = 'POST'\nurl = '/x'"))
        self.text("secret.toml", f"[secrets.KEY]\nfile = '../outside/precious.txt'\n{call}")
        self.text("environment.toml", f"[secrets.KEY]\nenv = 'HOME'\n{call}")
        self.text("base.toml", f"[http]\nurl = 'http://127.0.0.1:{self.port}'\n{call}")

    def _links(self) -> None:
        (self.folder / "linked").mkdir()
        (self.folder / "linked" / "precious.yaml").symlink_to(self.precious)
        (self.folder / "report.html").symlink_to(self.precious)
        (self.folder / "traces").mkdir()
        (self.folder / "traces" / "fine@esp32.jsonl").symlink_to(self.precious)
        (self.folder / "elsewhere").symlink_to(self.outside)
        (self.folder / "new-traces").symlink_to(self.outside)
        (self.folder / "linked.toml").symlink_to(self.precious)
        (self.folder / ".pytest_cache").symlink_to(self.outside)

    def sprung(self) -> list[str]:
        """Name the traps that were sprung."""
        return sorted(each.name for each in self.marks.iterdir())

    def start(self, *words: str, untrusted: bool = True) -> Finished:
        """Run the installed command in the working copy, as its user does."""
        return self.python("-P", "-c", MAIN, *words, untrusted=untrusted)

    def python(self, *words: str, untrusted: bool = True) -> Finished:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OCEANHIL_STATE": str(self.outside / "state")}
        if untrusted:
            environment["OCEANHIL_UNTRUSTED"] = "1"
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=90,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.setblocking(False)
        yield made


@pytest.fixture
def repository(tmp_path: Path, listener: socket.socket) -> Repository:
    return Repository(tmp_path, listener.getsockname()[1])


def nothing_happened(repository: Repository, listener: socket.socket) -> None:
    assert repository.sprung() == []
    assert repository.precious.read_text().startswith("id: x\ntitle: secret")
    with pytest.raises(BlockingIOError):
        listener.accept()


HERE = "http://127.0.0.1:9"
REFUSED = {
    "a test in Python": (["run", "own/test_own.py"], 4, "own/test_own.py: is no scenario in YAML"),
    "a conftest": (["run", "conftest.py"], 4, "conftest.py: is no scenario in YAML"),
    "a link to a scenario": (["run", "linked"], 2, "is a link that leads out of its folder"),
    "a link that is named": (["list", "linked/precious.yaml"], 2, "is a link that leads out of its folder"),
    "a report over a link": (["run", "own", "--html", "report.html"], 4, "report.html: is a link that leads out"),
    "a report behind a linked folder": (["run", "own", "--html", "elsewhere/new.html"], 4, "is a link that leads out"),
    "traces through a link that nobody named": (["run", "own", "--junit", "new.xml"], 4, "new-traces: is a link"),
    "a plugin of pytest": (
        ["run", "own", "--pdbcls=evil_plugin:X"],
        4,
        "--pdbcls=evil_plugin:X is an option of pytest",
    ),
    "a setting of pytest": (
        ["run", "own", "--override-ini=pythonpath=."],
        4,
        "--override-ini=pythonpath=. is an option of pytest",
    ),
    "a recording behind a link": (["conform", "--recording", "report.html"], 2, "is a link that leads out"),
    "a profile behind a link": (["run", "own", "--profile", "linked.toml"], 4, "is a link that leads out"),
    "a log behind a link": (["diagnose", "report.html"], 2, "is a link that leads out of its folder"),
    "the boards of the repository": (["run", "own", "--world", "serial"], 4, "'power' runs a program"),
    "an inventory that is named": (["boards", "list", "--inventory", "boards.toml"], 2, "'image' runs a program"),
    "a world of another package": (["run", "own", "--world", "evil"], 4, "is code of another package"),
    "a world for a list": (["list", "--world", "evil"], 2, "is code of another package"),
    "a contract of another package": (["conform", HERE, "--profile", "evil"], 2, "evil"),
    "another machine": (["conform", "http://192.0.2.1"], 2, "is another machine"),
    "another machine for a run": (["run", "own", "--server", "http://192.0.2.1"], 4, "is another machine"),
    "another machine for a replay": (["replay", "x@esp32", "--server", "http://example.com"], 4, "is another machine"),
    **{
        f"{name} in a connector": (["conform", HERE, "--connector", f"{name}.toml"], 2, words)
        for name, words in {
            "command": "'command' runs a program",
            "shell": "'shell' runs a program",
            "elsewhere": "may be another machine",
            "secret": "the secret 'KEY' is read from a file",
            "environment": "the secret 'KEY' is read from the environment",
            "base": "is not the server that is tried",
        }.items()
    },
    "a command in a run": (["run", "own", "--server", HERE, "--connector", "command.toml"], 4, "runs a program"),
    "a command in a check": (["conform", "--check", "--connector", "shell.toml"], 2, "'shell' runs a program"),
    "a command in a dry run": (["conform", HERE, "--dry-run", "--connector", "command.toml"], 2, "runs a program"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_more_than_data_is_refused_by_name(what: str, repository: Repository, listener: socket.socket) -> None:
    words, code, message = REFUSED[what]
    done = repository.start(*words)
    assert message in done.said
    assert done.code == code
    assert "Traceback" not in done.said
    assert "secret-of-the-runner" not in done.said
    nothing_happened(repository, listener)


@pytest.mark.usefixtures("interpreter_starts")
@pytest.mark.parametrize(
    "words",
    [
        ["run", "own"],
        pytest.param(["run", "own/fine.yaml", "-v"], marks=pytest.mark.long),
        pytest.param(["run", "own/fine.yaml", "-n", "2"], marks=pytest.mark.long),
        pytest.param(["run", "own/fine.yaml", "--world", "serial:virtual", "--board", "esp32"], marks=pytest.mark.long),
        ["run", "own", "--html", "new.html", "--junit", "other.xml", "--traces", "traces", "-x", "--maxfail=3"],
        ["replay", "fine@picow", "--scenarios", "own"],
        pytest.param(["list", "own"], marks=pytest.mark.long),
        ["conform", "--check", "--connector", "data.toml"],
    ],
    ids=" ".join,
)
def test_a_strangers_scenarios_run_and_nothing_else(
    words: list[str], repository: Repository, listener: socket.socket
) -> None:
    done = repository.start(*words)
    assert done.code == 0, done.said
    nothing_happened(repository, listener)


@pytest.mark.parametrize("words", [["run", "--untrusted", "own"], ["--untrusted", "run", "own"]])
def test_the_option_says_the_same_as_the_variable(
    words: list[str], repository: Repository, listener: socket.socket
) -> None:
    assert repository.start(*words, untrusted=False).code == 0
    nothing_happened(repository, listener)
    assert repository.start(*words, "--world", "serial", untrusted=False).code == 4
    nothing_happened(repository, listener)


@pytest.mark.usefixtures("interpreter_starts")
def test_without_the_option_the_traps_spring(repository: Repository) -> None:
    # With -v it is pytest that runs them.
    assert repository.start("run", "own", "-v", untrusted=False).code == 0
    assert "package" in repository.sprung()
    repository.python("-P", "-m", "pytest", "own", untrusted=False)
    assert {"plugin", "conftest of a folder"} & set(repository.sprung())


SAFE = ["-c", str(CONFIGURATION), "--rootdir", ".", "--noconftest", "--disable-plugin-autoload"]


@pytest.mark.usefixtures("interpreter_starts")
@pytest.mark.parametrize("left_out", ["--noconftest", "--disable-plugin-autoload", "-c"])
def test_plain_pytest_is_refused_where_it_would_load_the_repository(left_out: str, repository: Repository) -> None:
    words = [word for word in SAFE if word != left_out and not (left_out == "-c" and word == str(CONFIGURATION))]
    # Nothing that this plugin does comes before what pytest.ini says: without -c it is a file without plugins.
    repository.text("pytest.ini", "[pytest]\n")
    words += ["-p", "oceanhil.app.pytest_plugin"] if "--disable-plugin-autoload" in words else []
    done = repository.python("-P", "-m", "pytest", *words, "--oceanhil-untrusted", "own/fine.yaml")
    assert done.code == pytest.ExitCode.USAGE_ERROR
    assert "--untrusted takes files as data only" in done.said


@pytest.mark.usefixtures("interpreter_starts")
def test_plain_pytest_runs_scenarios_and_refuses_python_by_name(
    repository: Repository, listener: socket.socket
) -> None:
    safe = [
        "-P",
        "-m",
        "pytest",
        *SAFE,
        "-p",
        "oceanhil.app.pytest_plugin",
        "-p",
        "no:cacheprovider",
        "--oceanhil-untrusted",
    ]
    done = repository.python(*safe, "own/fine.yaml", untrusted=False)
    assert done.code == 0, done.said
    done = repository.python(*safe, "own", untrusted=False)
    assert done.code == pytest.ExitCode.INTERRUPTED
    assert "own/test_own.py is code" in done.said
    nothing_happened(repository, listener)

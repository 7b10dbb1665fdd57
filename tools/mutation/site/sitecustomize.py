"""Puts a mutant, or probes, into every Python process that a test starts: found over PYTHONPATH, imports no project."""

import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

# A folder with a list of modules and their paths, the code of each for this version of Python, and a place for marks.
VARIABLE = "OCEANHIL_MUTATION"
PROBE = "__mutant_reached__"


class Marks:
    """Notes which probes were reached: in memory for the process that asks, in files for those that tests start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_asked = False
        self.reached: set[int] = set()
        # Whichever test it was that imported a module first: all that use the module may depend on these.
        self.at_import: set[int] = set()
        self.imports = 0

    def asked_here(self) -> None:
        """Say that this process reads its own marks."""
        self._is_asked = True

    def __call__(self, number: int) -> None:
        """Note that a probe was reached."""
        if number not in self.reached:
            self.reached.add(number)
            if self.imports:
                self.at_import.add(number)
            if not self._is_asked:
                (self._folder / str(number)).touch()


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, code: Path, marks: Marks) -> None:
        super().__init__(name, path)
        self._code = code
        self._marks = marks

    def get_code(self, fullname: str) -> CodeType:
        del fullname
        code = marshal.loads(self._code.read_bytes())  # noqa: S302 - written by the parent
        assert isinstance(code, CodeType)
        return code

    def exec_module(self, module: ModuleType) -> None:
        vars(module)[PROBE] = self._marks
        self._marks.imports += 1
        try:
            super().exec_module(module)
        finally:
            self._marks.imports -= 1


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, folder: Path, marks: Marks) -> None:
        self._folder = folder
        self._marks = marks
        lines = (folder / "modules").read_text(encoding="utf-8").splitlines()
        self._paths = dict(line.split("\t", 1) for line in lines)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        code = self._folder / code_name(fullname)
        if fullname not in self._paths or not code.exists():
            return None
        source = self._paths[fullname]
        loader = _Loader(fullname, source, code, self._marks)
        inside = [str(Path(source).parent)] if source.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(
            fullname, source, loader=loader, submodule_search_locations=inside
        )


def code_name(module: str) -> str:
    """Return the name of a module's code, which is of one version of Python only."""
    return f"{module}.{sys.implementation.cache_tag}.code"


def install(folder: Path) -> Marks:
    """Let what lies in the folder be imported instead of the modules."""
    marks = Marks(folder / "marks")
    sys.meta_path.insert(0, _Finder(folder, marks))
    return marks


if VARIABLE in os.environ:
    install(Path(os.environ[VARIABLE]))

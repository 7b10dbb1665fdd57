"""Reading one operation of a connector file: how it is done, and where its values are in the answer."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.patterns import LinearPattern, PatternError
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.toml_form import Key, Mistakes, read_form
from oceanhil.remote.connector.connector import (
    COMMAND_TIMEOUT_S,
    HTTP_TIMEOUT_S,
    AnswerPlace,
    Command,
    HandedIn,
    HttpCall,
    Operation,
    Question,
    Way,
    Where,
)
from oceanhil.remote.connector.form import WAYS, OperationForm, WhereForm, WholeOperationForm
from oceanhil.remote.connector.operation import COMMON, OperationSpec, Removal
from oceanhil.remote.connector.template import Template, Texts

_OF_WAY: Final[Mapping[str, tuple[str, ...]]] = {
    "method": ("url",),
    "headers": ("url",),
    "json": ("url",),
    "form": ("url",),
    "status": ("url",),
    "env": ("command", "shell"),
    "timeout_s": ("url", "command", "shell"),
}
_GONE: Final = (404, 410)
_SUCCESS: Final = tuple(range(200, 300))


class OperationTables:
    """Reads operations; what is wrong goes to `mistakes`."""

    def __init__(self, mistakes: Mistakes, texts: Texts, folder: Path, headers: Mapping[str, Template]) -> None:
        """`headers` are those of all calls; commands run in `folder`."""
        self._mistakes = mistakes
        self._texts = texts
        self._folder = folder
        self._headers = headers

    def operation(self, spec: OperationSpec, table: Mapping[str, object]) -> Operation | None:
        """Read the table of the operation `spec`; None if anything in it is wrong."""
        key = ("operation", spec.name)
        rest = {word: value for word, value in table.items() if word != "answer"}
        form = read_form(WholeOperationForm, rest, key, self._mistakes)
        if form is None or (way := self._way(spec, form, table, key)) is None:
            return None
        return Operation(spec, way, self._answers(spec, way, table.get("answer", {}), (*key, "answer")))

    def _way(self, spec: OperationSpec, form: OperationForm, table: Mapping[str, object], key: Key) -> Way | None:
        ways = [word for word in WAYS if word in table]
        if len(ways) != 1:
            what = f"both {ways[0]!r} and {ways[1]!r} are given" if ways else "it does not say how it is done"
            self._mistakes.add(key, f"{what}; expected one of {', '.join(WAYS)}")
            return None
        for word, owners in _OF_WAY.items():
            if word in table and ways[0] not in owners:
                self._mistakes.add(
                    (*key, word), f"{word!r} has no use with {ways[0]!r}, only with {' or '.join(owners)}"
                )
        takes = (*spec.takes, *(("name",) if spec.acts_on else ()), *COMMON)
        match ways[0]:
            case "url":
                return self._call(spec, form, key, takes)
            case "ask":
                return Question(self._texts.template(form.ask or "", (*key, "ask"), takes))
            case "values":
                return self._handed_in(spec, form, key)
            case _:
                return self._command(form, key, takes)

    def _call(self, spec: OperationSpec, form: OperationForm, key: Key, takes: tuple[str, ...]) -> HttpCall:
        if form.json is not None and form.form is not None:
            self._mistakes.add((*key, "form"), "both json and form are given; a body is one of them")
        url = form.url or ""
        if is_untrusted() and not url.startswith("/"):
            self._mistakes.add((*key, "url"), refusal(f"url {url!r} may be another machine; a path begins with '/'"))
        if "://" in url and not re.match(r"https?://[^/?#{}\s]+([/?]|$)", url):
            self._mistakes.add((*key, "url"), f"url is {url!r}; expected a path, or http:// or https:// and a host")
        if not form.method:
            self._mistakes.add(key, "'method' is missing; it is a method of HTTP in capitals, such as GET or POST")
        statuses = (form.status,) if isinstance(form.status, int) else tuple(form.status or ())
        # What is to be removed and is not there has been removed.
        usual = (*_SUCCESS, *_GONE) if spec.removes is Removal.FULLY else ()
        return HttpCall(
            method=form.method,
            url=self._texts.template(url, (*key, "url"), takes),
            headers={**self._headers, **self._texts.headers(form.headers, (*key, "headers"), takes)},
            body=None if form.json is None else self._texts.json_template(form.json, (*key, "json"), takes),
            form=None if form.form is None else self._texts.templates(form.form, (*key, "form"), takes),
            statuses=statuses or usual,
            timeout_s=form.timeout_s or HTTP_TIMEOUT_S,
        )

    def _command(self, form: OperationForm, key: Key, takes: tuple[str, ...]) -> Command:
        if is_untrusted():
            word = "shell" if form.shell else "command"
            self._mistakes.add((*key, word), refusal(f"{word!r} runs a program"))
        return Command(
            words=tuple(self._texts.template(word, (*key, "command"), takes) for word in form.command or ()),
            shell=form.shell or "",
            environment=self._texts.templates(form.env, (*key, "env"), takes),
            folder=self._folder,
            timeout_s=form.timeout_s or COMMAND_TIMEOUT_S,
        )

    def _handed_in(self, spec: OperationSpec, form: OperationForm, key: Key) -> HandedIn:
        values = form.values or {}
        for name in values.keys() - set(spec.gives):
            hint = suggestion(name, spec.gives) if spec.gives else "this operation gives none"
            self._mistakes.add((*key, "values", name), f"unknown value {name!r}; {hint}")
        for name in self._wanted(spec) - values.keys():
            self._mistakes.add((*key, "values"), f"value {name!r} is missing")
        if not spec.gives or spec.creates:
            self._mistakes.add((*key, "values"), f"{spec.name!r} does something, values alone do nothing")
        return HandedIn(self._texts.templates(values, (*key, "values"), COMMON))

    def _answers(self, spec: OperationSpec, way: Way, tables: object, key: Key) -> Mapping[str, Where]:
        if not isinstance(tables, dict):
            self._mistakes.add(key, f"answer is {tables!r}; expected a table such as {{token = '/token'}}")
            return {}
        found: dict[str, Where] = {}
        for name, value in tables.items():
            if name not in spec.gives:
                hint = suggestion(name, spec.gives) if spec.gives else f"{spec.name!r} gives none"
                self._mistakes.add((*key, name), f"unknown value {name!r}; {hint}")
            elif (where := self._where(spec, way, value, (*key, name))) is not None:
                found[name] = where
        self._check_answers(spec, way, found, {*tables}, key)
        return found

    def _check_answers(self, spec: OperationSpec, way: Way, found: dict[str, Where], given: set[str], key: Key) -> None:
        """Find what has no place; the one value of a command is all that it prints."""
        if isinstance(way, Question | HandedIn):
            return
        missing = sorted(self._wanted(spec) - given)
        if isinstance(way, Command) and len(missing) == 1 and not given:
            found[missing[0]] = Where(AnswerPlace.WHOLE)
            return
        for name in missing:
            self._mistakes.add(key[:-1], f"it does not say where {name!r} is in the answer; answer.{name} = '/…'")

    def _where(self, spec: OperationSpec, way: Way, value: object, key: Key) -> Where | None:
        form = read_form(
            WhereForm, {"json": value} if isinstance(value, str) else self._as_table(value, key), key, self._mistakes
        )
        if form is None:
            return None
        places = {AnswerPlace.JSON: form.json, AnswerPlace.HEADER: form.header}
        if form.header is None:
            places[AnswerPlace.REGEX] = form.regex
        said = [(place, text) for place, text in places.items() if text is not None]
        said += [(AnswerPlace.WHOLE, "")] if form.whole else []
        if isinstance(way, Question | HandedIn):
            if said:
                self._mistakes.add(key, f"{said[0][0].value!r} has no use here: the value comes as it is")
        elif len(said) != 1:
            self._mistakes.add(
                key, "a value has one place: expected json, header, regex or whole = true; only header takes regex too"
            )
            return None
        if said and said[0][0] is AnswerPlace.HEADER and isinstance(way, Command):
            self._mistakes.add((*key, "header"), "a command has no headers; expected json, regex or whole = true")
        if form.regex is not None:
            self._check_pattern(form.regex, (*key, "regex"))
        self._check_words(spec, form.words, (*key, "words"))
        place, text = said[0] if said else (AnswerPlace.WHOLE, "")
        pattern = form.regex if place is AnswerPlace.HEADER else None
        return Where(place, text or "", pattern or "", form.words)

    def _as_table(self, value: object, key: Key) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        self._mistakes.add(key, f"{key[-1]} is {value!r}; expected '/a/json/pointer' or a table")
        return {"whole": True}

    def _check_pattern(self, pattern: str, key: Key) -> None:
        try:
            LinearPattern(pattern)
        except PatternError as error:
            self._mistakes.add(key, str(error))

    def _check_words(self, spec: OperationSpec, words: Mapping[str, str], key: Key) -> None:
        for theirs, ours in words.items():
            if spec.words and ours not in spec.words:
                self._mistakes.add((*key, theirs), f"unknown word {ours!r}; {suggestion(ours, spec.words)}")

    def _wanted(self, spec: OperationSpec) -> set[str]:
        return {*spec.gives} - {*spec.optional}

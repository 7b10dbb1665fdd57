"""The page of the moment viewer as a file: whole, offline, and with a policy that lets only its own script run."""

import base64
import hashlib
import re
from collections import Counter
from html import unescape

import msgspec

from oceanhil.app.moment.page import render_moments
from oceanhil.protocol.faults import Fault, FaultKind, change_words

TRACE = b'{"t_us":0,"source":"device","kind":"serial","device":"device","fields":{"text":"</script><b>"}}\n'


def test_only_what_is_in_the_file_may_run_by_its_hash() -> None:
    page = render_moments([TRACE])
    policy = unescape(re.findall(r'Content-Security-Policy" content="([^"]+)"', page)[0])
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for kind, text in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_no_two_of_its_scripts_declare_one_name() -> None:
    """They are joined to one: a name that is there twice would keep all of it from running."""
    (script,) = re.findall(r"<script>(.*?)</script>", render_moments([TRACE]), re.DOTALL)
    names = re.findall(r"^(?:const|let|class|function) (\w+)", script, re.MULTILINE)
    assert "replyWords" in names
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_nothing_is_fetched_and_no_element_has_a_style_or_a_handler() -> None:
    page = render_moments([TRACE])
    assert not re.search(r"https?://|@import|\burl\(|\sstyle=|\son[a-z]+=", page)


def test_a_trace_stands_in_the_page_as_it_was_given() -> None:
    (given,) = re.findall(r'id="traces">(.*?)</script>', render_moments([TRACE], "T & <i>", [0]), re.DOTALL)
    assert msgspec.json.decode(given) == {"traces": [TRACE.decode()], "differ": [0], "again": [], "album": None}
    assert "<title>T &amp; &lt;i&gt; · oceanhil</title>" in render_moments([TRACE], "T & <i>")


def test_faults_have_the_words_that_traces_have_for_them() -> None:
    (words,) = re.findall(r"^const FAULT_WORDS = (.*);$", render_moments([TRACE]), re.MULTILINE)
    assert msgspec.json.decode(words) == {kind.value: kind.short for kind in FaultKind}
    (made_up,) = re.findall(r"^const ALL_MADE_UP = (.*);$", render_moments([TRACE]), re.MULTILINE)
    assert msgspec.json.decode(made_up) == change_words(Fault(FaultKind.STATUS, status=503))

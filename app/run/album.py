"""The album beside a report: what leads from each of its cases to the moments of that run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.app.moment.album import Source, build_album
from oceanhil.app.moment.page import render_album
from oceanhil.app.report.html import AlbumPlace, run_anchors
from oceanhil.host.file_claims import ALBUM_FILE
from oceanhil.host.whole_files import replace_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from oceanhil.app.report.head import ReportHead
    from oceanhil.scenarios.result import Result


def write_album(
    results: Sequence[Result], head: ReportHead, files: Mapping[str, Path], folder: Path
) -> AlbumPlace | None:
    """Write the album of those `results` that have no page of their own into `folder`; None where there is none such.

    `files` are the scenarios', by their ids; one that is gone since is left out. Raises OSError.
    """
    keyed = zip(run_anchors(results), results, strict=True)
    sources = {
        name: Source(path.name, path.read_text("utf-8", "replace")) for name, path in files.items() if path.is_file()
    }
    album = build_album(((key, each) for key, each in keyed if not each.moment), sources, head.replay_options)
    if not album.cases:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    replace_whole(folder / ALBUM_FILE, render_album(album).encode(), is_durable=False)
    return AlbumPlace(str(folder / ALBUM_FILE), frozenset(each.key for each in album.cases))

"""What the dashboard of a served server offers beyond the server itself: rendered sketches, reports of runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from oceanhil.app.commands.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.serving.options import NetworkOptions
from oceanhil.mock_server.app.site import Page
from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.dashboard.reports import reports_page
from oceanhil.mock_server.dashboard.sketches import SketchOrder, sketch_page

_PLAIN: Final = NetworkOptions()


def dashboard_extras(reports: Path | None, network: NetworkOptions = _PLAIN) -> Sequence[Page]:
    """Give the pages; `reports` is a folder of HTML reports, or None, and `network` where the server listens.

    The folder may come later. Raises WrongInputError if it is a file.
    """
    if reports is not None and reports.exists() and not reports.is_dir():
        raise WrongInputError(f"--reports {str(reports)!r} is no folder, expected one with HTML reports")
    sketches = sketch_page(lambda order: make_sketch(order, _root_certificate(order, network)))
    return (sketches, *(() if reports is None else (reports_page(reports),)))


def make_sketch(order: SketchOrder, root_certificate: bytes = b"") -> bytes:
    """Render a sketch as `oceanhil firmware new` does, and give it as a ZIP archive; raises WrongValueError.

    `root_certificate` is PEM, empty for the one that the platform's leads to.
    """
    # Only who asks for a sketch waits for all this to load.
    import tempfile

    from oceanhil.app.firmware.sketch import render_sketch
    from oceanhil.app.firmware.tool_errors import FirmwareToolError
    from oceanhil.app.firmware.values import Values

    with tempfile.TemporaryDirectory(prefix="oceanhil-sketch-") as folder:
        place = Path(folder, f"oceanremote-{order.board.value}")
        try:
            values = Values(
                order.ssid.encode(),
                order.password.encode(),
                order.registration_token.encode(),
                order.server.encode(),
                root_certificate,
            )
            render_sketch(place, order.board, values)
        except FirmwareToolError as error:
            raise WrongValueError(str(error).partition("; see --")[0].partition(", see --")[0]) from None
        return _archive(place)


def _root_certificate(order: SketchOrder, network: NetworkOptions) -> bytes:
    """Give the bench CA for a server that speaks HTTPS with its certificate; empty for any other."""
    if not network.has_tls or not order.server.lower().startswith("https:"):
        return b""
    from oceanhil.app.serving.bench_ca import open_bench_ca

    try:
        return open_bench_ca(network.ca_dir).certificate_pem.encode()
    except (EnvironmentRefusedError, WrongInputError) as error:
        raise WrongValueError(error.message) from None


def _archive(folder: Path) -> bytes:
    """Pack a folder under its own name, in an order that does not depend on the file system."""
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    return packed.getvalue()

"""What of a run's profile a virtual board is started with."""

from pathlib import Path

from oceanhil.hil.worlds.serial.virtual_bench import changed_values, overlay_text
from oceanhil.protocol.profile import Profile, load_profile


def profile_with(folder: Path, text: str) -> Profile:
    overlay = folder / "profile.toml"
    overlay.write_text(text, "utf-8")
    return load_profile(overlay)


def test_the_built_in_profile_changes_nothing() -> None:
    assert changed_values(load_profile()) == ()


def test_only_what_a_board_knows_of_is_passed_on(tmp_path: Path) -> None:
    profile = profile_with(tmp_path, "[device]\npoll_interval_s = 9\n[server]\nsession_ttl_s = 60\n")
    assert changed_values(profile) == (("device.poll_interval_s", 9),)


def test_a_board_with_the_overlay_has_the_values_of_the_run(tmp_path: Path) -> None:
    text = '[device]\npoll_interval_s = 9\n[wire]\ntoken_header = "x-other-token"\n'
    profile = profile_with(tmp_path, text)
    overlay = profile_with(tmp_path, overlay_text(changed_values(profile)))
    assert (overlay.device, overlay.wire) == (profile.device, profile.wire)
    assert overlay.device.poll_interval_s == 9


def test_nothing_changed_is_an_empty_overlay() -> None:
    assert overlay_text(()) == ""

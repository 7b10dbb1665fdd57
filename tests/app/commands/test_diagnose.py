import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from oceanhil.analysis.diagnosis.knowledge import KnowledgeError
from oceanhil.app.commands.diagnose import diagnose
from tests.analysis.panics.elf_files import elf_file

USED = "[WiFi] Connecting... Connected!\n[REG] HTTP Response: 410\n"
ONLINE = "[WiFi] Connecting... Connected!\n[INFO] Device ONLINE\n"


def run(*arguments: str, text: str | bytes = "") -> Result:
    return CliRunner().invoke(diagnose, arguments, input=text)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "device.log"
    path.write_text(USED, "utf-8")
    return path


def test_a_cause_is_named_with_line_remedy_and_scenario(log: Path) -> None:
    result = run(str(log))
    assert result.exit_code == 0
    for part in ("The registration token was used before", "line 2", "410", "do this", "oceanhil run token-reused"):
        assert part in result.stdout


def test_standard_input_is_read_for_a_hyphen() -> None:
    assert "standard input: 2 lines" in run("-", text=USED).stdout


def test_knowledge_that_is_wrong_is_an_error_of_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        raise KnowledgeError("signals.toml: where it is wrong")

    monkeypatch.setattr("oceanhil.analysis.diagnosis.diagnose_lines", wrong)
    result = run("-", text=USED)
    assert (result.exit_code, result.stderr) == (1, "Error: signals.toml: where it is wrong\n")


def test_a_healthy_log_says_so() -> None:
    result = run("-", text=ONLINE)
    assert (result.exit_code, "nothing wrong: device ONLINE (line 2)" in result.stdout) == (0, True)


def test_a_recovered_device_says_so() -> None:
    result = run("-", "-q", text=USED + "ets Jul 29 2019 12:21:46\n" + ONLINE)
    assert result.stdout == "recovered: device ONLINE (line 5) after: The registration token was used before\n"


def test_what_passed_in_a_log_without_a_device_makes_nobody_online() -> None:
    result = run("-", "-q", text="GET state 200\nGET state failed: -11 read Timeout\n" + "GET state 200\n" * 3)
    assert result.stdout == "recovered after: The server's answer does not come in time\n"


def test_an_unknown_log_has_exit_code_1_and_says_what_it_has() -> None:
    result = run("-", text="[WiFi] Connecting... Connected!\nhello\n")
    assert result.exit_code == 1
    assert "no [REG] line" in result.stdout
    assert "recognised: 1 [WiFi]; 1 other line" in result.stdout


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", "naïve\n".encode("latin-1"), b"\r\x0b\t ok\n", "ünïcödé 温度 25\n".encode(), b"aGVsbG8=\n" * 99],
)
def test_text_without_a_known_line_has_exit_code_1(content: bytes) -> None:
    assert run("-", text=content).exit_code == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 8))])
@pytest.mark.parametrize("size", [64, 4_000, 70_000])
@pytest.mark.parametrize("head", [b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\x00\x00"])
def test_random_bytes_have_exit_code_2(seed: int, size: int, head: bytes) -> None:
    result = run("-", text=head + Random(seed).randbytes(size))
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "is no log" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("content", [b"\x00" * 5_000, b"\xff" * 5_000, b"\x00\xff" * 3_000])
def test_what_has_no_text_has_exit_code_2(content: bytes) -> None:
    assert run("-", "--json", text=content).exit_code == 2


def test_a_log_with_noise_around_it_is_a_log() -> None:
    noise = Random(1).randbytes(3_000)
    assert run("-", "-q", text=noise + b"\n" + USED.encode() + noise).stdout.startswith(
        "The registration token was used"
    )


def test_a_log_of_another_device_says_so() -> None:
    result = run("-", text="E (17980) esp-tls: couldn't get hostname for :hub.example: getaddrinfo() returns 202\n")
    assert result.exit_code == 0
    assert "no line of an OceanRemote device is in this log" in " ".join(result.stdout.split())


def test_a_log_of_powershell_is_read(tmp_path: Path) -> None:
    path = tmp_path / "device.log"
    path.write_bytes(USED.replace("\n", "\r\n").encode("utf-16"))
    assert run("-q", str(path)).stdout.startswith("The registration token was used before")


@pytest.mark.parametrize(
    "content",
    [
        b'{"format":"oceanhil-conversation","version":1,"upstream":"http://x"}\n{"seq":1,"error":"Token expired"}\n',
        b'\xef\xbb\xbf{\n  "log": {"version": "1.2", "entries": [{"response": {"status": 401}}]}}\n',
    ],
    ids=["proxy", "har"],
)
def test_a_conversation_with_a_server_is_no_log(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "recorded.log"
    path.write_bytes(content)
    for result in (run("-", text=content), run(str(path))):
        assert result.exit_code == 2
        assert "that is no serial log; it looks like a recorded conversation with a server: oceanhil conform --rec" in (
            result.stderr
        )


def test_a_log_of_docker_is_read() -> None:
    lines = "".join(f"{json.dumps({'log': line, 'stream': 'stdout'})}\n" for line in USED.splitlines(keepends=True))
    assert run("-", "-q", text=lines).stdout.startswith("The registration token was used before")


def test_a_missing_file_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none.log"))
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "cannot be read: no such file or directory" in result.stderr


def test_a_folder_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    result = run(str(tmp_path))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_a_picture_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "shot.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run(str(path))
    assert result.exit_code == 2
    assert "is a PNG picture, not text" in result.stderr


def test_json_has_the_whole_diagnosis(log: Path) -> None:
    document = json.loads(run("--json", str(log)).stdout)
    assert document["verdict"] == "problem"
    assert document["findings"][0]["cause"] == "token-used"
    assert document["findings"][0]["evidence"] == [{"line": 2, "text": "[REG] HTTP Response: 410"}]
    assert document["recognised"] == {"[WiFi]": 1, "[REG]": 1}


def test_less_likely_causes_are_a_line_each_and_with_v_in_full() -> None:
    log = "[REG] Token already used or expired\n"
    brief, full = run("-", text=log).stdout, run("-", "-v", text=log).stdout
    assert "also possible" in brief
    assert brief.count("do this") == 1
    assert full.count("do this") == 2


def test_there_are_no_colours_outside_a_terminal(log: Path) -> None:
    assert "\x1b" not in run(str(log)).stdout


def test_no_secret_is_shown() -> None:
    secret = "oc_reg_" + "aB3" * 14 + "x"
    text = f"[REG] Registration token: {secret} \n[REG] Registration failed: Invalid token {secret}\n"
    for arguments in (("-",), ("--json", "-"), ("-v", "-")):
        assert secret not in run(*arguments, text=text).stdout


def test_a_recorded_session_is_read_too(tmp_path: Path) -> None:
    head = b'{"oslog":1,"board":"bench1","port":"COM3","baud":115200,"started":"2026-01-01T00:00:00Z"}\n'
    session = tmp_path / "session.oslog"
    session.write_bytes(head + b'{"t":5,"in":"[REG] HTTP Res"}\n{"t":6,"in":"ponse: 410\\r\\n"}\n')
    assert "The registration token was used before" in run(str(session)).stdout


def test_crashes_are_decoded_with_the_program(tmp_path: Path) -> None:
    log, program = tmp_path / "device.log", tmp_path / "a.elf"
    log.write_text("abort() was called at PC 0x400d1a2e on core 1\nGuru Meditation Error\n", "utf-8")
    program.write_bytes(elf_file({"save": (0x400D1A00, 0x80)}))
    assert run(str(log), "--elf", str(program)).stdout.endswith(
        "crash: abort() was called at PC 0x400d1a2e on core 1\n  0x400d1a2e: save +46\n"
    )


def test_crashes_are_decoded_behind_labels_and_in_json(tmp_path: Path) -> None:
    log, program = tmp_path / "device.log", tmp_path / "a.elf"
    crash = ["ets Jul 29 2019 12:21:46", "abort() was called at PC 0x400d1a2e on core 1", "Guru Meditation Error", "x"]
    program.write_bytes(elf_file({"save": (0x400D1A00, 0x80)}))
    told = ["crash: abort() was called at PC 0x400d1a2e on core 1", "  0x400d1a2e: save +46"]
    log.write_text("\n".join(f"[COM5] {line}" for line in crash), "utf-8")
    assert run(str(log), "--elf", str(program)).stdout.splitlines()[-2:] == told
    log.write_text("\n".join(f"[COM5] hello\n[COM6] {line}" for line in crash), "utf-8")
    shown = json.loads(run(str(log), "--elf", str(program), "--json").stdout)["crashes"]
    assert shown == [told[0].replace("crash: ", "crash: [COM6] "), told[1]]
    assert json.loads(run(str(log), "--json").stdout)["crashes"] is None


def test_a_program_that_is_none_does_not_hide_the_crash(tmp_path: Path, log: Path) -> None:
    log.write_text("abort() was called at PC 0x400d1a2e on core 1\nGuru Meditation Error\n", "utf-8")
    result = run(str(log), "--elf", str(log))
    assert "crash: abort()" in result.stdout
    assert "not decoded: " in result.stdout
    assert result.exit_code == 2
    assert "--elf needs a log file" in run("-", "--elf", str(tmp_path), text=ONLINE).stderr


def test_a_program_that_is_none_is_told_without_a_crash_too(tmp_path: Path) -> None:
    log = tmp_path / "device.log"
    log.write_text(ONLINE, "utf-8")
    for form in ((), ("--json",), ("--quiet",)):
        result = run(str(log), "--elf", str(tmp_path / "nowhere.elf"), *form)
        assert (result.exit_code, bool(result.stdout)) == (2, True)
        assert "nowhere.elf' cannot be read: no such file or directory; the diagnosis above is made" in result.stderr


def test_a_line_to_copy_is_whole_where_no_terminal_is(log: Path) -> None:
    log.write_text("[REG] HTTP Response: 401\n[REG] Token already used or expired\n", "utf-8")
    told = run(str(log)).stdout.splitlines()
    assert any("oceanhil run token-expired token-expiry-boundary pending-forever" in line for line in told)
    assert [line for line in told if line != line.rstrip()] == []


def test_an_empty_log_has_no_start(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    log.write_text("", "utf-8")
    assert run(str(log)).stdout.splitlines()[0] == f"{log}: 0 lines"


@pytest.fixture
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sketch that prints `code 410`, and what that means."""
    sketch = tmp_path / "lamp" / "lamp.ino"
    sketch.parent.mkdir()
    sketch.write_text("void setup() {}\nvoid loop() {}\n")
    lines = "[sketch.lamp.lines]\n'^code (?P<status>-?[0-9]+)$' = 'reg-response'\n"
    (tmp_path / "oceanhil.toml").write_text(f"[sketch.lamp]\npath = 'lamp'\n{lines}")
    (tmp_path / "lamp.log").write_text("connected\ncode 410\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("sketch", ["lamp", "./lamp", "lamp/"])
def test_a_sketch_is_named_as_for_its_world_and_its_words_are_known(sketch: str, lamp: Path) -> None:
    result = run("lamp.log", "--sketch", sketch)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The registration token was used before" in result.stdout
    assert "line 2      code 410  (means: [REG] HTTP Response: 410)" in result.stdout


def test_a_recorded_session_of_a_sketch_is_read_with_its_words_too(lamp: Path) -> None:
    head = '{"oslog":1,"board":"bench1","port":"COM3","baud":115200,"started":"2026-01-01T00:00:00Z"}'
    (lamp / "lamp.oslog").write_text(f'{head}\n{{"t":5,"in":"connected\\ncode 410\\n"}}\n')
    assert "The registration token was used before" in run("lamp.oslog", "--sketch", "lamp").stdout


def test_an_unknown_log_beside_a_sketch_with_words_says_how_they_are_read(lamp: Path) -> None:
    result = run("lamp.log")
    assert result.exit_code == 1
    assert "--sketch lamp (oceanhil.toml says what they mean)" in " ".join(result.stdout.split())


def test_a_sketch_that_is_none_is_wrong_input(lamp: Path) -> None:
    result = run("lamp.log", "--sketch", "lamb")
    assert (result.exit_code, "no [sketch.lamb] in" in result.stderr) == (2, True)


def test_a_sketch_without_words_of_its_own_is_noted(lamp: Path) -> None:
    (lamp / "oceanhil.toml").write_text("[sketch.lamp]\npath = 'lamp'\n")
    result = run("lamp.log", "--sketch", "lamp")
    assert result.stderr == "note: [sketch.lamp.lines] of oceanhil.toml says of no words what they mean\n"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.recording.oslog_rows import Direction, LogRecord
from oceanhil.analysis.recording.redaction import joined, masked, masked_records, split_settled
from oceanhil.protocol.agent.commands import EepromWrite, EepromXor, FlashWrite, HttpAnswer, ProvisionSet
from oceanhil.protocol.agent.events import HttpEvent
from oceanhil.protocol.agent.message import Message
from oceanhil.protocol.agent.replies import BoardInfo, ClockReading, ReadData
from oceanhil.protocol.agent.sentence import MAX_SENTENCE_BYTES, Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import AgentState, ProvisionField
from oceanhil.protocol.board import Board
from oceanhil.protocol.redact import leaks
from tests.together import together

TOKEN = "oc_reg_0123456789abcdefghijklmnop"


def records(*chunks: bytes) -> list[LogRecord]:
    return [LogRecord(at, Direction.IN, chunk) for at, chunk in enumerate(chunks)]


def test_a_token_keeps_its_first_twelve_characters_and_its_length() -> None:
    assert masked(f"token {TOKEN}\r\n".encode()) == b"token oc_reg_01234" + b"*" * (len(TOKEN) - 12) + b"\r\n"


def test_a_password_is_hidden_wholly() -> None:
    assert masked(b"$HIL,3,PROVISION,wifi-password,secret*1F\r\n") == b"$HIL,3,PROVISION,wifi-password,*********\r\n"


def said(kind: SentenceKind, message: Message) -> bytes:
    return encode(Sentence(kind, 17, message.to_words()))


@pytest.mark.parametrize(
    "sentence",
    [
        said(SentenceKind.COMMAND, FlashWrite(4096, b"oc_")),
        said(SentenceKind.COMMAND, EepromWrite(0, b"oc_")),
        said(SentenceKind.COMMAND, EepromXor(0, b"oc_")),
        said(SentenceKind.COMMAND, HttpAnswer(1, 1, 1, 7, b"oc_")),
        said(SentenceKind.EVENT, HttpEvent(1, 1, 1, 7, b"oc_")),
        said(SentenceKind.OK, ReadData(b"oc_")),
    ],
)
def test_bytes_in_an_agent_sentence_are_hidden_wholly(sentence: bytes) -> None:
    made = masked(b"[SYS" + sentence + b"TEM] hello\r\n")
    assert made == b"[SYS" + sentence.replace(b"6F635F", b"******") + b"TEM] hello\r\n"


def test_what_is_provisioned_is_hidden_if_it_is_secret() -> None:
    token = masked(said(SentenceKind.COMMAND, ProvisionSet(ProvisionField.TOKEN, "short")))
    network = said(SentenceKind.COMMAND, ProvisionSet(ProvisionField.WIFI_SSID, "OceanNet"))
    assert token.startswith(b"$HIL,17,PROVISION,SET,token,******")
    assert masked(network) == network


def test_replies_without_data_stay() -> None:
    info = BoardInfo(1, Board.ESP32, "app", "1.0", bytes(6), "idf-5.5.1", None, AgentState.HELD, 3, 8, ("flash",))
    for reply in (info, ClockReading(31_000_000, 12)):
        assert masked(said(SentenceKind.OK, reply)) == said(SentenceKind.OK, reply)


def test_bytes_in_a_sentence_whose_end_was_lost_are_hidden() -> None:
    assert masked(b"$HOK,17,6F635F\r\n") == b"$HOK,17,******\r\n"


@given(st.binary(min_size=1, max_size=256), st.integers(1, 40))
def test_bytes_in_a_sentence_are_hidden_however_it_comes_in(data: bytes, cut: int) -> None:
    sentence = said(SentenceKind.OK, ReadData(data))
    ready, waiting = split_settled(records(b"log", sentence[:cut]))
    made = [*masked_records(ready), *masked_records([*waiting, *records(sentence[cut:])])]
    assert joined(made, Direction.IN)[:-4] == b"log$HOK,17," + b"*" * (2 * len(data) + 1)


def test_lines_about_passwords_stay() -> None:
    assert masked(b"[WiFi] wrong password for home\n") == b"[WiFi] wrong password for home\n"


def test_a_token_in_two_chunks_is_masked_in_both() -> None:
    made = masked_records(records(TOKEN[:15].encode(), TOKEN[15:].encode() + b"\n"))
    assert [record.data[-4:] for record in made] == [b"4***", b"***\n"]


def test_directions_are_masked_apart() -> None:
    mixed = [
        LogRecord(0, Direction.IN, TOKEN[:15].encode()),
        LogRecord(1, Direction.OUT, b"hello\n"),
        LogRecord(2, Direction.IN, TOKEN[15:].encode()),
    ]
    assert masked_records(mixed)[1] == mixed[1]
    assert not leaks(joined(masked_records(mixed), Direction.IN).decode())


def test_what_may_be_half_a_token_is_left_for_later() -> None:
    ready, waiting = split_settled(records(b"line\nx: ", b"y oc_reg_", b"0123"))
    assert (joined(ready, Direction.IN), joined(waiting, Direction.IN)) == (b"line\nx: y ", b"oc_reg_0123")


@pytest.mark.slow
@given(st.lists(st.binary(max_size=60) | st.just(TOKEN.encode())))
def test_masking_never_changes_a_length(chunks: list[bytes]) -> None:
    assert [len(record.data) for record in masked_records(records(*chunks))] == [len(chunk) for chunk in chunks]


@pytest.mark.slow
@given(st.lists(st.binary(min_size=1, max_size=60) | st.just(TOKEN.encode())))
def test_splitting_loses_nothing(chunks: list[bytes]) -> None:
    ready, waiting = split_settled(records(*chunks))
    assert joined([*ready, *waiting], Direction.IN) == b"".join(chunks)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"wifi_pass=a", b"wifi_pass=*"),
        (b'{"ssid":"lab","password":"ab"}', b'{"ssid":"lab","password":*****'),
        (b"Authorization: Basic eDp5", b"Authorization: **********"),
        (b"X-Auth: q", b"X-Auth: *"),
        (b"GET https://u:p@host/x", b"GET https://***@host/x"),
        (b"name: a-device-with-a-name-of-words-x", b"name: a-device-with-a-name-of-words-x"),
    ],
)
def test_short_secrets_are_masked_by_their_key(line: bytes, shown: bytes) -> None:
    assert masked(line + b"\r\n") == shown + b"\r\n"


@together
@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"Set-Cookie: a=b; c", b"Set-Cookie: ******"),
        (b"Api-Key: a", b"Api-Key: *"),
        (b"apikey=a", b"apikey=*"),
        (b"Proxy-Authorization: a b", b"Proxy-Authorization: ***"),
        (b"x_auth: a", b"x_auth: *"),
        (b"pin=1", b"pin=*"),
        (b"note: api-key: a", b"note: api-key: *"),
        (b"a=1 api-key=b c", b"a=1 api-key=***"),
        (b"api-key: a\nb\napi-key: c", b"api-key: *\nb\napi-key: *"),
        (b"api-key: a\nnote: b", b"api-key: *\nnote: b"),
        (b"pwd: a", b"pwd: *"),
        (b"pass\t=\ta b", b"pass\t=\t***"),
        (b"PASSPHRASE,a", b"PASSPHRASE,*"),
        (b"keyboard: a", b"keyboard: a"),
        (b"bypass: a", b"bypass: a"),
        (b"http://a@b http://c@d", b"http://*@b http://*@d"),
        (b"mail a@b", b"mail a@b"),
        # A token may go on behind a blank: it takes the key of a password with it, but not its turn.
        (TOKEN.encode() + b" wifi_password=hunter2", b"oc_reg_01234" + b"*" * 35 + b"=*******"),
        (TOKEN.encode() + b"  wifi-password,hunter2", b"oc_reg_01234" + b"*" * 36 + b",*******"),
        (TOKEN.encode() + b" Authorization: a b", b"oc_reg_01234" + b"*" * 35 + b": ***"),
    ],
)
def test_what_stands_under_a_secrets_key_is_hidden_to_the_end_of_its_line(data: bytes, shown: bytes) -> None:
    assert masked(data) == shown
    assert masked(data + b"\r\nnext line\n") == shown + b"\r\nnext line\n"


def test_every_token_is_hidden_in_its_bytes_whatever_was_pasted_into_it() -> None:
    assert masked(b"oc_reg_0123456789\xc3\xa9abcdefghijklmnop") == b"oc_reg_01234" + b"*" * 23
    assert masked(b"oc_reg_0123456789\xffabcdefghijklmnop") == b"oc_reg_01234" + b"*" * 22
    assert masked(b"\xff " + TOKEN.encode() + b" \xff") == b"\xff oc_reg_01234" + b"*" * 21 + b" \xff"
    assert masked(TOKEN.encode() + b", " + TOKEN[:30].encode()) == (
        b"oc_reg_01234" + b"*" * 21 + b", oc_reg_01234" + b"*" * 18
    )


def held(data: bytes) -> bytes:
    ready, waiting = split_settled(records(data))
    assert joined(ready, Direction.IN) + joined(waiting, Direction.IN) == data
    return joined(waiting, Direction.IN)


@pytest.mark.parametrize("data", [b"abc", b"$", b"$H", b"$HIL,1", b"$HOK,17,a b", b"a_b%-\\0"])
def test_what_may_go_on_is_held_from_its_first_byte(data: bytes) -> None:
    assert held(data) == data
    assert held(b"x " + data) == data


def test_a_run_is_held_for_512_bytes_and_a_sentence_for_as_long_as_one_may_be() -> None:
    assert len(held(b"a" * 512)) == 512
    assert len(held(b"a" * 513)) == 512
    longest = b"$HIL,".ljust(MAX_SENTENCE_BYTES)
    assert held(b"x " + longest) == longest
    assert held(b"x " + longest + b" ") == b""


def test_of_a_sentence_and_a_run_in_it_all_is_held() -> None:
    assert held(b"log $HIL,1,PROVISION,SET,token,oc_reg") == b"$HIL,1,PROVISION,SET,token,oc_reg"


def test_settled_records_stay_as_they_are() -> None:
    whole = [*records(b"a ", b"", b"b\n"), LogRecord(9, Direction.EVENT, b"lent"), LogRecord(9, Direction.OUT, b"c ")]
    assert split_settled(whole) == (whole, [])
    assert split_settled([]) == ([], [])


def test_what_comes_behind_what_is_held_waits_with_it_in_order() -> None:
    first = LogRecord(1, Direction.OUT, b"all sent ")
    cut = LogRecord(2, Direction.IN, b"x oc_")
    after = [
        LogRecord(3, Direction.EVENT, b"unplugged"),
        LogRecord(4, Direction.OUT, b"more "),
        LogRecord(5, Direction.IN, b"reg_"),
    ]
    assert split_settled([first, cut, *after]) == (
        [first, LogRecord(2, Direction.IN, b"x ")],
        [LogRecord(2, Direction.IN, b"oc_"), *after],
    )


def test_a_record_that_is_held_as_a_whole_leaves_no_empty_one_behind() -> None:
    settled, held_back = records(b"x ", b"oc_reg_")
    assert split_settled([settled, held_back]) == ([settled], [held_back])


def test_each_direction_is_settled_by_itself() -> None:
    both = [LogRecord(1, Direction.IN, b"in "), LogRecord(2, Direction.OUT, b"out"), LogRecord(3, Direction.IN, b"in ")]
    assert split_settled(both) == (both[:1], both[1:])

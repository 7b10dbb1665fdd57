"""The legacy record and what its 16-bit sum can see: any single flipped bit, but not every pair of changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.record import (
    LEGACY_RECORD_BYTES,
    LEGACY_TOKEN_BYTES,
    RecordFlag,
    RecordReading,
    RecordVerdict,
    StorePolicy,
    TokenRecord,
    decode_legacy,
    encode_legacy,
)

CHECKSUM_AT = 36
VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
UNUSABLE = ["a b", "a\0b", "a\r\nb", "é", "\x7f"]
RECORDS = st.builds(
    TokenRecord,
    token=st.text(VISIBLE, min_size=1, max_size=LEGACY_TOKEN_BYTES),
    flags=st.integers(0, 7).map(RecordFlag),
)
EXAMPLE = encode_legacy(TokenRecord("oc_perm_" + "A" * 24, RecordFlag.REGISTRATION_USED))


def changed(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + bytes([value & 0xFF]) + data[at + 1 :]


def test_policies_and_verdicts_are_named_as_scenario_files_write_them() -> None:
    assert [policy.value for policy in StorePolicy] == ["legacy", "reference"]
    verdicts = ["valid", "empty", "bad magic", "bad version", "bad length", "bad checksum", "bad token"]
    assert [verdict.value for verdict in RecordVerdict] == verdicts


def test_the_flags_are_single_bits() -> None:
    assert [flag.value for flag in RecordFlag] == [1, 2, 4]
    assert TokenRecord("x").flags is RecordFlag.NONE


@given(RECORDS)
def test_a_record_survives_writing_and_reading(record: TokenRecord) -> None:
    assert decode_legacy(encode_legacy(record)) == RecordReading(RecordVerdict.VALID, record)


@pytest.mark.parametrize("token", UNUSABLE)
def test_a_token_that_no_header_can_carry_is_damage_whatever_the_sum_says(token: str) -> None:
    assert decode_legacy(encode_legacy(TokenRecord(token))) == RecordReading(RecordVerdict.BAD_TOKEN)


def test_the_bytes_stand_where_the_layout_says() -> None:
    data = encode_legacy(TokenRecord("AB", RecordFlag.REGISTRATION_USED | RecordFlag.RELAY1))
    assert len(data) == LEGACY_RECORD_BYTES == 38
    assert data[:6] == bytes([0x55, 0xAA, 3, 2]) + b"AB"
    assert data[6:CHECKSUM_AT] == bytes(30)
    assert int.from_bytes(data[CHECKSUM_AT:], "little") == 0x55 + 0xAA + 3 + 2 + ord("A") + ord("B")


@given(st.text(VISIBLE, min_size=LEGACY_TOKEN_BYTES + 1, max_size=64))
def test_a_longer_token_is_cut_to_32_bytes_and_the_sum_is_right_all_the_same(token: str) -> None:
    reading = decode_legacy(encode_legacy(TokenRecord(token)))
    assert reading.record == TokenRecord(token[:LEGACY_TOKEN_BYTES])


def test_the_default_permanent_token_of_51_characters_does_not_fit() -> None:
    token = "oc_perm_" + "A" * 43
    assert decode_legacy(encode_legacy(TokenRecord(token))).record == TokenRecord(token[:32])


@pytest.mark.parametrize("blank", [b"\xff" * 64, bytes(64), b"\xff" * 38, bytes(38), b""])
def test_erased_and_zeroed_storage_is_empty(blank: bytes) -> None:
    assert decode_legacy(blank) == RecordReading(RecordVerdict.EMPTY)


@pytest.mark.parametrize(
    ("at", "value", "verdict"),
    [
        (0, 0x54, RecordVerdict.BAD_MAGIC),
        (1, 0x00, RecordVerdict.BAD_MAGIC),
        (3, 0, RecordVerdict.BAD_LENGTH),
        (3, 33, RecordVerdict.BAD_LENGTH),
        (3, 255, RecordVerdict.BAD_LENGTH),
        (2, 7, RecordVerdict.BAD_CHECKSUM),
        (10, ord("B"), RecordVerdict.BAD_CHECKSUM),
        (CHECKSUM_AT, 0, RecordVerdict.BAD_CHECKSUM),
    ],
)
def test_each_kind_of_damage_has_its_verdict(at: int, value: int, verdict: RecordVerdict) -> None:
    assert decode_legacy(changed(EXAMPLE, at, value)) == RecordReading(verdict)


@pytest.mark.parametrize("length", [1, 4, 36, 37])
def test_less_than_a_record_is_a_bad_length(length: int) -> None:
    assert decode_legacy(EXAMPLE[:length]).verdict is RecordVerdict.BAD_LENGTH


@given(RECORDS, st.binary())
def test_what_stands_behind_the_record_does_not_count(record: TokenRecord, behind: bytes) -> None:
    assert decode_legacy(encode_legacy(record) + behind).record == record


@given(RECORDS, st.integers(0, 8 * LEGACY_RECORD_BYTES - 1))
def test_the_sum_sees_every_single_flipped_bit(record: TokenRecord, bit: int) -> None:
    data = encode_legacy(record)
    assert decode_legacy(changed(data, bit // 8, data[bit // 8] ^ 1 << bit % 8)).record is None


@given(RECORDS, st.integers(0, CHECKSUM_AT - 1))
def test_the_sum_sees_a_write_that_stopped_on_erased_flash(record: TokenRecord, written: int) -> None:
    # 36 bytes add up to 9,180 at most, and an erased checksum reads as 65,535.
    assert decode_legacy(encode_legacy(record)[:written].ljust(38, b"\xff")).record is None


@given(
    st.text(st.characters(min_codepoint=0x40, max_codepoint=0x5F), min_size=32, max_size=32),
    st.lists(st.integers(4, CHECKSUM_AT - 1), min_size=2, max_size=2, unique=True),
    st.integers(1, 0x1F),
)
def test_the_sum_does_not_see_two_changes_that_cancel(token: str, places: list[int], by: int) -> None:
    data = encode_legacy(TokenRecord(token))
    up, down = places
    both = changed(changed(data, up, data[up] + by), down, data[down] - by)
    reading = decode_legacy(both)
    assert reading.verdict is RecordVerdict.VALID
    assert reading.record != TokenRecord(token)


def test_the_sum_takes_a_token_with_two_swapped_characters_for_the_right_one() -> None:
    swapped = EXAMPLE[:5] + EXAMPLE[6:4:-1] + EXAMPLE[7:]
    assert decode_legacy(swapped).record == TokenRecord("o_cperm_" + "A" * 24, RecordFlag.REGISTRATION_USED)


@given(st.binary(min_size=38, max_size=64))
def test_any_bytes_may_be_read_and_a_record_is_accepted_only_with_its_sum(data: bytes) -> None:
    accepted = decode_legacy(data).record is not None
    assert accepted <= (sum(data[:CHECKSUM_AT]) == int.from_bytes(data[CHECKSUM_AT:38], "little"))

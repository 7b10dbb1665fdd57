"""The reference record: its CRC-32 lets no single flipped bit and no torn write through."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.record import (
    REFERENCE_RECORD_BYTES,
    RecordFlag,
    RecordReading,
    RecordVerdict,
    TokenRecord,
    decode_reference,
    encode_reference,
)

VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
UNUSABLE = ["a b", "a\0b", "a\r\nb", "é", "\x7f"]
RECORDS = st.builds(
    TokenRecord,
    token=st.text(VISIBLE, min_size=1, max_size=64),
    flags=st.integers(0, 7).map(RecordFlag),
    sequence=st.integers(0, 2**32 - 1),
    device_id=st.text(st.characters(min_codepoint=1, max_codepoint=0xFF), max_size=24),
)
EXAMPLE_RECORD = TokenRecord("oc_perm_" + "A" * 43, RecordFlag.REGISTRATION_USED, 7, "ESP32_246F28AABBCC")
EXAMPLE = encode_reference(EXAMPLE_RECORD)


def with_crc(head: bytes) -> bytes:
    return head + zlib.crc32(head).to_bytes(4, "little")


@given(RECORDS)
def test_a_record_survives_writing_and_reading(record: TokenRecord) -> None:
    assert decode_reference(encode_reference(record)) == RecordReading(RecordVerdict.VALID, record)


@pytest.mark.parametrize("token", UNUSABLE)
def test_a_token_that_no_header_can_carry_is_damage_whatever_the_crc_says(token: str) -> None:
    assert decode_reference(encode_reference(TokenRecord(token))) == RecordReading(RecordVerdict.BAD_TOKEN)


def test_the_bytes_stand_where_the_layout_says() -> None:
    assert len(EXAMPLE) == REFERENCE_RECORD_BYTES == 104
    assert EXAMPLE[:12] == b"OHR1" + bytes([1, 1, 51, 0xFF]) + bytes([7, 0, 0, 0])
    assert EXAMPLE[12:76].rstrip(b"\0") == b"oc_perm_" + b"A" * 43
    assert EXAMPLE[76:100].rstrip(b"\0") == b"ESP32_246F28AABBCC"
    assert with_crc(EXAMPLE[:100]) == EXAMPLE


@pytest.mark.parametrize("blank", [b"\xff" * 104, bytes(104), b"\xff" * 4096, b""])
def test_erased_and_zeroed_storage_is_empty(blank: bytes) -> None:
    assert decode_reference(blank) == RecordReading(RecordVerdict.EMPTY)


@pytest.mark.parametrize(
    ("head", "verdict"),
    [
        (b"OHR2" + EXAMPLE[4:100], RecordVerdict.BAD_MAGIC),
        (EXAMPLE[:4] + b"\x02" + EXAMPLE[5:100], RecordVerdict.BAD_VERSION),
        (EXAMPLE[:6] + b"\x00" + EXAMPLE[7:100], RecordVerdict.BAD_LENGTH),
        (EXAMPLE[:6] + b"\x41" + EXAMPLE[7:100], RecordVerdict.BAD_LENGTH),
    ],
)
def test_a_good_crc_does_not_excuse_a_wrong_field(head: bytes, verdict: RecordVerdict) -> None:
    assert decode_reference(with_crc(head)) == RecordReading(verdict)


@pytest.mark.parametrize("length", [1, 12, 100, 103])
def test_less_than_a_record_is_a_bad_length(length: int) -> None:
    assert decode_reference(EXAMPLE[:length]).verdict is RecordVerdict.BAD_LENGTH


def test_no_single_flipped_bit_is_accepted() -> None:
    whole = int.from_bytes(EXAMPLE, "little")
    flipped = (whole ^ 1 << bit for bit in range(8 * len(EXAMPLE)))
    assert not [bits for bits in flipped if decode_reference(bits.to_bytes(104, "little")).record is not None]


@pytest.mark.slow
@given(RECORDS, st.sets(st.integers(0, 8 * 104 - 1), min_size=1, max_size=3))
def test_up_to_three_flipped_bits_are_never_accepted(record: TokenRecord, bits: set[int]) -> None:
    data = int.from_bytes(encode_reference(record), "little") ^ sum(1 << bit for bit in bits)
    assert decode_reference(data.to_bytes(104, "little")).record is None


@pytest.mark.slow
@given(RECORDS, RECORDS, st.integers(0, 104))
def test_a_write_torn_between_two_records_reads_as_one_of_them_or_as_damaged(
    old: TokenRecord, new: TokenRecord, written: int
) -> None:
    torn = encode_reference(new)[:written] + encode_reference(old)[written:]
    assert decode_reference(torn).record in {None, old, new}


def test_what_the_pair_of_swapped_characters_hides_from_the_legacy_sum_the_crc_sees() -> None:
    swapped = EXAMPLE[:13] + EXAMPLE[14:12:-1] + EXAMPLE[15:]
    assert decode_reference(swapped).verdict is RecordVerdict.BAD_CHECKSUM


def test_the_longest_token_and_device_id_fit() -> None:
    longest = TokenRecord("x" * 64, device_id="y" * 24)
    assert decode_reference(encode_reference(longest)).record == longest


def test_a_character_that_no_byte_can_hold_becomes_a_question_mark() -> None:
    written = decode_reference(encode_reference(TokenRecord("a→b", device_id="→"))).record
    assert written == TokenRecord("a?b", device_id="?")


@pytest.mark.parametrize(
    "record",
    [TokenRecord("x" * 65), TokenRecord("x" * 10_000), TokenRecord("x", device_id="y" * 25)],
)
def test_what_does_not_fit_is_refused_and_not_cut(record: TokenRecord) -> None:
    with pytest.raises(ValueError, match="do not fit 64 and 24"):
        encode_reference(record)


@given(st.binary(min_size=104, max_size=120))
def test_any_bytes_may_be_read_and_a_record_is_accepted_only_with_its_crc(data: bytes) -> None:
    accepted = decode_reference(data).record is not None
    assert accepted <= (zlib.crc32(data[:100]) == int.from_bytes(data[100:104], "little"))

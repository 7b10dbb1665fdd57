"""What is kept of a token, to find it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.tokens import digest_of


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        # FIPS 180-4's examples, csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values.
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
    ],
)
def test_a_digest_is_that_of_the_standard(text: str, digest: str) -> None:
    assert digest_of(text).hex() == digest


@given(st.text(st.characters(exclude_categories=[]), max_size=8), st.text(st.characters(), max_size=8))
def test_any_text_has_a_digest_of_its_own(one: str, other: str) -> None:
    assert (digest_of(one) == digest_of(other)) is (one == other)


def test_bytes_that_could_not_be_decoded_have_a_digest() -> None:
    assert len({digest_of(text) for text in ("oc_\udcff", "oc_\udcfe", "oc_?", "oc_")}) == 4

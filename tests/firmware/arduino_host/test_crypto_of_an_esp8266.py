"""Digests, keys and the cipher of the ESP8266's core, held against Python's and the examples of their standards."""

import hashlib
import hmac
from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_NAMES: Final = ("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512")
_BEFORE: Final = """
    using namespace experimental::crypto;
    static void tell(const String& text) {
        for (unsigned at = 0; at < text.length(); ++at) {
            Serial.print(at % 8 == 0 && at > 0 ? " " : "");
            Serial.print(text[at]);
        }
        Serial.println();
    }
    static void tell(const void* bytes, size_t count) {
        tell(experimental::TypeConversion::uint8ArrayToHexString((const uint8_t*)bytes, count));
    }
    static void take(const char* text, uint8_t* bytes, size_t count) {
        experimental::TypeConversion::hexStringToUint8Array(text, bytes, count);
    }
"""
_HEADERS: Final = "Crypto.h TypeConversion.h"

_BLOCKS: Final = """
    static void take_all(const char* text, uint8_t* bytes) {
        for (unsigned at = 0; text[2 * at] != 0; ++at) {
            const char pair[] = {text[2 * at], text[2 * at + 1], 0};
            bytes[at] = (uint8_t)strtoul(pair, nullptr, 16);
        }
    }
    static void show(const uint8_t* bytes, unsigned count) {
        for (unsigned at = 0; at < count; ++at) Serial.printf(at > 0 && at % 4 == 0 ? " %02X" : "%02X", bytes[at]);
        Serial.println();
    }
"""


def parted(digits: str) -> str:
    """Write digits as the sketches do: in words, for a log cuts what may be a secret."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8)).upper()


@pytest.mark.parametrize("name", _NAMES)
def test_digests_are_those_of_python(name: str) -> None:
    text = "A text that is longer than one block of the smaller digests, and so is looked at in two of them."
    body = f"""
        const char text[] = "{text}";
        uint8_t digest[{name}::NATURAL_LENGTH];
        tell({name}::hash(String(text)));
        tell({name}::hash(text, strlen(text), digest), sizeof digest);
        tell({name}::hmac(String(text), "key", 3, {name}::NATURAL_LENGTH));
        tell({name}::hmacCT(String(text), "key", 3, 5));
        {name}::hmac(text, strlen(text), "key", 3, digest, 0);
        tell(digest, sizeof digest);
    """
    plain = hashlib.new(name, text.encode()).hexdigest()
    keyed = hmac.new(b"key", text.encode(), name).hexdigest()
    wanted = [parted(each) for each in (plain, plain, keyed, keyed[:10], keyed)]
    assert alone(Board.ESP8266, _HEADERS, body, _BEFORE) == wanted


def test_keys_made_of_a_key_are_those_of_rfc_5869() -> None:
    # Appendix A.1 and A.3.
    body = """
        uint8_t material[22], salt[13], info[10], key[42];
        memset(material, 0x0b, sizeof material);
        for (int each = 0; each < 13; ++each) salt[each] = each;
        for (int each = 0; each < 10; ++each) info[each] = 0xf0 + each;
        HKDF one(material, sizeof material, salt, sizeof salt);
        one.produce(key, 20, info, sizeof info);
        one.produce(key + 20, 22, info, sizeof info);
        tell(key, sizeof key);
        HKDF(material, sizeof material).produce(key, sizeof key);
        tell(key, sizeof key);
        static uint8_t much[9000];
        Serial.println(HKDF(material, sizeof material).produce(much, sizeof much));
    """
    assert alone(Board.ESP8266, _HEADERS, body, _BEFORE) == [
        parted("3CB25F25FAACD57A90434F64D0362F2A2D2D0A90CF1A5A4C5DB02D56ECC4C5BF34007208D5B887185865"),
        parted("8DA4E775A563C18F715F802A063C5A31B8A11F5C5EE1879EC3454E5F3C738D2D9D201395FAA4B61A96C8"),
        "8160",
    ]


def test_the_cipher_is_that_of_rfc_8439() -> None:
    # Section 2.8.2.
    body = """
        setNonceGenerator([](uint8_t* bytes, const size_t count) {
            take("070000004041424344454647", bytes, count);
            return bytes;
        });
        char text[] = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                      "sunscreen would be it.";
        const size_t count = strlen(text);
        uint8_t key[32], more[12], nonce[12], tag[16];
        for (int each = 0; each < 32; ++each) key[each] = 0x80 + each;
        take("50515253C0C1C2C3C4C5C6C7", more, sizeof more);
        ChaCha20Poly1305::encrypt(text, count, key, nullptr, 0, nonce, tag, more, sizeof more);
        tell(text, 16);
        tell(text + count - 4, 4);
        tell(tag, sizeof tag);
        Serial.println(ChaCha20Poly1305::decrypt(text, count, key, nullptr, 0, nonce, tag, more, sizeof more));
        Serial.println(text + 93);
        ++tag[3];
        Serial.println(ChaCha20Poly1305::decrypt(text, count, key, nullptr, 0, nonce, tag, more, sizeof more));
    """
    assert alone(Board.ESP8266, _HEADERS, body, _BEFORE) == [
        parted("D31A8D34648E60DB7B86AFBC53EF7EC2"),
        "C64B6116",
        parted("1AE10B594F09E26A7E902ECBD0600691"),
        "1",
        "unscreen would be it.",
        "0",
    ]


def test_a_salt_makes_another_key_and_nonces_are_by_chance() -> None:
    body = """
        uint8_t key[32] = {1}, nonce[2][12], tag[16];
        char text[] = "kept for the next";
        ChaCha20Poly1305::encrypt(text, 17, key, "salt", 4, nonce[0], tag);
        char copy[18];
        memcpy(copy, text, sizeof copy);
        Serial.print(ChaCha20Poly1305::decrypt(copy, 17, key, "pepper", 6, nonce[0], tag));
        Serial.print(ChaCha20Poly1305::decrypt(text, 17, key, "salt", 4, nonce[0], tag));
        ChaCha20Poly1305::encrypt(copy, 17, key, nullptr, 0, nonce[1], tag);
        Serial.printf(" %d ", memcmp(nonce[0], nonce[1], 12) != 0);
        setCtMaxDataLength(99);
        Serial.printf("%u %u ", getCtMinDataLength(), getCtMaxDataLength());
        Serial.println(text);
    """
    assert alone(Board.ESP8266, _HEADERS, body, _BEFORE) == ["01 1 0 99 kept for the next"]


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_blocks_are_chained_as_in_nist_sp_800_38a(board: Board) -> None:
    # F.2.1, F.2.2 and F.2.5: the first two blocks.
    body = """
        static const uint8_t kKey[32] = {0x60, 0x3d, 0xeb, 0x10, 0x15, 0xca, 0x71, 0xbe, 0x2b, 0x73, 0xae,
                                         0xf0, 0x85, 0x7d, 0x77, 0x81, 0x1f, 0x35, 0x2c, 0x07, 0x3b, 0x61,
                                         0x08, 0xd7, 0x2d, 0x98, 0x10, 0xa3, 0x09, 0x14, 0xdf, 0xf4};
        uint8_t short_key[16], iv[16], data[32];
        take_all("2b7e151628aed2a6abf7158809cf4f3c", short_key);
        take_all("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51", data);
        for (int each = 0; each < 16; ++each) iv[each] = each;
        br_aes_ct_cbcenc_keys chain;
        br_aes_ct_cbcenc_init(&chain, short_key, sizeof short_key);
        br_aes_ct_cbcenc_run(&chain, iv, data, 16);
        br_aes_ct_cbcenc_run(&chain, iv, data + 16, 16);
        show(data, sizeof data);
        for (int each = 0; each < 16; ++each) iv[each] = each;
        br_aes_gen_cbcdec_keys back;
        const br_block_cbcdec_class* kind = &br_aes_small_cbcdec_vtable;
        kind->init(&back.vtable, short_key, sizeof short_key);
        back.vtable->run(&back.vtable, iv, data, sizeof data);
        show(data, sizeof data);
        for (int each = 0; each < 16; ++each) iv[each] = each;
        br_aes_big_cbcenc_keys longer;
        br_aes_big_cbcenc_init(&longer, kKey, sizeof kKey);
        br_aes_big_cbcenc_run(&longer, iv, data, 16);
        show(data, 16);
        Serial.printf("%u %u\\n", (unsigned)kind->block_size, 1u << kind->log_block_size);
    """
    assert alone(board, "bearssl/bearssl.h", body, _BLOCKS) == [
        parted("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"),
        parted("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"),
        parted("f58c4c04d6e5f1ba779eabfb5f7bfbd6"),
        "16 16",
    ]


def test_a_counter_is_that_of_nist_sp_800_38a() -> None:
    # F.5.1, with its counter parted into twelve bytes and a number; the last block is not whole.
    body = """
        uint8_t key[16], begin[12], data[40];
        take_all("2b7e151628aed2a6abf7158809cf4f3c", key);
        take_all("f0f1f2f3f4f5f6f7f8f9fafb", begin);
        take_all("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411", data);
        br_aes_ct64_ctr_keys count;
        br_aes_ct64_ctr_init(&count, key, sizeof key);
        Serial.printf("%08x\\n", (unsigned)br_aes_ct64_ctr_run(&count, begin, 0xfcfdfeff, data, sizeof data));
        show(data, sizeof data);
    """
    assert alone(Board.ESP8266, "bearssl/bearssl.h", body, _BLOCKS) == [
        "fcfdff02",
        parted("874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e"),
    ]

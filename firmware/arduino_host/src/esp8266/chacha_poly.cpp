#include "chacha_poly.h"

#include <string.h>

#include <algorithm>

namespace oceanhil {

namespace {

constexpr size_t kBlockBytes = 64;
constexpr size_t kPieceBytes = 16;
constexpr int kLimbs = 5;
constexpr uint32_t kLimbMask = 0x3FFFFFF;

uint32_t word_at(const uint8_t* bytes) {
    return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 | uint32_t{bytes[3]} << 24;
}

void put_word(uint32_t word, uint8_t* bytes) {
    for (unsigned each = 0; each < 4; ++each) {
        bytes[each] = static_cast<uint8_t>(word >> 8 * each);
    }
}

uint32_t turned(uint32_t word, unsigned bits) { return word << bits | word >> (32 - bits); }

void quarter_round(uint32_t& a, uint32_t& b, uint32_t& c, uint32_t& d) {
    a += b;
    d = turned(d ^ a, 16);
    c += d;
    b = turned(b ^ c, 12);
    a += b;
    d = turned(d ^ a, 8);
    c += d;
    b = turned(b ^ c, 7);
}

/// A block of the key stream (section 2.3).
void key_block(const Sealed& how, uint32_t number, uint8_t block[kBlockBytes]) {
    // "expand 32-byte k"
    uint32_t begun[16] = {0x61707865, 0x3320646E, 0x79622D32, 0x6B206574};
    for (unsigned each = 0; each < 8; ++each) {
        begun[4 + each] = word_at(how.key + 4 * each);
    }
    begun[12] = number;
    for (unsigned each = 0; each < 3; ++each) {
        begun[13 + each] = word_at(how.nonce + 4 * each);
    }
    uint32_t x[16];
    memcpy(x, begun, sizeof x);
    for (int round = 0; round < 10; ++round) {
        for (unsigned column = 0; column < 4; ++column) {
            quarter_round(x[column], x[4 + column], x[8 + column], x[12 + column]);
        }
        for (unsigned start = 0; start < 4; ++start) {
            quarter_round(x[start], x[4 + (start + 1) % 4], x[8 + (start + 2) % 4], x[12 + (start + 3) % 4]);
        }
    }
    for (unsigned each = 0; each < 16; ++each) {
        put_word(x[each] + begun[each], block + 4 * each);
    }
}

void mask(const Sealed& how, uint8_t* data, size_t bytes) {
    uint8_t block[kBlockBytes];
    for (size_t at = 0; at < bytes; at += kBlockBytes) {
        key_block(how, static_cast<uint32_t>(1 + at / kBlockBytes), block);
        const size_t count = std::min(kBlockBytes, bytes - at);
        for (size_t each = 0; each < count; ++each) {
            data[at + each] ^= block[each];
        }
    }
}

/// Poly1305 (section 2.5), in five limbs of 26 bits.
class Poly {
  public:
    explicit Poly(const uint8_t* key) {
        split(key, 0, factor_);
        const uint32_t kept[kLimbs] = {0x3FFFFFF, 0x3FFFF03, 0x3FFC0FF, 0x3F03FFF, 0x00FFFFF};
        for (int each = 0; each < kLimbs; ++each) {
            factor_[each] &= kept[each];
        }
        memcpy(last_, key + kPieceBytes, kPieceBytes);
    }

    /// Takes bytes, with zeros behind them up to whole pieces.
    void take(const void* data, size_t bytes) {
        const auto* from = static_cast<const uint8_t*>(data);
        while (bytes > 0) {
            uint8_t piece[kPieceBytes] = {};
            const size_t count = std::min(kPieceBytes, bytes);
            memcpy(piece, from, count);
            take_piece(piece);
            from += count;
            bytes -= count;
        }
    }

    void end(uint8_t tag[kTagBytes]) {
        carry();
        carry();
        // Once more less 2^130 - 5, if it is as large.
        uint32_t less[kLimbs];
        uint32_t over = 5;
        for (int each = 0; each < kLimbs; ++each) {
            const uint32_t sum = sum_[each] + over;
            less[each] = sum & kLimbMask;
            over = sum >> 26;
        }
        const uint32_t* const limbs = over != 0 ? less : sum_;
        const uint32_t words[4] = {limbs[0] | limbs[1] << 26, limbs[1] >> 6 | limbs[2] << 20,
                                   limbs[2] >> 12 | limbs[3] << 14, limbs[3] >> 18 | limbs[4] << 8};
        uint64_t total = 0;
        for (unsigned each = 0; each < 4; ++each) {
            total += uint64_t{words[each]} + word_at(last_ + 4 * each);
            put_word(static_cast<uint32_t>(total), tag + 4 * each);
            total >>= 32;
        }
    }

  private:
    static void split(const uint8_t* bytes, uint32_t top, uint32_t limbs[kLimbs]) {
        const uint64_t low = uint64_t{word_at(bytes + 4)} << 32 | word_at(bytes);
        const uint64_t high = uint64_t{word_at(bytes + 12)} << 32 | word_at(bytes + 8);
        limbs[0] = static_cast<uint32_t>(low) & kLimbMask;
        limbs[1] = static_cast<uint32_t>(low >> 26) & kLimbMask;
        limbs[2] = static_cast<uint32_t>(low >> 52 | high << 12) & kLimbMask;
        limbs[3] = static_cast<uint32_t>(high >> 14) & kLimbMask;
        limbs[4] = static_cast<uint32_t>(high >> 40) | top << 24;
    }

    void take_piece(const uint8_t* piece) {
        uint32_t limbs[kLimbs];
        split(piece, 1, limbs);
        for (int each = 0; each < kLimbs; ++each) {
            sum_[each] += limbs[each];
        }
        uint64_t product[kLimbs] = {};
        for (int one = 0; one < kLimbs; ++one) {
            for (int other = 0; other < kLimbs; ++other) {
                const int place = one + other;
                const uint64_t part = uint64_t{sum_[one]} * factor_[other];
                product[place % kLimbs] += place < kLimbs ? part : 5 * part;
            }
        }
        uint64_t over = 0;
        for (int each = 0; each < kLimbs; ++each) {
            product[each] += over;
            sum_[each] = static_cast<uint32_t>(product[each]) & kLimbMask;
            over = product[each] >> 26;
        }
        sum_[0] += static_cast<uint32_t>(5 * over);
        sum_[1] += sum_[0] >> 26;
        sum_[0] &= kLimbMask;
    }

    void carry() {
        uint32_t over = 0;
        for (uint32_t& each : sum_) {
            each += over;
            over = each >> 26;
            each &= kLimbMask;
        }
        sum_[0] += 5 * over;
    }

    uint32_t factor_[kLimbs];
    uint32_t sum_[kLimbs] = {};
    uint8_t last_[kPieceBytes];
};

}  // namespace

void chacha_poly(const Sealed& how, uint8_t* data, size_t bytes, bool is_encrypting, uint8_t tag[kTagBytes]) {
    uint8_t first[kBlockBytes];
    key_block(how, 0, first);
    if (is_encrypting) {
        mask(how, data, bytes);
    }
    Poly poly(first);
    poly.take(how.more, how.more_bytes);
    poly.take(data, bytes);
    uint8_t lengths[kPieceBytes] = {};
    put_word(static_cast<uint32_t>(how.more_bytes), lengths);
    put_word(static_cast<uint32_t>(bytes), lengths + 8);
    poly.take(lengths, sizeof lengths);
    poly.end(tag);
    if (!is_encrypting) {
        mask(how, data, bytes);
    }
}

}  // namespace oceanhil

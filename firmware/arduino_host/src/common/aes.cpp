// AES as FIPS 197 has it: bytes of a block stand in columns of four.
#include "oceanhil/aes.h"

#include <string.h>

namespace oceanhil {

namespace {

constexpr unsigned kWordBits = 32;

constexpr uint8_t twice(uint8_t byte) { return static_cast<uint8_t>(byte << 1 ^ ((byte & 0x80) != 0 ? 0x1B : 0)); }

constexpr uint8_t product(uint8_t one, uint8_t other) {
    uint8_t sum = 0;
    for (; other != 0; other = static_cast<uint8_t>(other >> 1), one = twice(one)) {
        sum = static_cast<uint8_t>(sum ^ ((other & 1) != 0 ? one : 0));
    }
    return sum;
}

struct SubstitutionBoxes {
    uint8_t forth[256];
    uint8_t back[256];
};

/// Section 5.1.1: the inverse of a byte in GF(2^8), and then its bits mixed.
constexpr SubstitutionBoxes substitution_boxes() {
    SubstitutionBoxes made = {};
    // Powers of 3, and of its inverse 0xF6, go through all bytes but 0 (section 4.2).
    uint8_t power = 1;
    uint8_t inverse = 1;
    made.forth[0] = 0x63;
    made.back[0x63] = 0;
    do {
        power = product(power, 0x03);
        inverse = product(inverse, 0xF6);
        uint8_t mixed = 0x63;
        for (unsigned turn = 0; turn < 5; ++turn) {
            mixed = static_cast<uint8_t>(mixed ^ (inverse << turn | inverse >> (8 - turn)));
        }
        made.forth[power] = mixed;
        made.back[mixed] = power;
    } while (power != 1);
    return made;
}

constexpr SubstitutionBoxes kBoxes = substitution_boxes();

uint32_t substituted(uint32_t word) {
    uint32_t found = 0;
    for (unsigned shift = 0; shift < kWordBits; shift += 8) {
        found |= uint32_t{kBoxes.forth[word >> shift & 0xFF]} << shift;
    }
    return found;
}

void add_round_key(uint8_t* state, const uint32_t* keys) {
    for (size_t at = 0; at < kAesBlockBytes; ++at) {
        state[at] = static_cast<uint8_t>(state[at] ^ keys[at / 4] >> (8 * (3 - at % 4)));
    }
}

/// Each row moves by its number, to the left or back, and each byte is replaced.
void shift_and_substitute(uint8_t* state, const uint8_t (&box)[256], bool is_back) {
    uint8_t before[kAesBlockBytes];
    memcpy(before, state, sizeof before);
    for (size_t column = 0; column < 4; ++column) {
        for (size_t row = 0; row < 4; ++row) {
            const size_t from = (column + (is_back ? 4 - row : row)) % 4;
            state[4 * column + row] = box[before[4 * from + row]];
        }
    }
}

void mix_columns(uint8_t* state, const uint8_t (&factors)[4]) {
    for (uint8_t* column = state; column < state + kAesBlockBytes; column += 4) {
        uint8_t before[4];
        memcpy(before, column, sizeof before);
        for (size_t row = 0; row < 4; ++row) {
            uint8_t sum = 0;
            for (size_t at = 0; at < 4; ++at) {
                sum = static_cast<uint8_t>(sum ^ product(before[at], factors[(at + 4 - row) % 4]));
            }
            column[row] = sum;
        }
    }
}

}  // namespace

bool AesKey::take(const uint8_t* key, size_t bytes) {
    if (bytes != 16 && bytes != 24 && bytes != 32) {
        return false;
    }
    const size_t given = bytes / sizeof(uint32_t);
    rounds = static_cast<uint32_t>(given) + 6;
    for (size_t at = 0; at < given; ++at) {
        words[at] = uint32_t{key[4 * at]} << 24 | uint32_t{key[4 * at + 1]} << 16 | uint32_t{key[4 * at + 2]} << 8 |
                    key[4 * at + 3];
    }
    uint8_t constant = 1;
    for (size_t at = given; at < 4 * size_t{rounds + 1}; ++at) {
        uint32_t word = words[at - 1];
        if (at % given == 0) {
            word = substituted(word << 8 | word >> 24) ^ uint32_t{constant} << 24;
            constant = twice(constant);
        } else if (given > 6 && at % given == 4) {
            word = substituted(word);
        }
        words[at] = words[at - given] ^ word;
    }
    return true;
}

void AesKey::encrypt(uint8_t* state) const {
    constexpr uint8_t kFactors[] = {2, 3, 1, 1};
    add_round_key(state, words);
    for (uint32_t round = 1; round <= rounds; ++round) {
        shift_and_substitute(state, kBoxes.forth, false);
        if (round < rounds) {
            mix_columns(state, kFactors);
        }
        add_round_key(state, words + 4 * round);
    }
}

void AesKey::decrypt(uint8_t* state) const {
    constexpr uint8_t kFactors[] = {14, 11, 13, 9};
    for (uint32_t round = rounds; round >= 1; --round) {
        add_round_key(state, words + 4 * round);
        if (round < rounds) {
            mix_columns(state, kFactors);
        }
        shift_and_substitute(state, kBoxes.back, true);
    }
    add_round_key(state, words);
}

}  // namespace oceanhil

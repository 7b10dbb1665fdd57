#include "oceanhil/sha.h"

namespace oceanhil {

namespace {

/// What begins SHA-256 and its kin, and how their rounds turn words.
template <typename Word>
struct Rules;

template <>
struct Rules<uint32_t> {
    static constexpr int kRounds = 64;
    // Section 4.1.2: each turns by two, and by a third or moves by it.
    static constexpr int kSums[2][3] = {{2, 13, 22}, {6, 11, 25}};
    static constexpr int kSigmas[2][3] = {{7, 18, 3}, {17, 19, 10}};
    static const uint32_t kConstants[kRounds];
};

template <>
struct Rules<uint64_t> {
    static constexpr int kRounds = 80;
    static constexpr int kSums[2][3] = {{28, 34, 39}, {14, 18, 41}};
    static constexpr int kSigmas[2][3] = {{1, 8, 7}, {19, 61, 6}};
    static const uint64_t kConstants[kRounds];
};

const uint32_t Rules<uint32_t>::kConstants[] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
};

const uint64_t Rules<uint64_t>::kConstants[] = {
    0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC,
    0x3956C25BF348B538, 0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118,
    0xD807AA98A3030242, 0x12835B0145706FBE, 0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2,
    0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235, 0xC19BF174CF692694,
    0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
    0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5,
    0x983E5152EE66DFAB, 0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4,
    0xC6E00BF33DA88FC2, 0xD5A79147930AA725, 0x06CA6351E003826F, 0x142929670A0E6E70,
    0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED, 0x53380D139D95B3DF,
    0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
    0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30,
    0xD192E819D6EF5218, 0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8,
    0x19A4C116B8D2D0C8, 0x1E376C085141AB53, 0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8,
    0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373, 0x682E6FF3D6B2B8A3,
    0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
    0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B,
    0xCA273ECEEA26619C, 0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178,
    0x06F067AA72176FBA, 0x0A637DC5A2C898A6, 0x113F9804BEF90DAE, 0x1B710B35131C471B,
    0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC, 0x431D67C49C100D4C,
    0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
};

constexpr uint32_t kFirst256[] = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
};
constexpr uint32_t kFirst224[] = {
    0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939, 0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4,
};
constexpr uint64_t kFirst512[] = {
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
};
constexpr uint64_t kFirst384[] = {
    0xCBBB9D5DC1059ED8, 0x629A292A367CD507, 0x9159015A3070DD17, 0x152FECD8F70E5939,
    0x67332667FFC00B31, 0x8EB44A8768581511, 0xDB0C2E0D64F98FA7, 0x47B5481DBEFA4FA4,
};

template <typename Word>
Word turned_right(Word word, int bits) {
    return word >> bits | word << (8 * sizeof word - bits);
}

template <typename Word>
Word sum_of(int which, Word word) {
    const int(&bits)[3] = Rules<Word>::kSums[which];
    return turned_right(word, bits[0]) ^ turned_right(word, bits[1]) ^ turned_right(word, bits[2]);
}

template <typename Word>
Word sigma_of(int which, Word word) {
    const int(&bits)[3] = Rules<Word>::kSigmas[which];
    return turned_right(word, bits[0]) ^ turned_right(word, bits[1]) ^ word >> bits[2];
}

template <typename Word>
Word word_at(const uint8_t* bytes) {
    Word word = 0;
    for (size_t each = 0; each < sizeof word; ++each) {
        word = word << 8 | bytes[each];
    }
    return word;
}

template <typename Word>
void write_words(const Word* words, uint8_t* digest, size_t bytes) {
    for (size_t each = 0; each < bytes; ++each) {
        digest[each] = static_cast<uint8_t>(words[each / sizeof(Word)] >> 8 * (sizeof(Word) - 1 - each % sizeof(Word)));
    }
}

/// Section 6.2.2 and 6.4.2, which differ in the width of words.
template <typename Word>
void mix_block(Word state[8], const uint8_t* block) {
    Word schedule[Rules<Word>::kRounds];
    Word a = state[0], b = state[1], c = state[2], d = state[3];
    Word e = state[4], f = state[5], g = state[6], h = state[7];
    for (int round = 0; round < Rules<Word>::kRounds; ++round) {
        schedule[round] = round < 16 ? word_at<Word>(block + sizeof(Word) * static_cast<size_t>(round))
                                     : sigma_of(1, schedule[round - 2]) + schedule[round - 7] +
                                           sigma_of(0, schedule[round - 15]) + schedule[round - 16];
        const Word chosen = (e & f) ^ (~e & g);
        const Word most = (a & b) ^ (a & c) ^ (b & c);
        const Word first = h + sum_of(1, e) + chosen + Rules<Word>::kConstants[round] + schedule[round];
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + sum_of(0, b) + most;
    }
    const Word mixed[] = {a, b, c, d, e, f, g, h};
    for (size_t each = 0; each < 8; ++each) {
        state[each] += mixed[each];
    }
}

struct FiveWords {
    uint32_t a, b, c, d, e;
};

uint32_t turned_left(uint32_t word, int bits) { return word << bits | word >> (32 - bits); }

/// What a round of SHA-1 mixes of three words, with its constant.
uint32_t mixed_in_round(int round, const FiveWords& now) {
    if (round < 20) {
        return ((now.b & now.c) | (~now.b & now.d)) + 0x5A827999;
    }
    if (round < 40) {
        return (now.b ^ now.c ^ now.d) + 0x6ED9EBA1;
    }
    if (round < 60) {
        return ((now.b & now.c) | (now.b & now.d) | (now.c & now.d)) + 0x8F1BBCDC;
    }
    return (now.b ^ now.c ^ now.d) + 0xCA62C1D6;
}

}  // namespace

void Sha1::begin() {
    constexpr uint32_t kFirst[] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    memcpy(state_, kFirst, sizeof state_);
    restart();
}

void Sha1Mixing::mix(const uint8_t* block) {
    constexpr int kRounds = 80;
    uint32_t schedule[kRounds];
    FiveWords now = {state_[0], state_[1], state_[2], state_[3], state_[4]};
    for (int round = 0; round < kRounds; ++round) {
        schedule[round] = round < 16 ? word_at<uint32_t>(block + 4 * round)
                                     : turned_left(schedule[round - 3] ^ schedule[round - 8] ^ schedule[round - 14] ^
                                                       schedule[round - 16],
                                                   1);
        const uint32_t next = turned_left(now.a, 5) + mixed_in_round(round, now) + now.e + schedule[round];
        now = {next, now.a, turned_left(now.b, 30), now.c, now.d};
    }
    const uint32_t mixed[] = {now.a, now.b, now.c, now.d, now.e};
    for (size_t each = 0; each < 5; ++each) {
        state_[each] += mixed[each];
    }
}

void Sha1::end(uint8_t digest[kBytes]) {
    pad();
    write_words(state_, digest, kBytes);
}

void Sha256::begin(bool is_short) {
    is_short_ = is_short;
    memcpy(state_, is_short ? kFirst224 : kFirst256, sizeof state_);
    restart();
}

void Sha256Mixing::mix(const uint8_t* block) { mix_block(state_, block); }

void Sha256::end(uint8_t* digest) {
    pad();
    write_words(state_, digest, is_short_ ? kShortBytes : kBytes);
}

void Sha512::begin(bool is_short) {
    is_short_ = is_short;
    memcpy(state_, is_short ? kFirst384 : kFirst512, sizeof state_);
    restart();
}

void Sha512Mixing::mix(const uint8_t* block) { mix_block(state_, block); }

void Sha512::end(uint8_t* digest) {
    pad();
    write_words(state_, digest, is_short_ ? kShortBytes : kBytes);
}

}  // namespace oceanhil

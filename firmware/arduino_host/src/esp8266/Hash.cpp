#include <Hash.h>
#include <string.h>

namespace {

constexpr size_t kBlockBytes = 64;
constexpr size_t kHashBytes = 20;
constexpr size_t kLengthAt = 56;
constexpr int kRounds = 80;

struct Words {
    uint32_t a, b, c, d, e;
};

uint32_t turned(uint32_t word, int bits) { return word << bits | word >> (32 - bits); }

uint32_t word_of(const uint8_t* bytes) {
    return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

/// What a round mixes of three words, with its constant.
uint32_t mixed(int round, const Words& now) {
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

void take_block(Words& state, const uint8_t* block) {
    uint32_t schedule[kRounds];
    Words now = state;
    for (int round = 0; round < kRounds; ++round) {
        schedule[round] = round < 16 ? word_of(block + 4 * round)
                                     : turned(schedule[round - 3] ^ schedule[round - 8] ^ schedule[round - 14] ^
                                                  schedule[round - 16],
                                              1);
        const uint32_t next = turned(now.a, 5) + mixed(round, now) + now.e + schedule[round];
        now = {next, now.a, turned(now.b, 30), now.c, now.d};
    }
    state = {state.a + now.a, state.b + now.b, state.c + now.c, state.d + now.d, state.e + now.e};
}

/// The rest of a message, its end and its length in bits.
void take_end(Words& state, const uint8_t* rest, size_t bytes, uint64_t bits) {
    uint8_t blocks[2 * kBlockBytes] = {};
    memcpy(blocks, rest, bytes);
    blocks[bytes] = 0x80;
    const size_t count = bytes < kLengthAt ? 1 : 2;
    for (size_t each = 0; each < sizeof bits; ++each) {
        blocks[count * kBlockBytes - 1 - each] = static_cast<uint8_t>(bits >> 8 * each);
    }
    for (size_t each = 0; each < count; ++each) {
        take_block(state, blocks + each * kBlockBytes);
    }
}

}  // namespace

void sha1(const uint8_t* data, uint32_t size, uint8_t hash[20]) {
    Words state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    const size_t whole = size / kBlockBytes * kBlockBytes;
    for (size_t at = 0; at < whole; at += kBlockBytes) {
        take_block(state, data + at);
    }
    take_end(state, data + whole, size - whole, uint64_t{size} * 8);
    const uint32_t words[] = {state.a, state.b, state.c, state.d, state.e};
    for (size_t each = 0; each < kHashBytes; ++each) {
        hash[each] = static_cast<uint8_t>(words[each / 4] >> (24 - 8 * (each % 4)));
    }
}

void sha1(const char* data, uint32_t size, uint8_t hash[20]) {
    sha1(reinterpret_cast<const uint8_t*>(data), size, hash);
}

void sha1(const String& data, uint8_t hash[20]) { sha1(data.c_str(), data.length(), hash); }

String sha1(const uint8_t* data, uint32_t size) {
    uint8_t hash[kHashBytes];
    char text[2 * kHashBytes + 1];
    sha1(data, size, hash);
    for (size_t each = 0; each < kHashBytes; ++each) {
        snprintf(text + 2 * each, 3, "%02x", hash[each]);
    }
    return text;
}

String sha1(const char* data, uint32_t size) { return sha1(reinterpret_cast<const uint8_t*>(data), size); }

String sha1(const String& data) { return sha1(data.c_str(), data.length()); }

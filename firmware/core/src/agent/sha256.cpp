#include "agent/sha256.h"

#include "in_flash.h"

namespace oceanremote {

namespace {

constexpr size_t kRounds = 64;
constexpr size_t kLengthBytes = 8;

constexpr uint32_t kConstants[kRounds] OR_IN_FLASH = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

uint32_t turned(uint32_t value, unsigned bits) { return value >> bits | value << (32 - bits); }

}  // namespace

void Sha256::add(const uint8_t* data, size_t bytes) {
    total_bytes_ += bytes;
    for (size_t at = 0; at < bytes; ++at) {
        add_byte(data[at]);
    }
}

void Sha256::add_byte(uint8_t byte) {
    block_[used_++] = byte;
    if (used_ == kBlockBytes) {
        take_block();
        used_ = 0;
    }
}

void Sha256::take_block() {
    uint32_t schedule[kRounds];
    for (size_t at = 0; at < kBlockBytes / 4; ++at) {
        const uint8_t* from = block_ + 4 * at;
        schedule[at] = uint32_t{from[0]} << 24 | uint32_t{from[1]} << 16 | uint32_t{from[2]} << 8 | from[3];
    }
    for (size_t at = kBlockBytes / 4; at < kRounds; ++at) {
        const uint32_t early = schedule[at - 15];
        const uint32_t late = schedule[at - 2];
        schedule[at] = schedule[at - 16] + (turned(early, 7) ^ turned(early, 18) ^ early >> 3) + schedule[at - 7] +
                       (turned(late, 17) ^ turned(late, 19) ^ late >> 10);
    }
    // The eight working variables of the standard, a to h.
    uint32_t v[kWords];
    for (size_t at = 0; at < kWords; ++at) {
        v[at] = state_[at];
    }
    for (size_t at = 0; at < kRounds; ++at) {
        const uint32_t first = v[7] + (turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25)) +
                               ((v[4] & v[5]) ^ (~v[4] & v[6])) + kConstants[at] + schedule[at];
        const uint32_t second =
            (turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        for (size_t word = kWords - 1; word > 0; --word) {
            v[word] = v[word - 1];
        }
        v[4] += first;
        v[0] = first + second;
    }
    for (size_t at = 0; at < kWords; ++at) {
        state_[at] += v[at];
    }
}

void Sha256::end(uint8_t digest[kDigestBytes]) {
    const uint64_t bits = total_bytes_ * 8;
    add_byte(0x80);
    while (used_ != kBlockBytes - kLengthBytes) {
        add_byte(0);
    }
    for (size_t at = 0; at < kLengthBytes; ++at) {
        add_byte(static_cast<uint8_t>(bits >> (8 * (kLengthBytes - 1 - at))));
    }
    for (size_t at = 0; at < kDigestBytes; ++at) {
        digest[at] = static_cast<uint8_t>(state_[at / 4] >> (8 * (3 - at % 4)));
    }
}

}  // namespace oceanremote

#include "oceanhil/md5.h"

#include <math.h>
#include <string.h>

namespace oceanhil {

namespace {

constexpr int kSteps = 64;
constexpr int kStepsOfRound = 16;
constexpr uint8_t kShifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
constexpr double kTwoTo32 = 4294967296.0;

/// Which word of the block a step takes (section 3.4): each round begins elsewhere and goes on by other steps.
int word_of(int step) {
    constexpr int kFactors[] = {1, 5, 3, 7};
    constexpr int kFirst[] = {0, 1, 5, 0};
    const int round = step / kStepsOfRound;
    return (kFactors[round] * step + kFirst[round]) % kStepsOfRound;
}

uint32_t mixed(int round, uint32_t b, uint32_t c, uint32_t d) {
    switch (round) {
        case 0:
            return (b & c) | (~b & d);
        case 1:
            return (b & d) | (c & ~d);
        case 2:
            return b ^ c ^ d;
        default:
            return c ^ (b | ~d);
    }
}

uint32_t turned(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

}  // namespace

void Md5::begin() {
    constexpr uint32_t kFirst[] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
    memcpy(state_, kFirst, sizeof state_);
    restart();
}

void Md5Mixing::mix(const uint8_t* block) {
    uint32_t words[kStepsOfRound];
    memcpy(words, block, sizeof words);
    uint32_t a = state_[0], b = state_[1], c = state_[2], d = state_[3];
    for (int step = 0; step < kSteps; ++step) {
        const int round = step / kStepsOfRound;
        const auto constant = static_cast<uint32_t>(fabs(sin(step + 1)) * kTwoTo32);
        const uint32_t sum = a + mixed(round, b, c, d) + words[word_of(step)] + constant;
        a = d;
        d = c;
        c = b;
        b += turned(sum, kShifts[round][step % 4]);
    }
    state_[0] += a;
    state_[1] += b;
    state_[2] += c;
    state_[3] += d;
}

void Md5::end(uint8_t digest[kBytes]) {
    pad();
    memcpy(digest, state_, kBytes);
}

}  // namespace oceanhil

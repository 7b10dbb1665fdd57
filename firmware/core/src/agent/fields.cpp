#include "agent/fields.h"

namespace oceanremote {

namespace {

constexpr size_t kMostDigits = 19;

int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

}  // namespace

Found read_number(View word, int64_t least, int64_t most, int64_t& value) {
    const bool negative = word.bytes > 0 && word.data[0] == '-';
    const size_t from = negative ? 1 : 0;
    const size_t digits = word.bytes - from;
    const bool leading_zero = digits > 0 && word.data[from] == '0' && (digits > 1 || negative);
    if (digits == 0 || digits > kMostDigits || leading_zero) {
        return Found::kBadArgument;
    }
    uint64_t size = 0;
    for (size_t at = from; at < word.bytes; ++at) {
        if (word.data[at] < '0' || word.data[at] > '9') {
            return Found::kBadArgument;
        }
        size = size * 10u + static_cast<uint64_t>(word.data[at] - '0');
    }
    // 19 digits fit 64 bits without a sign; with one, the largest do not, and below zero there is one number more.
    if (size > static_cast<uint64_t>(INT64_MAX) + (negative ? 1u : 0u)) {
        return Found::kOutOfRange;
    }
    value = negative ? static_cast<int64_t>(0u - size) : static_cast<int64_t>(size);
    return value < least || value > most ? Found::kOutOfRange : Found::kGood;
}

Found read_data(char* word, size_t word_bytes, size_t least, size_t most, size_t& count) {
    if (word_bytes % 2 != 0) {
        return Found::kBadArgument;
    }
    for (size_t at = 0; at < word_bytes; ++at) {
        if (hex_value(word[at]) < 0) {
            return Found::kBadArgument;
        }
    }
    count = word_bytes / 2;
    if (count < least || count > most) {
        return Found::kOutOfRange;
    }
    for (size_t at = 0; at < count; ++at) {
        word[at] = static_cast<char>(hex_value(word[2 * at]) * 16 + hex_value(word[2 * at + 1]));
    }
    return Found::kGood;
}

}  // namespace oceanremote

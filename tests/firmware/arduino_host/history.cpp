#include "history.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace {

Record* watching = nullptr;
int until_refused = -1;

bool is_refused(const char* call, size_t bytes) {
    if (watching == nullptr) {
        return false;
    }
    Record& record = *watching;
    watching = nullptr;
    record << "{" << call << static_cast<long long>(bytes) << "}";
    watching = &record;
    return until_refused >= 0 && until_refused-- == 0;
}

}  // namespace

extern "C" {

void* __real_malloc(size_t bytes);
void* __real_realloc(void* place, size_t bytes);

void* __wrap_malloc(size_t bytes) { return is_refused("m", bytes) ? nullptr : __real_malloc(bytes); }

void* __wrap_realloc(void* place, size_t bytes) {
    return is_refused(place == nullptr ? "n" : "r", bytes) ? nullptr : __real_realloc(place, bytes);
}

}  // extern "C"

WatchedHeap::WatchedHeap(Record& record, int refused) {
    watching = &record;
    until_refused = refused;
}

WatchedHeap::~WatchedHeap() {
    watching = nullptr;
    until_refused = -1;
}

uint32_t Chance::below(uint32_t limit) {
    state_ = state_ * 1664525u + 1013904223u;
    return (state_ >> 8) % limit;
}

std::string Chance::text() {
    static const char* const kAlphabets[] = {"ab", "abc ", "aA1 ", "0123456789-.e", "\t\n x", "\xc3\xa9z", "aab"};
    const char* alphabet = kAlphabets[below(7)];
    const uint32_t length = one_in(10) ? below(300) : below(one_in(4) ? 40 : 17);
    std::string text;
    while (text.size() < length) {
        text += alphabet[below(static_cast<uint32_t>(strlen(alphabet)))];
    }
    return text;
}

std::string Chance::piece() {
    const std::string whole = text();
    return whole.substr(0, below(4));
}

int32_t Chance::integer() {
    switch (below(6)) {
        case 0:
            return static_cast<int32_t>(below(10));
        case 1:
            return -static_cast<int32_t>(below(1000));
        case 2:
            return static_cast<int32_t>(below(65536) << 16);
        case 3:
            return std::numeric_limits<int32_t>::min();
        case 4:
            return std::numeric_limits<int32_t>::max();
        default:
            return static_cast<int32_t>(below(100000));
    }
}

double Chance::real() {
    switch (below(8)) {
        case 0:
            return 0;
        case 1:
            return below(1000000) / 1000.0;
        case 2:
            return -static_cast<double>(below(1000000)) / 777.0;
        case 3:
            return one_in(2) ? NAN : (one_in(2) ? INFINITY : -INFINITY);
        case 4: {
            // Which operand of a product comes first is the compiler's choice.
            const double sign = one_in(2) ? 1 : -1;
            return sign * 1e4 * below(100000);
        }
        case 5:
            return (static_cast<double>(below(2000)) - 1000) / 8.0;
        case 6:
            return below(1000) + 0.9999999;
        default:
            return below(1000) / 1e6;
    }
}

int Chance::base() {
    static constexpr int kBases[] = {10, 16, 2, 8, 3, 36, 0, 1, 10, 16, 17};
    return kBases[below(11)];
}

Record& Record::operator<<(long long value) {
    text_ += std::to_string(value);
    return *this;
}

Record& Record::operator<<(const char* text) {
    text_ += text;
    return *this;
}

Record& Record::operator<<(const String& text) {
    if (text.c_str() == nullptr) {
        text_ += " nothing";
    } else {
        text_ += " \"";
        bytes(text.c_str(), text.length());
        text_ += "\"" + std::to_string(text.length()) + "/" + std::to_string(strlen(text.c_str()));
    }
    text_ += text ? "" : "!";
    return *this;
}

void Record::bytes(const char* data, size_t count) {
    for (size_t index = 0; index < count; ++index) {
        const unsigned octet = static_cast<unsigned char>(data[index]);
        char shown[8];
        std::snprintf(shown, sizeof(shown), octet >= ' ' && octet <= '~' ? "%c" : "\\%02x", octet);
        text_ += shown;
    }
}

void Record::real(double value) {
    char shown[32];
    std::snprintf(shown, sizeof(shown), " %.9g", value);
    text_ += shown;
}

uint64_t Record::digest() const {
    uint64_t digest = 0xcbf29ce484222325;
    for (const char letter : text_) {
        digest = (digest ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    }
    return digest;
}

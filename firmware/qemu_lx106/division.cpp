// Integer helpers that Debian's libgcc for the lx106 lacks: division, and products of 64 bits.
//
// The compiler calls them by these names (GCC internals, "Routines for integer arithmetic"). The core has no divider
// and multiplies 32 by 32 bits to 32.
#include <stdint.h>

namespace {

template <typename Unsigned>
struct Quotient {
    Unsigned quotient;
    Unsigned rest;
};

template <typename Unsigned>
inline Quotient<Unsigned> divide(Unsigned dividend, Unsigned divisor) {
    if (divisor == 0) {
        __asm__ volatile("ill");
    }
    Quotient<Unsigned> result = {0, 0};
    for (int bit = static_cast<int>(sizeof(Unsigned)) * 8 - 1; bit >= 0; bit--) {
        const bool carried = (result.rest >> (sizeof(Unsigned) * 8 - 1)) != 0;
        result.rest = static_cast<Unsigned>(result.rest << 1 | (dividend >> bit & 1));
        if (carried || result.rest >= divisor) {
            result.rest -= divisor;
            result.quotient |= static_cast<Unsigned>(1) << bit;
        }
    }
    return result;
}

template <typename Unsigned, typename Signed>
inline Unsigned size_of(Signed value) {
    return value < 0 ? static_cast<Unsigned>(0) - static_cast<Unsigned>(value) : static_cast<Unsigned>(value);
}

template <typename Signed, typename Unsigned>
inline Signed signed_as(bool negative, Unsigned value) {
    return static_cast<Signed>(negative ? static_cast<Unsigned>(0) - value : value);
}

}  // namespace

extern "C" {

uint32_t __udivsi3(uint32_t a, uint32_t b) { return divide(a, b).quotient; }
uint32_t __umodsi3(uint32_t a, uint32_t b) { return divide(a, b).rest; }

int32_t __divsi3(int32_t a, int32_t b) {
    return signed_as<int32_t>((a < 0) != (b < 0), divide(size_of<uint32_t>(a), size_of<uint32_t>(b)).quotient);
}

int32_t __modsi3(int32_t a, int32_t b) {
    return signed_as<int32_t>(a < 0, divide(size_of<uint32_t>(a), size_of<uint32_t>(b)).rest);
}

uint64_t __udivdi3(uint64_t a, uint64_t b) { return divide(a, b).quotient; }
uint64_t __umoddi3(uint64_t a, uint64_t b) { return divide(a, b).rest; }

int64_t __divdi3(int64_t a, int64_t b) {
    return signed_as<int64_t>((a < 0) != (b < 0), divide(size_of<uint64_t>(a), size_of<uint64_t>(b)).quotient);
}

int64_t __moddi3(int64_t a, int64_t b) {
    return signed_as<int64_t>(a < 0, divide(size_of<uint64_t>(a), size_of<uint64_t>(b)).rest);
}

uint64_t __umulsidi3(uint32_t a, uint32_t b) {
    const uint32_t a_low = a & 0xFFFF;
    const uint32_t a_high = a >> 16;
    const uint32_t b_low = b & 0xFFFF;
    const uint32_t b_high = b >> 16;
    const uint32_t low = a_low * b_low;
    const uint32_t cross = a_high * b_low;
    const uint32_t middle = (low >> 16) + (cross & 0xFFFF) + a_low * b_high;
    const uint32_t high = a_high * b_high + (cross >> 16) + (middle >> 16);
    const uint32_t bottom = (middle << 16) | (low & 0xFFFF);
    return static_cast<uint64_t>(high) << 32 | bottom;
}

uint64_t __muldi3(uint64_t a, uint64_t b) {
    const auto a_low = static_cast<uint32_t>(a);
    const auto b_low = static_cast<uint32_t>(b);
    const uint32_t crossed = static_cast<uint32_t>(a >> 32) * b_low + a_low * static_cast<uint32_t>(b >> 32);
    return __umulsidi3(a_low, b_low) + (static_cast<uint64_t>(crossed) << 32);
}
}

#include <rom/crc.h>

namespace {

constexpr unsigned kByteBits = 8;

/// Of bits from the highest: the polynomial as it is written.
template <typename Word>
Word crc_from_highest(Word crc, Word polynomial, const uint8_t* data, uint32_t bytes) {
    constexpr unsigned kWordBits = sizeof(Word) * kByteBits;
    constexpr Word kHighest = static_cast<Word>(Word{1} << (kWordBits - 1));
    crc = static_cast<Word>(~crc);
    for (uint32_t at = 0; at < bytes; ++at) {
        crc = static_cast<Word>(crc ^ static_cast<Word>(Word{data[at]} << (kWordBits - kByteBits)));
        for (unsigned bit = 0; bit < kByteBits; ++bit) {
            const bool is_set = (crc & kHighest) != 0;
            crc = static_cast<Word>(static_cast<Word>(crc << 1) ^ (is_set ? polynomial : 0));
        }
    }
    return static_cast<Word>(~crc);
}

/// Of bits from the lowest: the polynomial mirrored.
template <typename Word>
Word crc_from_lowest(Word crc, Word mirrored, const uint8_t* data, uint32_t bytes) {
    crc = static_cast<Word>(~crc);
    for (uint32_t at = 0; at < bytes; ++at) {
        crc = static_cast<Word>(crc ^ data[at]);
        for (unsigned bit = 0; bit < kByteBits; ++bit) {
            const bool is_set = (crc & 1) != 0;
            crc = static_cast<Word>(static_cast<Word>(crc >> 1) ^ (is_set ? mirrored : 0));
        }
    }
    return static_cast<Word>(~crc);
}

}  // namespace

extern "C" {

uint32_t crc32_le(uint32_t crc, uint8_t const* buf, uint32_t len) {
    return crc_from_lowest<uint32_t>(crc, 0xEDB88320, buf, len);
}
uint32_t crc32_be(uint32_t crc, uint8_t const* buf, uint32_t len) {
    return crc_from_highest<uint32_t>(crc, 0x04C11DB7, buf, len);
}
uint16_t crc16_le(uint16_t crc, uint8_t const* buf, uint32_t len) {
    return crc_from_lowest<uint16_t>(crc, 0x8408, buf, len);
}
uint16_t crc16_be(uint16_t crc, uint8_t const* buf, uint32_t len) {
    return crc_from_highest<uint16_t>(crc, 0x1021, buf, len);
}
uint8_t crc8_le(uint8_t crc, uint8_t const* buf, uint32_t len) { return crc_from_lowest<uint8_t>(crc, 0xE0, buf, len); }
uint8_t crc8_be(uint8_t crc, uint8_t const* buf, uint32_t len) {
    return crc_from_highest<uint8_t>(crc, 0x07, buf, len);
}

}  // extern "C"

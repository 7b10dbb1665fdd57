#include "utf8.h"

#include "in_flash.h"

namespace oceanremote {

namespace {

constexpr uint32_t kReplacement = 0xFFFDu;

struct Range {
    uint32_t first;
    uint32_t last;
};

// Controls, format characters, separators of lines: Unicode's Cc, Cf, Zl and Zp (docs/protocol.md).
constexpr Range kHidden[] OR_IN_FLASH = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x0600, 0x0605},   {0x061C, 0x061C},
    {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x180E, 0x180E},
    {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
    {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
};
// From here on nothing stands for a letter: tags, selectors of variants, private use.
constexpr uint32_t kSpecialPlanes = 0xE0000u;

}  // namespace

Utf8Decoder::Result Utf8Decoder::take(uint8_t byte) {
    if (missing_ == 0) {
        if (byte < 0x80u) {
            code_point_ = byte;
            return Result::kDone;
        }
        if (byte >= 0xC2u && byte < 0xE0u) {
            code_point_ = byte & 0x1Fu;
            missing_ = 1;
            least_ = 0x80u;
        } else if (byte >= 0xE0u && byte < 0xF0u) {
            code_point_ = byte & 0x0Fu;
            missing_ = 2;
            least_ = 0x800u;
        } else if (byte >= 0xF0u && byte < 0xF5u) {
            code_point_ = byte & 0x07u;
            missing_ = 3;
            least_ = 0x10000u;
        } else {
            return Result::kWrong;
        }
        return Result::kMore;
    }
    if ((byte & 0xC0u) != 0x80u) {
        missing_ = 0;
        return Result::kWrong;
    }
    code_point_ = (code_point_ << 6) | (byte & 0x3Fu);
    if (--missing_ != 0) {
        return Result::kMore;
    }
    const bool surrogate = code_point_ >= 0xD800u && code_point_ < 0xE000u;
    return code_point_ < least_ || surrogate || code_point_ > 0x10FFFFu ? Result::kWrong : Result::kDone;
}

uint32_t next_code_point(View text, size_t& at) {
    Utf8Decoder decoder;
    for (size_t from = at; from < text.bytes; ++from) {
        const Utf8Decoder::Result result = decoder.take(static_cast<uint8_t>(text.data[from]));
        if (result == Utf8Decoder::Result::kDone) {
            at = from + 1;
            return decoder.code_point();
        }
        if (result == Utf8Decoder::Result::kWrong) {
            break;
        }
    }
    ++at;
    return kReplacement;
}

uint32_t CodePoints::operator[](size_t at) const {
    const uint8_t* own = bytes_ + kBytes * at;
    return own[0] | static_cast<uint32_t>(own[1]) << 8 | static_cast<uint32_t>(own[2]) << 16;
}

void put_code_point(uint8_t* bytes, size_t at, uint32_t code_point) {
    uint8_t* own = bytes + CodePoints::kBytes * at;
    for (size_t each = 0; each < CodePoints::kBytes; ++each) {
        own[each] = static_cast<uint8_t>(code_point >> (8 * each));
    }
}

bool is_printable(uint32_t code_point) {
    for (const Range& range : kHidden) {
        if (code_point >= range.first && code_point <= range.last) {
            return false;
        }
    }
    return code_point < kSpecialPlanes;
}

}  // namespace oceanremote

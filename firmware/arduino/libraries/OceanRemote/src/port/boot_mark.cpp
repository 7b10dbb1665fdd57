#include "boot_mark.h"

#include "board_family.h"

namespace {

constexpr uint32_t kMagic = 0x4F524D31;
constexpr uint32_t kNothingAsked = 0xFFFFFFFF;
enum Word : size_t { kMagicAt, kBootsAt, kAskedAt, kCheckAt };

uint32_t check_of(const uint32_t words[]) { return ~(words[kMagicAt] ^ words[kBootsAt] ^ words[kAskedAt]); }

void leave(uint32_t boot_count, uint32_t reason) {
    uint32_t words[family::kMarkWords] = {kMagic, boot_count, reason, 0};
    words[kCheckAt] = check_of(words);
    family::write_mark(words);
}

}  // namespace

void BootMark::load() {
    reason_ = family::reset_reason();
    uint32_t words[family::kMarkWords] = {};
    family::read_mark(words);
    const bool is_left = words[kMagicAt] == kMagic && words[kCheckAt] == check_of(words);
    // The mark may survive a short loss of power: then the chip knows better.
    boots_ = is_left && reason_ != OR_RESET_POWER_ON ? words[kBootsAt] : 0;
    if (is_left && reason_ == OR_RESET_SOFTWARE && words[kAskedAt] <= OR_RESET_DEEP_SLEEP) {
        reason_ = static_cast<or_reset>(words[kAskedAt]);
    }
    leave(boots_, kNothingAsked);
}

uint32_t BootMark::count() {
    leave(++boots_, kNothingAsked);
    return boots_;
}

void BootMark::ask(or_reset reason) { leave(boots_, static_cast<uint32_t>(reason)); }

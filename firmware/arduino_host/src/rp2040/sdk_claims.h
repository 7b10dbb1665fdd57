/// What sketches claim of a chip's parts of one kind: each is somebody's or nobody's.
#pragma once

#include <pico/platform.h>
#include <stdint.h>

namespace oceanhil {

/// Parts `first` up to `end`, of at most 32; `name`: what a panic calls them.
class Claims {
  public:
    constexpr Claims(const char* name, uint32_t first, uint32_t end) : name_(name), first_(first), end_(end) {}

    void claim(uint32_t part) {
        if (is_claimed(part)) {
            panic("%s %d is already claimed", name_, static_cast<int>(part));
        }
        claimed_ |= 1U << part;
    }
    void give_up(uint32_t part) { claimed_ &= ~(1U << part); }
    bool is_claimed(uint32_t part) const { return (claimed_ >> part & 1) != 0; }

    /// The first that is nobody's; -1 if there is none.
    int claim_unused(bool is_required) {
        for (uint32_t part = first_; part < end_; ++part) {
            if (!is_claimed(part)) {
                claim(part);
                return static_cast<int>(part);
            }
        }
        if (is_required) {
            panic("No %s are available", name_);
        }
        return -1;
    }

  private:
    const char* name_;
    uint32_t first_;
    uint32_t end_;
    uint32_t claimed_ = 0;
};

}  // namespace oceanhil

#include "agent/words.h"

namespace oceanremote {

namespace {

constexpr const char* kResets[] = {"power-on", "pin", "software", "watchdog", "brownout", "deep-sleep"};
constexpr const char* kVerdicts[] = {"valid",      "empty",        "bad magic", "bad version",
                                     "bad length", "bad checksum", "bad token"};

}  // namespace

const char* reset_word(or_reset reason) { return kResets[reason <= OR_RESET_DEEP_SLEEP ? reason : 0]; }

const char* verdict_word(int32_t verdict) {
    constexpr int32_t kLast = OR_VERDICT_BAD_TOKEN;
    return kVerdicts[verdict >= 0 && verdict <= kLast ? verdict : kLast];
}

const char* relay_word(uint8_t on, size_t relay) { return ((on >> relay) & 1u) != 0 ? "on" : "off"; }

bool read_restart(View word, or_reset& reason) {
    for (int each = OR_RESET_PIN; each <= OR_RESET_BROWNOUT; ++each) {
        if (same(word, view(kResets[each]))) {
            reason = static_cast<or_reset>(each);
            return true;
        }
    }
    return false;
}

}  // namespace oceanremote

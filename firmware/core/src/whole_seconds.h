#ifndef OCEANREMOTE_WHOLE_SECONDS_H
#define OCEANREMOTE_WHOLE_SECONDS_H

#include <stdint.h>

namespace oceanremote {

/// Rounds down, before 1970 too.
inline int64_t whole_seconds(int64_t microseconds) {
    constexpr int64_t kSecondUs = 1000000;
    return microseconds / kSecondUs - (microseconds % kSecondUs < 0 ? 1 : 0);
}

}  // namespace oceanremote

#endif

#ifndef OCEANREMOTE_TOKEN_H
#define OCEANREMOTE_TOKEN_H

#include "text.h"

namespace oceanremote {

/// Whether a header can carry it: one or more visible ASCII characters.
inline bool is_usable(View token) {
    for (size_t at = 0; at < token.bytes; ++at) {
        if (token.data[at] < '!' || token.data[at] > '~') {
            return false;
        }
    }
    return token.bytes != 0;
}

}  // namespace oceanremote

#endif

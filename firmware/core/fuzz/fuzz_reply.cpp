// Any body of an answer: nothing but the reader's own memory is touched, and pieces do not matter.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "redact.h"
#include "reply.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    oceanremote::Reply whole;
    whole.take(data, size);
    whole.end();
    oceanremote::Reply pieces;
    for (size_t at = 0; at < size; ++at) {
        pieces.take(data + at, 1);
    }
    pieces.end();
    const bool same_message = whole.message_length() == pieces.message_length() &&
                              same(whole.session_id.view(), pieces.session_id.view());
    if (whole.is_object() != pieces.is_object() || !same_message) {
        abort();
    }
    oceanremote::Text<320> shown;
    oceanremote::write_fit_to_print(shown.writer(), whole.message(), whole.message_length(), 80);
    return shown.writer().overflowed() ? (abort(), 0) : 0;
}

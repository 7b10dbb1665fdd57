// Any bytes in flash: a record that is taken for good writes the same bytes again, as far as they count.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < oceanremote::kReferenceBytes) {
        return 0;
    }
    const or_reading legacy = oceanremote::decode_legacy(data);
    const or_reading reference = oceanremote::decode_reference(data);
    uint8_t again[oceanremote::kReferenceBytes];
    if (oceanremote::is_valid(reference)) {
        oceanremote::encode_reference(reference, again);
        const or_reading twice = oceanremote::decode_reference(again);
        if (!oceanremote::is_valid(twice) || twice.sequence != reference.sequence) {
            abort();
        }
    }
    if (oceanremote::is_valid(legacy)) {
        oceanremote::encode_legacy(legacy, again);
        if (!oceanremote::is_valid(oceanremote::decode_legacy(again))) {
            abort();
        }
    }
    return 0;
}

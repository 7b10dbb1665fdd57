#include "pretences.h"

#include <string.h>

#include "device_time.h"
#include "journal.h"
#include "little_endian.h"

namespace pretences {
namespace {

constexpr size_t kept_kinds = OR_PRETEND_MAC_FAULT + 1;
constexpr size_t entry_bytes = 1 + sizeof(int64_t);

int64_t values[kept_kinds];

}  // namespace

void load() {
    forget();
    journal::Reader reader;
    journal::Entry entry;
    while (reader.next(entry)) {
        if (entry.kind == journal::Kind::pretence && entry.length == entry_bytes && entry.data[0] < kept_kinds) {
            values[entry.data[0]] = static_cast<int64_t>(little_endian::get<uint64_t>(entry.data + 1));
        }
    }
    device_time::set_drift(values[OR_PRETEND_DRIFT]);
}

bool set(or_pretence what, int64_t value) {
    if (what == OR_PRETEND_UPTIME) {
        device_time::set_uptime(value);
        return true;
    }
    uint8_t data[entry_bytes] = {static_cast<uint8_t>(what)};
    little_endian::put(data + 1, static_cast<uint64_t>(value));
    if (!journal::append(journal::Kind::pretence, data, sizeof data)) {
        return false;
    }
    values[what] = value;
    if (what == OR_PRETEND_DRIFT) {
        device_time::set_drift(value);
    }
    return true;
}

int64_t value(or_pretence what) { return values[what]; }

void forget() {
    memset(values, 0, sizeof values);
    device_time::set_drift(0);
}

}  // namespace pretences

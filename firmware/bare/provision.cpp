#include "provision.h"

#include <string.h>

#include "journal.h"
#include "machine.h"

namespace provision {
namespace {

constexpr size_t longest_value = 190;

enum Field : size_t { token, wifi_ssid, wifi_password, store, derivation, tls, sntp, server, fields };

constexpr const char* names[fields] = {"token",      "wifi-ssid", "wifi-password", "store",
                                       "derivation", "tls",       "sntp",          "server"};
constexpr const char* stores[] = {"legacy", "reference"};
constexpr const char* derivations[] = {"station-mac", "reversed", "no-leading-zeros",
                                       "low-32-bits", "chip-id",  "before-wifi"};
constexpr const char* flags[] = {"0", "1"};
constexpr char bridge[] = "bridge:";

struct Value {
    bool is_given;
    uint8_t length;
    char text[longest_value];
};

Value collected[fields];
Value kept[fields];

bool is_same(const Value& value, const char* text) {
    return value.length == strlen(text) && memcmp(value.text, text, value.length) == 0;
}

template <size_t Count>
int32_t index_in(const char* const (&words)[Count], const Value& value) {
    for (size_t i = 0; i < Count; i++) {
        if (is_same(value, words[i])) {
            return static_cast<int32_t>(i);
        }
    }
    return -1;
}

bool is_valid(size_t field, const Value& value) {
    switch (field) {
        case store:
            return index_in(stores, value) >= 0;
        case derivation:
            return index_in(derivations, value) >= 0;
        case tls:
        case sntp:
            return index_in(flags, value) >= 0;
        case server:
            // There is no radio here: requests leave over the serial line or not at all.
            return is_same(value, bridge);
        default:
            return true;
    }
}

size_t field_named(const char* name) {
    size_t field = 0;
    while (field < fields && strcmp(names[field], name) != 0) {
        field++;
    }
    return field;
}

void take(Value& into, const char* text, size_t length) {
    into.is_given = true;
    into.length = static_cast<uint8_t>(length);
    memcpy(into.text, text, length);
}

void read_journal() {
    memset(kept, 0, sizeof kept);
    journal::Reader reader;
    journal::Entry entry;
    while (reader.next(entry)) {
        if (entry.kind != journal::Kind::field) {
            continue;
        }
        const auto* name = reinterpret_cast<const char*>(entry.data);
        const auto* end = static_cast<const uint8_t*>(memchr(entry.data, '\0', entry.length));
        const size_t field = end == nullptr ? fields : field_named(name);
        if (field < fields) {
            const size_t head = static_cast<size_t>(end - entry.data) + 1;
            const size_t length = entry.length - head;
            take(kept[field], name + head, length < longest_value ? length : longest_value);
        }
    }
}

or_text text_of(Field field) { return {kept[field].text, kept[field].length}; }

template <size_t Count>
int32_t choice_of(const char* const (&words)[Count], Field field, int32_t otherwise) {
    const int32_t index = kept[field].is_given ? index_in(words, kept[field]) : -1;
    return index >= 0 ? index : otherwise;
}

}  // namespace

void load(or_settings& settings) {
    read_journal();
    settings.registration_token = text_of(token);
    settings.wifi_ssid = text_of(wifi_ssid);
    settings.wifi_password = text_of(wifi_password);
    settings.store = choice_of(stores, store, settings.store);
    settings.derivation = choice_of(derivations, derivation, settings.derivation);
    settings.sntp = static_cast<uint8_t>(choice_of(flags, sntp, settings.sntp));
}

bool set(const char* field, const char* value, size_t length) {
    const size_t index = field_named(field);
    if (index == fields || length > longest_value) {
        return false;
    }
    Value given = {};
    take(given, value, length);
    if (!is_valid(index, given)) {
        return false;
    }
    collected[index] = given;
    return true;
}

bool apply() {
    read_journal();
    if (!kept[token].is_given && !collected[token].is_given) {
        return false;
    }
    for (size_t field = 0; field < fields; field++) {
        const Value& value = collected[field];
        if (!value.is_given) {
            continue;
        }
        uint8_t data[journal::longest];
        const size_t head = strlen(names[field]) + 1;
        memcpy(data, names[field], head);
        memcpy(data + head, value.text, value.length);
        if (!journal::append(journal::Kind::field, data, head + value.length)) {
            return false;
        }
    }
    forget();
    return true;
}

void forget() { memset(collected, 0, sizeof collected); }

}  // namespace provision

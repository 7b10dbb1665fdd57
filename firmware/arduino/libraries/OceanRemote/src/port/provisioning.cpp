#include "provisioning.h"

#include <string.h>

#include "board_family.h"
#include "crc32.h"

namespace {

/// What stands in flash, in one of two places by turns: a write that power cuts short leaves the other one whole.
struct Image {
    uint8_t magic[4];
    /// One more than that of the image before, which counts no longer.
    uint8_t sequence[sizeof(uint32_t)];
    Provisioned provisioned;
    /// Of all that is before it; little-endian, as each of the boards is.
    uint8_t crc32[sizeof(uint32_t)];
};
static_assert(sizeof(Image) <= family::kPlaceBytes, "the image does not fit its place");
static_assert(alignof(Image) == 1, "the image has gaps");

// The last byte is the version of the layout.
constexpr uint8_t kMagic[4] = {'O', 'R', 'P', 2};
constexpr char kBridge[] = "bridge:";

enum Field : uint8_t { kToken, kSsid, kPassword, kStore, kDerivation, kTls, kSntp, kServer, kFields };

constexpr const char* kNames[kFields] = {"token",      "wifi-ssid", "wifi-password", "store",
                                         "derivation", "tls",       "sntp",          "server"};
// In the order of the enums of oceanremote/core.h.
constexpr const char* kStores[] = {"legacy", "reference"};
constexpr const char* kDerivations[] = {"station-mac", "reversed", "no-leading-zeros",
                                        "low-32-bits", "chip-id",  "before-wifi"};
constexpr const char* kFlags[] = {"0", "1"};

struct Text {
    const char* at;
    size_t bytes;

    bool is(const char* other) const { return bytes == strlen(other) && memcmp(at, other, bytes) == 0; }
    bool begins(const char* other) const { return bytes > strlen(other) && memcmp(at, other, strlen(other)) == 0; }
};

template <size_t Count>
bool choose(const char* const (&words)[Count], const Text& value, uint8_t& index) {
    static_assert(Count <= UINT8_MAX, "an index is one byte");
    for (size_t i = 0; i < Count; i++) {
        if (value.is(words[i])) {
            index = static_cast<uint8_t>(i);
            return true;
        }
    }
    return false;
}

template <size_t Most>
bool copy(char (&into)[Most], uint8_t& bytes, const Text& value) {
    if (value.bytes > Most) {
        return false;
    }
    memcpy(into, value.at, value.bytes);
    bytes = static_cast<uint8_t>(value.bytes);
    return true;
}

bool copy_server(char (&into)[Provisioned::kLongestServer + 1], Text url) {
    const bool is_url = url.is(kBridge) || url.begins("http://") || url.begins("https://");
    while (url.bytes > 0 && url.at[url.bytes - 1] == '/') {
        url.bytes--;
    }
    if (!is_url || url.bytes > Provisioned::kLongestServer) {
        return false;
    }
    for (size_t i = 0; i < url.bytes; i++) {
        if (url.at[i] <= ' ' || url.at[i] > '~') {
            return false;
        }
    }
    memcpy(into, url.at, url.bytes);
    into[url.bytes] = '\0';
    return true;
}

bool take(Provisioned& into, uint8_t field, const Text& value) {
    uint8_t ignored = 0;
    switch (field) {
        case kToken:
            return copy(into.token, into.token_bytes, value);
        case kSsid:
            return copy(into.ssid, into.ssid_bytes, value);
        case kPassword:
            return copy(into.password, into.password_bytes, value);
        case kStore:
            return choose(kStores, value, into.store);
        case kDerivation:
            return choose(kDerivations, value, into.derivation);
        case kSntp:
            return choose(kFlags, value, into.sntp);
        case kTls:
            // The scheme of the server's URL says it.
            return choose(kFlags, value, ignored);
        case kServer:
            return copy_server(into.server, value);
        default:
            return false;
    }
}

bool is_given(const Provisioned& provisioned, Field field) { return (provisioned.given >> field & 1U) != 0; }

/// Moves what `from` has been given.
void move_given(Provisioned& into, const Provisioned& from) {
    const auto take_bytes = [&](Field field, auto member) {
        if (is_given(from, field)) {
            memcpy(&(into.*member), &(from.*member), sizeof(into.*member));
        }
    };
    take_bytes(kToken, &Provisioned::token);
    take_bytes(kToken, &Provisioned::token_bytes);
    take_bytes(kSsid, &Provisioned::ssid);
    take_bytes(kSsid, &Provisioned::ssid_bytes);
    take_bytes(kPassword, &Provisioned::password);
    take_bytes(kPassword, &Provisioned::password_bytes);
    take_bytes(kStore, &Provisioned::store);
    take_bytes(kDerivation, &Provisioned::derivation);
    take_bytes(kSntp, &Provisioned::sntp);
    take_bytes(kServer, &Provisioned::server);
    into.given = static_cast<uint8_t>(into.given | from.given);
}

uint32_t sum_of(const Image& image) {
    return oceanremote::crc32(reinterpret_cast<const uint8_t*>(&image), offsetof(Image, crc32));
}

/// Lengths that lead out of their texts are no lengths, whatever the sum says.
bool is_sound(const Provisioned& kept) {
    return kept.token_bytes <= sizeof kept.token && kept.ssid_bytes <= sizeof kept.ssid &&
           kept.password_bytes <= sizeof kept.password && kept.server[sizeof kept.server - 1] == '\0';
}

constexpr family::Place kPlaces[] = {family::Place::provisioning_a, family::Place::provisioning_b};

family::Place other(family::Place place) { return place == kPlaces[0] ? kPlaces[1] : kPlaces[0]; }

uint32_t sequence_of(const Image& image) {
    uint32_t sequence = 0;
    memcpy(&sequence, image.sequence, sizeof sequence);
    return sequence;
}

/// Reads an image; false where there is no whole one.
bool read(family::Place place, Image& image) {
    if (!family::read_place(place, reinterpret_cast<uint8_t*>(&image), sizeof image)) {
        return false;
    }
    uint32_t sum = 0;
    memcpy(&sum, image.crc32, sizeof sum);
    return memcmp(image.magic, kMagic, sizeof kMagic) == 0 && sum == sum_of(image) && is_sound(image.provisioned);
}

}  // namespace

void Provisioning::load() {
    kept_ = {};
    sequence_ = 0;
    place_ = family::Place::provisioning_b;
    Image newest = {};
    for (const family::Place place : kPlaces) {
        Image image = {};
        if (read(place, image) && sequence_of(image) > sequence_) {
            newest = image;
            sequence_ = sequence_of(image);
            place_ = place;
        }
    }
    kept_ = newest.provisioned;
    if (sequence_ != 0 && family::kCanProgramAgain) {
        // Cells that a power cut left between 0 and 1 may read otherwise next time, when the other place is gone. A
        // refusal leaves them as they are.
        family::program_place_again(place_, reinterpret_cast<const uint8_t*>(&newest), sizeof newest);
    }
}

bool Provisioning::set(const char* field, const char* value, size_t bytes) {
    for (uint8_t i = 0; i < kFields; i++) {
        if (strcmp(field, kNames[i]) == 0) {
            const bool is_taken = take(collected_, i, {value, bytes});
            collected_.given = static_cast<uint8_t>(collected_.given | (is_taken ? 1U << i : 0U));
            return is_taken;
        }
    }
    return false;
}

bool Provisioning::apply(bool has_token) {
    if (!has_token && !is_given(kept_, kToken) && !is_given(collected_, kToken)) {
        return false;
    }
    Provisioned next = kept_;
    move_given(next, collected_);
    if (!keep(next)) {
        return false;
    }
    collected_ = {};
    return true;
}

bool Provisioning::set_mac(const uint8_t mac[6]) {
    Provisioned next = kept_;
    next.has_mac = 1;
    memcpy(next.mac, mac, sizeof next.mac);
    return keep(next);
}

bool Provisioning::forget() {
    kept_ = {};
    collected_ = {};
    // The older one first: a cut between the two must not bring it back.
    return family::erase_place(other(place_)) && family::erase_place(place_);
}

bool Provisioning::keep(const Provisioned& next) {
    Image image = {};
    memcpy(image.magic, kMagic, sizeof kMagic);
    const uint32_t sequence = sequence_ + 1;
    memcpy(image.sequence, &sequence, sizeof sequence);
    image.provisioned = next;
    const uint32_t sum = sum_of(image);
    memcpy(image.crc32, &sum, sizeof sum);
    if (!family::write_place(other(place_), reinterpret_cast<const uint8_t*>(&image), sizeof image)) {
        return false;
    }
    kept_ = next;
    sequence_ = sequence;
    place_ = other(place_);
    return true;
}

void Provisioning::put_into(or_settings& settings) const {
    if (is_given(kept_, kToken)) {
        settings.registration_token = {kept_.token, kept_.token_bytes};
    }
    if (is_given(kept_, kSsid)) {
        settings.wifi_ssid = {kept_.ssid, kept_.ssid_bytes};
    }
    if (is_given(kept_, kPassword)) {
        settings.wifi_password = {kept_.password, kept_.password_bytes};
    }
    settings.store = is_given(kept_, kStore) ? kept_.store : settings.store;
    settings.derivation = is_given(kept_, kDerivation) ? kept_.derivation : settings.derivation;
    settings.sntp = is_given(kept_, kSntp) ? kept_.sntp : settings.sntp;
    if (is_given(kept_, kServer)) {
        settings.bridge = strcmp(kept_.server, kBridge) == 0 ? 1 : 0;
    }
}

const char* Provisioning::server() const {
    return is_given(kept_, kServer) && strcmp(kept_.server, kBridge) != 0 ? kept_.server : nullptr;
}

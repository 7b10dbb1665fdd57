/// What the bench has given this board instead of the values that it was compiled with: token, network, server, and the
/// MAC that it shall read. Kept in flash, in two places by turns beside the token's record.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "board_family.h"
#include "oceanremote/core.h"

/// Bytes only, so that it has no gaps and is the same on every board.
struct Provisioned {
    static constexpr size_t kLongestSsid = 32;
    static constexpr size_t kLongestPassword = 64;
    static constexpr size_t kLongestServer = 190;

    /// One bit a field, by its number in provisioning.cpp.
    uint8_t given;
    uint8_t has_mac;
    uint8_t mac[6];
    uint8_t store;
    uint8_t derivation;
    uint8_t sntp;
    uint8_t token_bytes;
    uint8_t ssid_bytes;
    uint8_t password_bytes;
    char token[OR_LONGEST_TOKEN];
    char ssid[kLongestSsid];
    char password[kLongestPassword];
    /// With NUL, for it goes to the HTTP client as it is.
    char server[kLongestServer + 1];
};

class Provisioning {
  public:
    /// Reads what is kept; what is damaged counts as nothing.
    void load();
    /// Collects a field, as in the agent protocol; false for a field or a value that this board cannot have.
    bool set(const char* field, const char* value, size_t bytes);
    /// Keeps what was collected. `has_token`: whether the firmware carries a token already, for one is needed.
    bool apply(bool has_token);
    /// Keeps another MAC, from now on.
    bool set_mac(const uint8_t mac[6]);
    /// Erases all of it.
    bool forget();

    /// Overwrites the settings that were given. The texts live in this object.
    void put_into(or_settings& settings) const;
    /// Scheme and host, or NULL when none was given, or requests leave over the serial line.
    const char* server() const;
    /// NULL: the board's own.
    const uint8_t* mac() const { return kept_.has_mac != 0 ? kept_.mac : nullptr; }

  private:
    bool keep(const Provisioned& next);

    Provisioned kept_ = {};
    /// Of what is kept; 0: nothing is.
    uint32_t sequence_ = 0;
    family::Place place_ = family::Place::provisioning_b;
    Provisioned collected_ = {};
};

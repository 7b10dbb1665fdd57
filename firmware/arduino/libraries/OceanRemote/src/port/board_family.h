/// What differs between the three Arduino cores: each function is defined once, in the file of its board.
#pragma once

#include "network.h"
#include "oceanremote/core.h"

namespace family {

/// Where this library keeps something: each place has an erase unit of its own.
enum class Place : uint8_t { slot_a, slot_b, provisioning_a, provisioning_b };

/// The longest content of a place in bytes.
constexpr size_t kPlaceBytes = 512;
/// Words of memory that a reset leaves alone and a power cut does not.
constexpr size_t kMarkWords = 4;

extern const or_family kFamily;
/// Name of the storage driver, for the agent's INFO.
extern const char* const kDriver;
extern const bool kCanProgramAgain;

or_reset reset_reason();
/// False, with a reason, when the station MAC cannot be read.
bool read_mac(uint8_t mac[6], const char*& reason);
uint32_t random_32();
/// Does not return.
void restart();
void read_mark(uint32_t words[kMarkWords]);
void write_mark(const uint32_t words[kMarkWords]);
/// Begins to join; `password` is NULL for an open network. Does not wait, but on a Pico W: there for `timeout_ms` at most.
void join(const char* ssid, const char* password, uint32_t timeout_ms);
/// Makes a client accept only certificates that lead to the authority in `pem`, at the time that the clock shows, and
/// sizes its buffers. `is_again`: the server is the one that is asked all the time, so that a session with it may be
/// resumed.
void trust(SecureClient& client, const char* pem, bool is_again);
/// Where TLS is BearSSL's: the room that a client has for records.
void size_buffers(SecureClient& client);
/// After a handshake that failed: true when the server sends longer records than there was room for, and there is room
/// for them now, so that the request is worth another try.
bool take_longer_records(SecureClient& client);
/// Why the last handshake failed: OR_HTTP_TLS, OR_HTTP_TLS_UNTRUSTED, OR_HTTP_TLS_ALERT, or OR_HTTP_REFUSED where TLS
/// says nothing.
int32_t handshake_failure(SecureClient& client);
/// Begins to watch the sketch: a board whose loop does not come round any more starts again.
void watch();
/// Says that the loop has come round.
void feed();
/// EEPROM.begin; false when there is no memory or no storage.
bool eeprom_begin(size_t bytes);
/// Erases what the EEPROM library keeps in flash; its copy in RAM stays until the next EEPROM.begin.
bool eeprom_erase();
/// Reads the first bytes of a place, 0xFF for what was never written.
bool read_place(Place place, uint8_t* data, size_t bytes);
/// Replaces what is there; the rest of the place becomes 0xFF.
bool write_place(Place place, const uint8_t* data, size_t bytes);
bool erase_place(Place place);
/// Programs without an erase; false where `kCanProgramAgain` is.
bool program_place_again(Place place, const uint8_t* data, size_t bytes);

}  // namespace family

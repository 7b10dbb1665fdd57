/// What differs between the three Arduino cores: each function is defined once, in the file of its board.
#pragma once

#include "network.h"
#include "oceanremote/core.h"

namespace family {

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
/// Begins to join, without waiting; `password` is NULL for an open network.
void join(const char* ssid, const char* password);
/// Makes a client accept only certificates that lead to the authority in `pem`, at the time that the clock shows.
void trust(SecureClient& client, const char* pem);
/// Whether the last handshake failed because of the certificate.
bool is_certificate_refused(SecureClient& client);
/// EEPROM.begin; false when there is no memory or no storage.
bool eeprom_begin(size_t bytes);
/// Reads a slot, 0xFF for what was never written.
bool slot_read(or_slot slot, uint8_t* data, size_t bytes);
bool slot_write(or_slot slot, const uint8_t* data, size_t bytes);
/// Programs without an erase; false where `kCanProgramAgain` is.
bool slot_program_again(or_slot slot, const uint8_t* data, size_t bytes);

}  // namespace family

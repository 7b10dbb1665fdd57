/// Where goes what arrives: each part of the machine takes its own. Only the machine's own files know this header.
#ifndef OCEANHIL_MACHINE_INBOX_H
#define OCEANHIL_MACHINE_INBOX_H

#include <stddef.h>
#include <stdint.h>

#include "link.h"

namespace oceanhil::machine::inbox {

void take_console(const uint8_t* data, size_t size);
void take_network(const link::NetworkNow& now);
void take_radio(bool connected);
/// What was last said of it.
bool has_radio();
void take_address(const uint8_t* data, size_t size);
/// The program gives others a turn: what came of the station while it gave none is so now.
void take_kept_changes();
/// For whoever has connections.
void take_no_network();
void take_segment(const uint8_t* data, size_t size);
void take_closing(const uint8_t* data, size_t size);
void take_level(const uint8_t* data, size_t size);
/// Whether the program is called for what comes at a pin, or sees it without a call; and the same of the console.
bool is_pin_awaited();
bool is_console_awaited();
void take_part(const uint8_t* data, size_t size);
void take_datagram(const uint8_t* data, size_t size);

}  // namespace oceanhil::machine::inbox

#endif

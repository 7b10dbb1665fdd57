/// Addresses and names, between Arduino's `IPAddress` and the four bytes of the machine.
#ifndef OCEANHIL_ADDRESS_H
#define OCEANHIL_ADDRESS_H

#include <IPAddress.h>
#include <WString.h>
#include <stdint.h>

namespace oceanhil {

constexpr size_t kMacBytes = 6;

inline IPAddress address_of(const uint8_t bytes[4]) { return IPAddress(bytes[0], bytes[1], bytes[2], bytes[3]); }

/// Writes an address as four numbers with points.
String dotted(const IPAddress& address);
/// Whether a text is such an address already.
bool is_dotted(const char* host);
/// Waits for the address of a name; false if there is none or no network. The address is then none.
bool find_address(const char* host, IPAddress& address);
/// Writes a MAC with colons, its letters as a core does.
String mac_text(const uint8_t mac[kMacBytes], bool is_upper);

}  // namespace oceanhil

#endif

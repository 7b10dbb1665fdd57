/// What calls of sockets have in common: addresses as they are told and asked for, and how long one waits.
#ifndef OCEANHIL_LWIP_SOCKET_CALLS_H
#define OCEANHIL_LWIP_SOCKET_CALLS_H

#include <lwip/sockets.h>

#include "lwip_socket_table.h"

namespace oceanhil::sockets {

/// Whether it is an address of IPv4; else `errno`.
bool read_address(const sockaddr* name, socklen_t bytes, ip_addr_t& address, u16_t& port);
/// As much of it as there is room for; nothing where nobody asks.
void write_address(const ip_addr_t& address, u16_t port, sockaddr* name, socklen_t* bytes);

inline uint64_t patience_us(const Socket& socket, uint64_t wanted_us, int flags = 0) {
    const bool waits = socket.waits && (flags & MSG_DONTWAIT) == 0;
    return !waits ? 0 : wanted_us == 0 ? machine::kForever : wanted_us;
}

inline uint64_t microseconds(const timeval& time) {
    constexpr uint64_t kMicrosecondsOfASecond = 1000000;
    return static_cast<uint64_t>(time.tv_sec) * kMicrosecondsOfASecond + static_cast<uint64_t>(time.tv_usec);
}

}  // namespace oceanhil::sockets

#endif

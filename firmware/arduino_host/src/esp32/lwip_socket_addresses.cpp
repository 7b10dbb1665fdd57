/// Addresses of sockets, in the forms of the C library.
#include <lwip/sockets.h>
#include <string.h>

#include <algorithm>

#include "lwip_socket_calls.h"

namespace oceanhil::sockets {

bool read_address(const sockaddr* name, socklen_t bytes, ip_addr_t& address, u16_t& port) {
    const auto* const in = reinterpret_cast<const sockaddr_in*>(name);
    if (name == nullptr || bytes < sizeof(sockaddr_in) || in->sin_family != AF_INET) {
        errno = name == nullptr || bytes < sizeof(sockaddr_in) ? EINVAL : EAFNOSUPPORT;
        return false;
    }
    address = {};
    ip_addr_set_ip4_u32(&address, in->sin_addr.s_addr);
    port = lwip_ntohs(in->sin_port);
    return true;
}

void write_address(const ip_addr_t& address, u16_t port, sockaddr* name, socklen_t* bytes) {
    if (name == nullptr || bytes == nullptr) {
        return;
    }
    sockaddr_in in = {};
    in.sin_len = sizeof in;
    in.sin_family = AF_INET;
    in.sin_port = lwip_htons(port);
    in.sin_addr.s_addr = ip_addr_get_ip4_u32(&address);
    memcpy(name, &in, std::min<size_t>(*bytes, sizeof in));
    *bytes = sizeof in;
}

}  // namespace oceanhil::sockets

extern "C" {

int lwip_inet_pton(int af, const char* src, void* dst) {
    if (af != AF_INET) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    return ip4addr_aton(src, static_cast<ip4_addr_t*>(dst));
}

const char* lwip_inet_ntop(int af, const void* src, char* dst, socklen_t size) {
    if (af != AF_INET) {
        errno = EAFNOSUPPORT;
        return nullptr;
    }
    const char* const text = ip4addr_ntoa_r(static_cast<const ip4_addr_t*>(src), dst, static_cast<int>(size));
    errno = text == nullptr ? ENOSPC : errno;
    return text;
}

}  // extern "C"

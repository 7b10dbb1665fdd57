#include <lwip/netdb.h>
#include <network.h>
#include <stdlib.h>
#include <string.h>

#include "oceanhil/network_stack.h"

namespace machine = oceanhil::machine;

namespace {

/// A result and what it points to, in one piece.
struct FoundAddress {
    addrinfo info;
    sockaddr_in address;
};

constexpr long kPortsEnd = 65536;

bool look_up(const char* name, in_addr& found) {
    oceanhil::need_network_stack();
    uint8_t bytes[machine::kAddressBytes] = {};
    const bool is_found = machine::resolve(name, bytes) == 0;
    memcpy(&found.s_addr, bytes, sizeof bytes);
    return is_found;
}

/// The number of a service, -1 if it is none.
long port_of(const char* service) {
    char* end = nullptr;
    const long port = strtol(service, &end, 10);
    return *service == '\0' || *end != '\0' || port < 0 || port >= kPortsEnd ? -1 : port;
}

}  // namespace

extern "C" {

struct hostent* lwip_gethostbyname(const char* name) {
    constexpr size_t kNameBytes = 256;
    static char own_name[kNameBytes];
    static in_addr address;
    static char* addresses[] = {reinterpret_cast<char*>(&address), nullptr};
    static char* no_aliases[] = {nullptr};
    static hostent found;
    if (!look_up(name, address)) {
        return nullptr;
    }
    strncpy(own_name, name, sizeof own_name - 1);
    found = {own_name, no_aliases, AF_INET, sizeof address, addresses};
    return &found;
}

int lwip_getaddrinfo(const char* nodename, const char* servname, const struct addrinfo* hints, struct addrinfo** res) {
    *res = nullptr;
    if (nodename == nullptr && servname == nullptr) {
        return EAI_NONAME;
    }
    const int family = hints == nullptr ? AF_UNSPEC : hints->ai_family;
    if (family != AF_UNSPEC && family != AF_INET) {
        return EAI_FAMILY;
    }
    const long port = servname == nullptr ? 0 : port_of(servname);
    if (port < 0) {
        return EAI_SERVICE;
    }
    const int flags = hints == nullptr ? 0 : hints->ai_flags;
    in_addr address = {};
    if (nodename == nullptr) {
        address.s_addr = (flags & AI_PASSIVE) != 0 ? IPADDR_ANY : lwip_htonl(IPADDR_LOOPBACK);
    } else if ((flags & AI_NUMERICHOST) != 0 ? lwip_inet_pton(AF_INET, nodename, &address) == 0
                                             : !look_up(nodename, address)) {
        return (flags & AI_NUMERICHOST) != 0 ? EAI_NONAME : EAI_FAIL;
    }
    auto* const made = static_cast<FoundAddress*>(calloc(1, sizeof(FoundAddress)));
    if (made == nullptr) {
        return EAI_MEMORY;
    }
    made->address.sin_len = sizeof made->address;
    made->address.sin_family = AF_INET;
    made->address.sin_port = lwip_htons(static_cast<u16_t>(port));
    made->address.sin_addr = address;
    made->info.ai_family = AF_INET;
    made->info.ai_socktype = hints == nullptr ? 0 : hints->ai_socktype;
    made->info.ai_protocol = hints == nullptr ? 0 : hints->ai_protocol;
    made->info.ai_addrlen = sizeof made->address;
    made->info.ai_addr = reinterpret_cast<sockaddr*>(&made->address);
    *res = &made->info;
    return 0;
}

void lwip_freeaddrinfo(struct addrinfo* ai) { free(ai); }

}  // extern "C"

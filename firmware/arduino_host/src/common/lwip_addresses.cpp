#include <lwip/ip_addr.h>
#include <stdio.h>

#include "oceanhil/format.h"

extern "C" {

const ip_addr_t ip_addr_any = IPADDR4_INIT(IPADDR_ANY);
const ip_addr_t ip_addr_broadcast = IPADDR4_INIT(IPADDR_BROADCAST);

int ip4addr_aton(const char* text, ip4_addr_t* address) {
    constexpr unsigned kLargest = 255;
    unsigned number[4] = {};
    char rest = 0;
    const int read = sscanf(text, "%3u.%3u.%3u.%3u%c", &number[0], &number[1], &number[2], &number[3], &rest);
    if (read != 4 || number[0] > kLargest || number[1] > kLargest || number[2] > kLargest || number[3] > kLargest) {
        return 0;
    }
    IP4_ADDR(address, number[0], number[1], number[2], number[3]);
    return 1;
}

u32_t ipaddr_addr(const char* text) {
    ip4_addr_t address = {};
    return ip4addr_aton(text, &address) != 0 ? address.addr : IPADDR_NONE;
}

int ipaddr_aton(const char* text, ip_addr_t* address) {
    ip4_addr_t found = {};
    if (ip4addr_aton(text, &found) == 0) {
        return 0;
    }
    ip_addr_set_ip4_u32(address, found.addr);
    return 1;
}

char* ip4addr_ntoa_r(const ip4_addr_t* address, char* text, int room) {
    const int letters = oceanhil_snprintf(text, static_cast<size_t>(room), "%u.%u.%u.%u", unsigned{ip4_addr1(address)},
                                 unsigned{ip4_addr2(address)}, unsigned{ip4_addr3(address)},
                                 unsigned{ip4_addr4(address)});
    return letters < room ? text : nullptr;
}

char* ip4addr_ntoa(const ip4_addr_t* address) {
    static char text[16];
    return ip4addr_ntoa_r(address, text, sizeof text);
}
}

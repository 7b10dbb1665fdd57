/// An interface of ESP-IDF's, as the calls about it see it.
#pragma once

#include <IPAddress.h>
#include <esp_netif.h>

struct esp_netif_obj {
    const char* key;
    const char* description;
    bool is_station;
    bool is_made;
    /// Whether it no longer asks for an address, or no longer gives any.
    bool is_dhcp_stopped;
};

namespace oceanhil {

inline esp_ip4_addr_t netif_number(const IPAddress& address) {
    constexpr unsigned kByteBits = 8;
    esp_ip4_addr_t number = {};
    for (int at = 0; at < 4; ++at) {
        number.addr |= uint32_t{address[at]} << kByteBits * static_cast<unsigned>(at);
    }
    return number;
}

}  // namespace oceanhil

#include <Arduino.h>
#include <NetworkInterface.h>
#include <machine.h>

#include "oceanhil/address.h"

namespace machine = oceanhil::machine;

namespace {

constexpr int kOctets = 4;
constexpr uint8_t kLowestOctet = 0xFF;

IPAddress address_of_number(const esp_ip4_addr_t& number) { return IPAddress(number.addr); }

IPAddress last_of(const IPAddress& address, const IPAddress& mask) {
    IPAddress last;
    for (int at = 0; at < kOctets; ++at) {
        last[at] = static_cast<uint8_t>((~mask[at] & kLowestOctet) | address[at]);
    }
    return last;
}

IPAddress first_of(const IPAddress& address, const IPAddress& mask) {
    IPAddress first;
    for (int at = 0; at < kOctets; ++at) {
        first[at] = static_cast<uint8_t>(mask[at] & address[at]);
    }
    return first;
}

}  // namespace

const char* NetworkInterface::getHostname() const {
    const char* name = "";
    return esp_netif_get_hostname(netif(), &name) == ESP_OK ? name : "";
}

bool NetworkInterface::setHostname(const char* hostname) const {
    return esp_netif_set_hostname(netif(), hostname) == ESP_OK;
}

const char* NetworkInterface::ifkey() const {
    const char* const key = esp_netif_get_ifkey(netif());
    return key == nullptr ? "" : key;
}

const char* NetworkInterface::desc() const {
    const char* const description = esp_netif_get_desc(netif());
    return description == nullptr ? "" : description;
}

esp_netif_ip_info_t NetworkInterface::addresses() const {
    esp_netif_ip_info_t found = {};
    esp_netif_get_ip_info(netif(), &found);
    return found;
}

uint8_t* NetworkInterface::macAddress(uint8_t* mac) const {
    return mac != nullptr && esp_netif_get_mac(netif(), mac) == ESP_OK ? mac : nullptr;
}

String NetworkInterface::macAddress() const {
    uint8_t mac[oceanhil::kMacBytes] = {};
    macAddress(mac);
    return oceanhil::mac_text(mac, true);
}

IPAddress NetworkInterface::localIP() const { return address_of_number(addresses().ip); }

IPAddress NetworkInterface::subnetMask() const { return address_of_number(addresses().netmask); }

IPAddress NetworkInterface::gatewayIP() const { return address_of_number(addresses().gw); }

// The core reckons both from the router's address. Without a handle it gives none.
IPAddress NetworkInterface::broadcastIP() const {
    return netif() == nullptr ? IPAddress() : last_of(gatewayIP(), subnetMask());
}

IPAddress NetworkInterface::networkID() const { return first_of(gatewayIP(), subnetMask()); }

uint8_t NetworkInterface::subnetCIDR() const {
    return static_cast<uint8_t>(__builtin_popcount(addresses().netmask.addr));
}

int NetworkInterface::waitStatusBits(int bits, uint32_t timeout_ms) const {
    const uint64_t end_us = machine::micros() + uint64_t{timeout_ms} * machine::kMillisecondUs;
    while ((getStatusBits() & bits) != bits && machine::micros() < end_us) {
        machine::wait_us(machine::kMillisecondUs);
    }
    return getStatusBits() & bits;
}

size_t NetworkInterface::printTo(Print& out) const {
    if (netif() == nullptr) {
        return 0;
    }
    constexpr const char* kIndent = "      ";
    size_t bytes = isDefault() ? out.print("*") : 0;
    bytes += out.print(desc());
    bytes += out.print(linkUp() ? ": <UP" : ": <DOWN");
    bytes += printDriverInfo(out);
    bytes += out.print("> (");
    const bool is_fixed = (getStatusBits() & ESP_NETIF_HAS_STATIC_IP_BIT) != 0;
    // Of the flags of ESP-IDF: a client of DHCP announces itself, a server comes up by itself.
    bytes += out.print(serves_addresses() ? "DHCPS,AUTOUP" : (is_fixed ? "DHCPC_OFF,GARP,IP_MOD" : "DHCPC,GARP,IP_MOD"));
    bytes += out.print(") PRIO: ");
    bytes += out.println(getRoutePrio());
    bytes += out.print(kIndent);
    bytes += out.print("ether ");
    bytes += out.println(macAddress());
    bytes += out.print(kIndent);
    bytes += out.print("inet ");
    bytes += out.print(localIP());
    bytes += out.print(" netmask ");
    bytes += out.print(subnetMask());
    bytes += out.print(" broadcast ");
    bytes += out.println(broadcastIP());
    bytes += out.print(kIndent);
    bytes += out.print("gateway ");
    bytes += out.print(gatewayIP());
    bytes += out.print(" dns ");
    bytes += out.println(dnsIP());
    return bytes;
}

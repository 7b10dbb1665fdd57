// The interfaces of `WiFi` as lwIP has them, and who asks its neighbours by them.
#include <lwip/etharp.h>
#include <lwip/netif.h>
#include <string.h>

#include "oceanhil/netif_names.h"
#include "oceanhil/station.h"

namespace {

constexpr u16_t kEthernetBytes = 1500;
constexpr u8_t kOfEthernet = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP;
constexpr u8_t kUp = NETIF_FLAG_UP | NETIF_FLAG_LINK_UP;

struct netif netif_of_station;
struct netif netif_of_access_point;
String netif_hostname;

void put_address(ip_addr_t& address, const IPAddress& from) {
    address = {};
    IP_ADDR4(&address, from[0], from[1], from[2], from[3]);
}

void fill(struct netif& interface, const oceanhil::NetifName& name, bool is_up) {
    memcpy(interface.name, name.letters, sizeof interface.name);
    interface.num = name.number;
    interface.mtu = kEthernetBytes;
    interface.hwaddr_len = NETIF_MAX_HWADDR_LEN;
    interface.hostname = netif_hostname.c_str();
    interface.flags = static_cast<u8_t>(kOfEthernet | (is_up ? kUp : 0));
    interface.next = nullptr;
}

/// Looks how they are now.
void look_at_interfaces() {
    const auto& station = oceanhil::Station::own();
    netif_hostname = WiFi.getHostname();
    fill(netif_of_station, oceanhil::kStationNetif, station.is_connected());
    put_address(netif_of_station.ip_addr, station.address());
    put_address(netif_of_station.netmask, station.mask());
    put_address(netif_of_station.gw, station.router());
    WiFi.macAddress(netif_of_station.hwaddr);
    const bool is_point = (WiFi.getMode() & WIFI_AP) != 0;
    fill(netif_of_access_point, oceanhil::kAccessPointNetif, is_point);
    const IPAddress own = is_point ? WiFi.softAPIP() : IPAddress();
    put_address(netif_of_access_point.ip_addr, own);
    put_address(netif_of_access_point.netmask, IPAddress(255, 255, 255, 0));
    put_address(netif_of_access_point.gw, own);
    WiFi.softAPmacAddress(netif_of_access_point.hwaddr);
}

}  // namespace

extern "C" {

struct netif* oceanhil_netif_list(void) {
    look_at_interfaces();
    struct netif* first = nullptr;
    if ((WiFi.getMode() & WIFI_AP) != 0) {
        first = &netif_of_access_point;
    }
    if ((WiFi.getMode() & WIFI_STA) != 0) {
        netif_of_station.next = first;
        first = &netif_of_station;
    }
    return first;
}

struct netif* oceanhil_netif_default(void) {
    struct netif* found = netif_list;
    while (found != nullptr && !netif_is_up(found)) {
        found = found->next;
    }
    return found;
}

struct netif* netif_find(const char* name) {
    for (struct netif* each = netif_list; name != nullptr && each != nullptr; each = each->next) {
        const auto digit = static_cast<char>('0' + each->num);
        if (strncmp(name, each->name, sizeof each->name) == 0 && name[2] == digit && name[3] == 0) {
            return each;
        }
    }
    return nullptr;
}

struct netif* netif_get_by_index(u8_t index) {
    struct netif* each = netif_list;
    while (each != nullptr && netif_get_index(each) != index) {
        each = each->next;
    }
    return each;
}

void netif_set_hostname(struct netif* interface, const char* name) {
    if (interface != nullptr && name != nullptr) {
        WiFi.setHostname(name);
        look_at_interfaces();
    }
}

err_t etharp_request(struct netif* netif, const ip4_addr_t*) {
    return netif == nullptr || !netif_is_up(netif) ? ERR_IF : ERR_OK;
}

ssize_t etharp_find_addr(struct netif*, const ip4_addr_t*, struct eth_addr**, const ip4_addr_t**) { return -1; }

int etharp_get_entry(size_t, ip4_addr_t**, struct netif**, struct eth_addr**) { return 0; }

void etharp_cleanup_netif(struct netif*) {}

}  // extern "C"

/// Interfaces of lwIP (src/include/lwip/netif.h of lwIP 2): those of `WiFi` while its mode has them, as they are at the last
/// look at `netif_list` or `netif_default`.
///
/// Missing: interfaces of one's own (`netif_add`), addresses and states that are set here, callbacks, a loopback.
#ifndef OCEANHIL_LWIP_NETIF_H
#define OCEANHIL_LWIP_NETIF_H

#include "lwip/def.h"
#include "lwip/err.h"
#include "lwip/ip_addr.h"
#include "lwip/pbuf.h"

#define NETIF_MAX_HWADDR_LEN 6U
#define NETIF_NAMESIZE 6

#define NETIF_FLAG_UP 0x01U
#define NETIF_FLAG_BROADCAST 0x02U
#define NETIF_FLAG_LINK_UP 0x04U
#define NETIF_FLAG_ETHARP 0x08U
#define NETIF_FLAG_ETHERNET 0x10U
#define NETIF_FLAG_IGMP 0x20U

#ifdef __cplusplus
extern "C" {
#endif

struct netif {
    struct netif* next;
    ip_addr_t ip_addr;
    ip_addr_t netmask;
    ip_addr_t gw;
    void* state;
    const char* hostname;
    u16_t mtu;
    u8_t hwaddr[NETIF_MAX_HWADDR_LEN];
    u8_t hwaddr_len;
    u8_t flags;
    char name[2];
    u8_t num;
};

struct netif* oceanhil_netif_list(void);
/// The station's while it is in a network, else the access point's; nullptr without either.
struct netif* oceanhil_netif_default(void);
#define netif_list (oceanhil_netif_list())
#define netif_default (oceanhil_netif_default())
#define NETIF_FOREACH(each) for ((each) = netif_list; (each) != NULL; (each) = (each)->next)

/// By its name with its number; nullptr if there is none.
struct netif* netif_find(const char* name);
struct netif* netif_get_by_index(u8_t index);
#define netif_get_index(interface) ((u8_t)((interface)->num + 1))
/// `WiFi` has it from now on.
void netif_set_hostname(struct netif* interface, const char* name);
#define netif_get_hostname(interface) ((interface) != NULL ? (interface)->hostname : NULL)

#define netif_is_up(interface) (((interface)->flags & NETIF_FLAG_UP) != 0)
#define netif_is_link_up(interface) (((interface)->flags & NETIF_FLAG_LINK_UP) != 0)
#define netif_ip4_addr(interface) ((const ip4_addr_t*)ip_2_ip4(&(interface)->ip_addr))
#define netif_ip4_netmask(interface) ((const ip4_addr_t*)ip_2_ip4(&(interface)->netmask))
#define netif_ip4_gw(interface) ((const ip4_addr_t*)ip_2_ip4(&(interface)->gw))
#define netif_ip_addr4(interface) ((const ip_addr_t*)&(interface)->ip_addr)
#define netif_ip_netmask4(interface) ((const ip_addr_t*)&(interface)->netmask)
#define netif_ip_gw4(interface) ((const ip_addr_t*)&(interface)->gw)

#ifdef __cplusplus
}
#endif

#endif

/// Who has an address of a neighbour (src/include/lwip/etharp.h of lwIP 2): whoever asks, and whoever tells his own as
/// `etharp_gratuitous` does, has sent it, and nobody hears. The table of those who answered is empty.
#ifndef OCEANHIL_LWIP_ETHARP_H
#define OCEANHIL_LWIP_ETHARP_H

#include <sys/types.h>

#include "lwip/ip4_addr.h"
#include "lwip/netif.h"

#define ETH_HWADDR_LEN 6

#ifdef __cplusplus
extern "C" {
#endif

struct eth_addr {
    u8_t addr[ETH_HWADDR_LEN];
};

/// ERR_IF of an interface that is not up.
err_t etharp_request(struct netif* netif, const ip4_addr_t* ipaddr);
#define etharp_gratuitous(netif) etharp_request((netif), netif_ip4_addr(netif))
/// -1: nobody has it.
ssize_t etharp_find_addr(struct netif* netif, const ip4_addr_t* ipaddr, struct eth_addr** eth_ret,
                         const ip4_addr_t** ip_ret);
int etharp_get_entry(size_t i, ip4_addr_t** ipaddr, struct netif** netif, struct eth_addr** eth_ret);
void etharp_cleanup_netif(struct netif* netif);

#ifdef __cplusplus
}
#endif

#endif

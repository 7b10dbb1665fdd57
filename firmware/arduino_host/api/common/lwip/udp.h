/// Datagrams of lwIP by calls that do not wait (src/include/lwip/udp.h and src/core/udp.c of lwIP 2).
///
/// Differs: only time servers answer, and nobody is in a group.
#ifndef OCEANHIL_LWIP_UDP_H
#define OCEANHIL_LWIP_UDP_H

#include "lwip/err.h"
#include "lwip/ip.h"
#include "lwip/ip_addr.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/prot/udp.h"

#ifdef __cplusplus
extern "C" {
#endif

struct udp_pcb;

/// `p` is the receiver's, who frees it.
typedef void (*udp_recv_fn)(void* arg, struct udp_pcb* pcb, struct pbuf* p, const ip_addr_t* addr, u16_t port);

#define UDP_FLAGS_CONNECTED 0x04U

/// What programs look at comes first; the rest is this library's own.
struct udp_pcb {
    ip_addr_t local_ip;
    ip_addr_t remote_ip;
    u8_t so_options;
    u8_t tos;
    u8_t ttl;
    struct udp_pcb* next;
    u8_t flags;
    u16_t local_port;
    u16_t remote_port;
    ip4_addr_t mcast_ip4;
    u8_t mcast_ttl;
    udp_recv_fn recv;
    void* recv_arg;
};

#define udp_set_multicast_ttl(pcb, value) ((pcb)->mcast_ttl = (value))
#define udp_get_multicast_ttl(pcb) ((pcb)->mcast_ttl)
#define udp_set_multicast_netif_addr(pcb, address) ((pcb)->mcast_ip4 = *(address))

/// NULL if there is no memory.
struct udp_pcb* udp_new(void);
struct udp_pcb* udp_new_ip_type(u8_t type);
void udp_remove(struct udp_pcb* pcb);
/// `port` 0: any; `ERR_USE` if another has it.
err_t udp_bind(struct udp_pcb* pcb, const ip_addr_t* ipaddr, u16_t port);
/// From then on it sends there, and hears nobody else.
err_t udp_connect(struct udp_pcb* pcb, const ip_addr_t* ipaddr, u16_t port);
void udp_disconnect(struct udp_pcb* pcb);
void udp_recv(struct udp_pcb* pcb, udp_recv_fn recv, void* recv_arg);
/// `ERR_RTE` without a network; `p` stays the caller's.
err_t udp_sendto(struct udp_pcb* pcb, struct pbuf* p, const ip_addr_t* dst_ip, u16_t dst_port);
/// Where it is connected to; `ERR_VAL` if it is not.
err_t udp_send(struct udp_pcb* pcb, struct pbuf* p);

#ifdef __cplusplus
}
#endif

#endif

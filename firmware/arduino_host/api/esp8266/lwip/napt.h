/// Stations behind the access point, who reach the network through the board (tools/sdk/lwip2/include/lwip/napt.h).
/// Nobody joins the access point, so it can be switched on, and there is nobody whom it serves.
#ifndef OCEANHIL_LWIP_NAPT_H
#define OCEANHIL_LWIP_NAPT_H

#include <lwip/err.h>

#define IP_NAPT_MAX 512
#define IP_PORTMAP_MAX 32

// Numbers of interfaces (tools/sdk/include/user_interface.h).
#ifndef STATION_IF
#define STATION_IF 0x00
#define SOFTAP_IF 0x01
#endif

static inline err_t ip_napt_init(u16_t max_nat, u8_t max_portmap) {
    return max_nat == 0 || max_portmap == 0 ? ERR_VAL : ERR_OK;
}
static inline err_t ip_napt_enable(u32_t addr, int enable) { return (void)addr, (void)enable, ERR_OK; }
static inline err_t ip_napt_enable_no(u8_t number, int enable) {
    (void)enable;
    return number <= SOFTAP_IF ? ERR_OK : ERR_VAL;
}
static inline u8_t ip_portmap_add(u8_t proto, u32_t maddr, u16_t mport, u32_t daddr, u16_t dport) {
    (void)proto, (void)maddr, (void)mport, (void)daddr, (void)dport;
    return 1;
}
static inline u8_t ip_portmap_remove(u8_t proto, u16_t mport) { return (void)proto, (void)mport, 1; }

#endif

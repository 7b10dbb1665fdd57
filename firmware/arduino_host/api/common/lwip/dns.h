/// Names of lwIP (src/include/lwip/dns.h of lwIP 2).
#ifndef OCEANHIL_LWIP_DNS_H
#define OCEANHIL_LWIP_DNS_H

#include "lwip/err.h"
#include "lwip/ip_addr.h"

#if defined(ESP32)
#define DNS_MAX_SERVERS 3
#else
#define DNS_MAX_SERVERS 2
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// `ipaddr` is NULL where there is none.
typedef void (*dns_found_callback)(const char* name, const ip_addr_t* ipaddr, void* callback_arg);

/// `ERR_OK` of an address in text, which is written; else `ERR_INPROGRESS`, and `found` is called; `ERR_VAL` without a
/// network.
err_t dns_gethostbyname(const char* hostname, ip_addr_t* addr, dns_found_callback found, void* callback_arg);

#if defined(ESP32)
#define DNS_MAX_SERVERS 3
#else
#define DNS_MAX_SERVERS 2
#endif

#ifdef __cplusplus
}
#endif

#endif

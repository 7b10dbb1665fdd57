/// SNTP of esp8266/Arduino, by the names of lwIP and of the SDK, on the client of machine/time_client.h.
///
/// A sketch changes the delays by functions of its own with the names of the two last.
#ifndef __SNTP_H__
#define __SNTP_H__

#include <lwip/ip_addr.h>
#include <stdint.h>
#include <time.h>

// tools/sdk/lwip2/include/lwipopts.h.
#define SNTP_MAX_SERVERS 3

#ifdef __cplusplus
extern "C" {
#endif

void sntp_init(void);
void sntp_stop(void);
uint8_t sntp_enabled(void);
void sntp_setservername(uint8_t number, const char* server);
const char* sntp_getservername(uint8_t number);
/// All zeros: of a server its name is known.
const ip_addr_t* sntp_getserver(uint8_t number);
/// Which of the last eight questions to a server were answered: bit 0 is the last.
uint8_t sntp_getreachability(uint8_t number);
/// That DHCP names servers: 0 is not, and no network here does.
void sntp_servermode_dhcp(int set_servers_from_dhcp);
uint32_t sntp_get_current_timestamp(void);
char* sntp_get_real_time(time_t t);

/// Milliseconds before the first question; 0 unless a sketch defines it.
uint32_t sntp_startup_delay_MS_rfc_not_less_than_60000(void);
/// Milliseconds between questions; an hour unless a sketch defines it.
uint32_t sntp_update_delay_MS_rfc_not_less_than_15000(void);

#ifdef __cplusplus
}
#endif

#endif

/// Credentials from a telephone, of the SDK (tools/sdk/include/smartconfig.h of esp8266/Arduino): nobody sends any.
#ifndef __SMARTCONFIG_H__
#define __SMARTCONFIG_H__

#include <c_types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    SC_STATUS_WAIT = 0,
    SC_STATUS_FIND_CHANNEL,
    SC_STATUS_GETTING_SSID_PSWD,
    SC_STATUS_LINK,
    SC_STATUS_LINK_OVER,
} sc_status;
typedef enum { SC_TYPE_ESPTOUCH = 0, SC_TYPE_AIRKISS, SC_TYPE_ESPTOUCH_AIRKISS } sc_type;
typedef void (*sc_callback_t)(sc_status status, void* pdata);

/// False while it is on.
bool smartconfig_start(sc_callback_t cb, ...);
bool smartconfig_stop(void);
/// 15 to 255 seconds.
bool esptouch_set_timeout(uint8 time_s);
bool smartconfig_set_type(sc_type type);

#ifdef __cplusplus
}
#endif

#endif

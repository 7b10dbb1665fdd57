/// A call in the thread of lwIP (src/include/lwip/priv/tcpip_priv.h of lwIP 2): it is made at once.
#ifndef OCEANHIL_LWIP_TCPIP_PRIV_H
#define OCEANHIL_LWIP_TCPIP_PRIV_H

#include "lwip/tcpip.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tcpip_api_call_data {
    err_t err;
};

typedef err_t (*tcpip_api_call_fn)(struct tcpip_api_call_data* call);

err_t tcpip_api_call(tcpip_api_call_fn fn, struct tcpip_api_call_data* call);

#ifdef __cplusplus
}
#endif

#endif

/// Pings of the SDK (tools/sdk/include/ping.h of esp8266/Arduino): nobody answers one.
#ifndef __PING_H__
#define __PING_H__

#include <c_types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*ping_recv_function)(void* arg, void* pdata);
typedef void (*ping_sent_function)(void* arg, void* pdata);

/// `count` 0: four; `coarse_time`: seconds from one to the next, 0 for one.
struct ping_option {
    uint32 count;
    uint32 ip;
    uint32 coarse_time;
    ping_recv_function recv_function;
    ping_sent_function sent_function;
    void* reverse;
};

/// `ping_err` is -1 of one that was not answered.
struct ping_resp {
    uint32 total_count;
    uint32 resp_time;
    uint32 seqno;
    uint32 timeout_count;
    uint32 bytes;
    uint32 total_bytes;
    uint32 total_time;
    sint8 ping_err;
};

/// `recv_function` tells of each, `sent_function` of all. False without whom to ask.
bool ping_start(struct ping_option* ping_opt);
bool ping_regist_recv(struct ping_option* ping_opt, ping_recv_function ping_recv);
bool ping_regist_sent(struct ping_option* ping_opt, ping_sent_function ping_sent);

#ifdef __cplusplus
}
#endif

#endif

/// Connections of lwIP by calls that do not wait (src/include/lwip/tcp.h and src/core/tcp.c of lwIP 2).
///
/// Here: connecting, sending, what arrives, and listening, to which nobody comes. Differs: what is sent is acknowledged
/// at once; a closed connection is gone at once. Missing: half-closing (`tcp_shutdown`), extension arguments.
#ifndef OCEANHIL_LWIP_TCP_H
#define OCEANHIL_LWIP_TCP_H

#include "lwip/err.h"
#include "lwip/ip_addr.h"
#include "lwip/pbuf.h"
#include "lwip/tcpbase.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tcp_pcb;

typedef err_t (*tcp_accept_fn)(void* arg, struct tcp_pcb* newpcb, err_t err);
typedef err_t (*tcp_recv_fn)(void* arg, struct tcp_pcb* tpcb, struct pbuf* p, err_t err);
typedef err_t (*tcp_sent_fn)(void* arg, struct tcp_pcb* tpcb, u16_t len);
typedef err_t (*tcp_poll_fn)(void* arg, struct tcp_pcb* tpcb);
typedef void (*tcp_err_fn)(void* arg, err_t err);
typedef err_t (*tcp_connected_fn)(void* arg, struct tcp_pcb* tpcb, err_t err);

typedef u16_t tcpflags_t;
#define TF_NODELAY 0x40U

/// What programs look at comes first; the rest is this library's own.
struct tcp_pcb {
    ip_addr_t local_ip;
    ip_addr_t remote_ip;
    u8_t so_options;
    u8_t tos;
    u8_t ttl;
    u8_t prio;
    enum tcp_state state;
    void* callback_arg;
    u16_t local_port;
    u16_t remote_port;
    tcpflags_t flags;
    u16_t mss;
    u32_t snd_buf;
    u32_t keep_idle;
    u32_t keep_intvl;
    u32_t keep_cnt;
    tcp_sent_fn sent;
    tcp_recv_fn recv;
    tcp_connected_fn connected;
    tcp_poll_fn poll;
    tcp_err_fn errf;
    tcp_accept_fn accept;

    struct oceanhil_tcp* own;
};

#define SOF_REUSEADDR 0x04U
#define SOF_KEEPALIVE 0x08U
#define SOF_BROADCAST 0x20U

#define ip_set_option(pcb, option) ((pcb)->so_options = (u8_t)((pcb)->so_options | (option)))
#define ip_reset_option(pcb, option) ((pcb)->so_options = (u8_t)((pcb)->so_options & ~(option)))
#define ip_get_option(pcb, option) ((pcb)->so_options & (option))

#define TCP_PRIO_MIN 1
#define TCP_PRIO_NORMAL 64
#define TCP_PRIO_MAX 127

#define TCP_WRITE_FLAG_COPY 0x01
#define TCP_WRITE_FLAG_MORE 0x02

#define TCP_DEFAULT_LISTEN_BACKLOG 0xFF
#define TCP_MSL 60000UL

#define tcp_mss(pcb) ((pcb)->mss)
#define tcp_sndbuf(pcb) ((pcb)->snd_buf)
#define tcp_nagle_disable(pcb) ((pcb)->flags = (tcpflags_t)((pcb)->flags | TF_NODELAY))
#define tcp_nagle_enable(pcb) ((pcb)->flags = (tcpflags_t)((pcb)->flags & ~TF_NODELAY))
#define tcp_nagle_disabled(pcb) (((pcb)->flags & TF_NODELAY) != 0)
#define tcp_backlog_delayed(pcb)
#define tcp_backlog_accepted(pcb)
#define tcp_accepted(pcb) LWIP_UNUSED_ARG(pcb)

struct tcp_pcb* tcp_new(void);
struct tcp_pcb* tcp_new_ip_type(u8_t type);

void tcp_arg(struct tcp_pcb* pcb, void* arg);
void tcp_recv(struct tcp_pcb* pcb, tcp_recv_fn recv);
void tcp_sent(struct tcp_pcb* pcb, tcp_sent_fn sent);
void tcp_err(struct tcp_pcb* pcb, tcp_err_fn err);
void tcp_accept(struct tcp_pcb* pcb, tcp_accept_fn accept);
/// `interval`: in half seconds.
void tcp_poll(struct tcp_pcb* pcb, tcp_poll_fn poll, u8_t interval);
void tcp_setprio(struct tcp_pcb* pcb, u8_t prio);

err_t tcp_bind(struct tcp_pcb* pcb, const ip_addr_t* ipaddr, u16_t port);
err_t tcp_connect(struct tcp_pcb* pcb, const ip_addr_t* ipaddr, u16_t port, tcp_connected_fn connected);
struct tcp_pcb* tcp_listen_with_backlog(struct tcp_pcb* pcb, u8_t backlog);
#define tcp_listen(pcb) tcp_listen_with_backlog(pcb, TCP_DEFAULT_LISTEN_BACKLOG)

void tcp_recved(struct tcp_pcb* pcb, u16_t len);
err_t tcp_write(struct tcp_pcb* pcb, const void* dataptr, u16_t len, u8_t apiflags);
err_t tcp_output(struct tcp_pcb* pcb);
err_t tcp_close(struct tcp_pcb* pcb);
void tcp_abort(struct tcp_pcb* pcb);

#ifdef __cplusplus
}
#endif

#endif

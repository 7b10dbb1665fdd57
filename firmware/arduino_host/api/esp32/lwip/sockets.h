/// Sockets of lwIP (src/include/lwip/sockets.h of lwIP 2) as ESP-IDF has them: numbers from 48 on, 16 at a time
/// (CONFIG_LWIP_MAX_SOCKETS of arduino-esp32 3.x), also for `read`, `write` and `close`.
///
/// Differs: `errno` has this machine's numbers; nobody connects to a socket that listens, and only time servers answer
/// datagrams; options are kept and told again, of which those of time and blocking count. Raw sockets are those of
/// ICMP alone: who asks for an echo hears none. Missing: IPv6, messages in pieces (`sendmsg`, `recvmsg`), interfaces.
#ifndef OCEANHIL_LWIP_SOCKETS_H
#define OCEANHIL_LWIP_SOCKETS_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

#include "lwip/err.h"
#include "lwip/inet.h"
#include "lwip/ip_addr.h"
#include "lwip/opt.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LWIP_SOCKET_OFFSET 48

typedef u8_t sa_family_t;
typedef u16_t in_port_t;
typedef u32_t socklen_t;

struct sockaddr {
    u8_t sa_len;
    sa_family_t sa_family;
    char sa_data[14];
};

struct sockaddr_in {
    u8_t sin_len;
    sa_family_t sin_family;
    in_port_t sin_port;
    struct in_addr sin_addr;
#define SIN_ZERO_LEN 8
    char sin_zero[SIN_ZERO_LEN];
};

struct sockaddr_storage {
    u8_t s2_len;
    sa_family_t ss_family;
    char s2_data1[2];
    u32_t s2_data2[3];
    u32_t s2_data3[3];
};

struct linger {
    int l_onoff;
    int l_linger;
};

typedef struct ip_mreq {
    struct in_addr imr_multiaddr;
    struct in_addr imr_interface;
} ip_mreq;

#define AF_UNSPEC 0
#define AF_INET 2
#define AF_INET6 10
#define PF_UNSPEC AF_UNSPEC
#define PF_INET AF_INET
#define PF_INET6 AF_INET6

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3

#define IPPROTO_IP 0
#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_IPV6 41

#define SOL_SOCKET 0xfff
#define SO_REUSEADDR 0x0004
#define SO_KEEPALIVE 0x0008
#define SO_BROADCAST 0x0020
#define SO_LINGER 0x0080
#define SO_REUSEPORT 0x0200
#define SO_SNDBUF 0x1001
#define SO_RCVBUF 0x1002
#define SO_SNDTIMEO 0x1005
#define SO_RCVTIMEO 0x1006
#define SO_ERROR 0x1007
#define SO_TYPE 0x1008

#define IP_TOS 1
#define IP_TTL 2
#define IP_ADD_MEMBERSHIP 3
#define IP_DROP_MEMBERSHIP 4
#define IP_MULTICAST_TTL 5
#define IP_MULTICAST_IF 6
#define IP_MULTICAST_LOOP 7

#define TCP_NODELAY 0x01
#define TCP_KEEPALIVE 0x02
#define TCP_KEEPIDLE 0x03
#define TCP_KEEPINTVL 0x04
#define TCP_KEEPCNT 0x05

#define MSG_PEEK 0x01
#define MSG_WAITALL 0x02
#define MSG_OOB 0x04
#define MSG_DONTWAIT 0x08
#define MSG_MORE 0x10
#define MSG_NOSIGNAL 0x20

#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2

#define SOMAXCONN 0xFF

#define FIONREAD 0x4004667fL
#define FIONBIO 0x8004667eL
#ifndef INET_ADDRSTRLEN
#define INET_ADDRSTRLEN 16
#endif

int lwip_socket(int domain, int type, int protocol);
int lwip_bind(int s, const struct sockaddr* name, socklen_t namelen);
int lwip_listen(int s, int backlog);
int lwip_accept(int s, struct sockaddr* addr, socklen_t* addrlen);
int lwip_connect(int s, const struct sockaddr* name, socklen_t namelen);
int lwip_shutdown(int s, int how);
int lwip_close(int s);
int lwip_getsockname(int s, struct sockaddr* name, socklen_t* namelen);
int lwip_getpeername(int s, struct sockaddr* name, socklen_t* namelen);
int lwip_getsockopt(int s, int level, int optname, void* optval, socklen_t* optlen);
int lwip_setsockopt(int s, int level, int optname, const void* optval, socklen_t optlen);
int lwip_fcntl(int s, int cmd, int val);
/// How many bytes have arrived (FIONREAD), or whether it waits (FIONBIO).
int lwip_ioctl(int s, long cmd, void* argp);
ssize_t lwip_read(int s, void* mem, size_t len);
ssize_t lwip_write(int s, const void* data, size_t size);
ssize_t lwip_recv(int s, void* mem, size_t len, int flags);
ssize_t lwip_recvfrom(int s, void* mem, size_t len, int flags, struct sockaddr* from, socklen_t* fromlen);
ssize_t lwip_send(int s, const void* data, size_t size, int flags);
ssize_t lwip_sendto(int s, const void* data, size_t size, int flags, const struct sockaddr* to, socklen_t tolen);
int lwip_select(int maxfdp1, fd_set* readset, fd_set* writeset, fd_set* exceptset, struct timeval* timeout);
/// 1 if the text is an address; only of IPv4.
int lwip_inet_pton(int af, const char* src, void* dst);
const char* lwip_inet_ntop(int af, const void* src, char* dst, socklen_t size);

static inline int socket(int domain, int type, int protocol) { return lwip_socket(domain, type, protocol); }
static inline int bind(int s, const struct sockaddr* name, socklen_t namelen) { return lwip_bind(s, name, namelen); }
static inline int listen(int s, int backlog) { return lwip_listen(s, backlog); }
static inline int accept(int s, struct sockaddr* addr, socklen_t* addrlen) { return lwip_accept(s, addr, addrlen); }
static inline int connect(int s, const struct sockaddr* name, socklen_t namelen) {
    return lwip_connect(s, name, namelen);
}
static inline int shutdown(int s, int how) { return lwip_shutdown(s, how); }
static inline int closesocket(int s) { return lwip_close(s); }
static inline int ioctlsocket(int s, long cmd, void* argp) { return lwip_ioctl(s, cmd, argp); }
static inline int getsockname(int s, struct sockaddr* name, socklen_t* namelen) {
    return lwip_getsockname(s, name, namelen);
}
static inline int getpeername(int s, struct sockaddr* name, socklen_t* namelen) {
    return lwip_getpeername(s, name, namelen);
}
static inline int getsockopt(int s, int level, int optname, void* optval, socklen_t* optlen) {
    return lwip_getsockopt(s, level, optname, optval, optlen);
}
static inline int setsockopt(int s, int level, int optname, const void* optval, socklen_t optlen) {
    return lwip_setsockopt(s, level, optname, optval, optlen);
}
static inline ssize_t recv(int s, void* mem, size_t len, int flags) { return lwip_recv(s, mem, len, flags); }
static inline ssize_t recvfrom(int s, void* mem, size_t len, int flags, struct sockaddr* from, socklen_t* fromlen) {
    return lwip_recvfrom(s, mem, len, flags, from, fromlen);
}
static inline ssize_t send(int s, const void* data, size_t size, int flags) { return lwip_send(s, data, size, flags); }
static inline ssize_t sendto(int s, const void* data, size_t size, int flags, const struct sockaddr* to,
                             socklen_t tolen) {
    return lwip_sendto(s, data, size, flags, to, tolen);
}
static inline int inet_pton(int af, const char* src, void* dst) { return lwip_inet_pton(af, src, dst); }
static inline const char* inet_ntop(int af, const void* src, char* dst, socklen_t size) {
    return lwip_inet_ntop(af, src, dst, size);
}

#ifdef __cplusplus
}
#endif

// This machine's C library has these, too, under names of its own.
#define select lwip_select
#define fcntl lwip_fcntl
#define ioctl lwip_ioctl

#endif

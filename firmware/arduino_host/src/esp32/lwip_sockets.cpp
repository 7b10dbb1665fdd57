#include <lwip/sockets.h>
#include <network.h>
#include <string.h>
#include <sys/syscall.h>

#include <algorithm>

#include "lwip_socket_table.h"

namespace oceanhil::sockets {

namespace {

using machine::kForever;

constexpr uint64_t kMicrosecondsOfASecond = 1000000;

err_t hear_stream(void* arg, tcp_pcb*, pbuf* p, err_t) {
    auto& socket = *static_cast<Socket*>(arg);
    if (p == nullptr) {
        socket.stage = Stage::ended;
    } else {
        for (const pbuf* each = p; each != nullptr; each = each->next) {
            const auto* const data = static_cast<const uint8_t*>(each->payload);
            socket.arrived.insert(socket.arrived.end(), data, data + each->len);
        }
        pbuf_free(p);
    }
    tell();
    return ERR_OK;
}

err_t hear_sent(void*, tcp_pcb*, u16_t) {
    tell();
    return ERR_OK;
}

err_t hear_connected(void* arg, tcp_pcb*, err_t) {
    static_cast<Socket*>(arg)->stage = Stage::connected;
    tell();
    return ERR_OK;
}

void hear_failure(void* arg, err_t error) {
    auto& socket = *static_cast<Socket*>(arg);
    socket.tcp = nullptr;
    socket.stage = Stage::failed;
    socket.error = error;
    tell();
}

void hear_datagram(void* arg, udp_pcb*, pbuf* p, const ip_addr_t* from, u16_t port) {
    HeardDatagram heard = {std::vector<uint8_t>(p->tot_len), *from, port};
    pbuf_copy_partial(p, heard.data.data(), p->tot_len, 0);
    pbuf_free(p);
    static_cast<Socket*>(arg)->datagrams.push_back(std::move(heard));
    tell();
}

uint64_t patience_us(const Socket& socket, uint64_t wanted_us, int flags = 0) {
    const bool waits = socket.waits && (flags & MSG_DONTWAIT) == 0;
    return !waits ? 0 : wanted_us == 0 ? kForever : wanted_us;
}

bool read_address(const sockaddr* name, socklen_t bytes, ip_addr_t& address, u16_t& port) {
    const auto* const in = reinterpret_cast<const sockaddr_in*>(name);
    if (name == nullptr || bytes < sizeof(sockaddr_in) || in->sin_family != AF_INET) {
        errno = name == nullptr || bytes < sizeof(sockaddr_in) ? EINVAL : EAFNOSUPPORT;
        return false;
    }
    address = {};
    ip_addr_set_ip4_u32(&address, in->sin_addr.s_addr);
    port = lwip_ntohs(in->sin_port);
    return true;
}

void write_address(const ip_addr_t& address, u16_t port, sockaddr* name, socklen_t* bytes) {
    if (name == nullptr || bytes == nullptr) {
        return;
    }
    sockaddr_in in = {};
    in.sin_len = sizeof in;
    in.sin_family = AF_INET;
    in.sin_port = lwip_htons(port);
    in.sin_addr.s_addr = ip_addr_get_ip4_u32(&address);
    memcpy(name, &in, std::min<size_t>(*bytes, sizeof in));
    *bytes = sizeof in;
}

int connect_stream(Socket& socket, const ip_addr_t& address, u16_t port) {
    if (socket.stage == Stage::connecting) {
        return fail(ERR_ALREADY);
    }
    if (socket.stage != Stage::fresh) {
        return fail(ERR_ISCONN);
    }
    // lwIP's task has more priority: it may be done before the call returns.
    socket.stage = Stage::connecting;
    const err_t begun = tcp_connect(socket.tcp, &address, port, hear_connected);
    if (begun != ERR_OK) {
        socket.stage = Stage::fresh;
        return fail(begun);
    }
    if (!socket.waits) {
        return fail(ERR_INPROGRESS);
    }
    // Only its own repetitions end it.
    wait([&socket] { return socket.stage != Stage::connecting; }, kForever);
    return socket.stage == Stage::failed ? fail(socket.error) : 0;
}

ssize_t receive_stream(Socket& socket, void* mem, size_t len, int flags) {
    if (socket.stage == Stage::fresh || socket.stage == Stage::listening || socket.stage == Stage::connecting) {
        return fail(ERR_CONN);
    }
    const size_t wanted = (flags & MSG_WAITALL) != 0 ? len : std::min<size_t>(len, 1);
    const auto has_enough = [&socket, wanted] {
        return socket.arrived.size() >= wanted || socket.stage == Stage::ended || socket.stage == Stage::failed;
    };
    wait(has_enough, patience_us(socket, socket.read_us, flags));
    const size_t taken = std::min(len, socket.arrived.size());
    if (taken == 0 && len > 0) {
        return socket.stage == Stage::ended ? 0 : fail(socket.stage == Stage::failed ? socket.error : ERR_WOULDBLOCK);
    }
    const auto end = socket.arrived.begin() + static_cast<std::ptrdiff_t>(taken);
    std::copy(socket.arrived.begin(), end, static_cast<uint8_t*>(mem));
    if ((flags & MSG_PEEK) == 0) {
        socket.arrived.erase(socket.arrived.begin(), end);
        if (socket.tcp != nullptr) {
            tcp_recved(socket.tcp, static_cast<u16_t>(taken));
        }
    }
    return static_cast<ssize_t>(taken);
}

ssize_t receive_datagram(Socket& socket, void* mem, size_t len, int flags, sockaddr* from, socklen_t* fromlen) {
    if (!wait([&socket] { return socket.is_readable(); }, patience_us(socket, socket.read_us, flags))) {
        return fail(ERR_WOULDBLOCK);
    }
    const HeardDatagram& heard = socket.datagrams.front();
    const size_t taken = std::min(len, heard.data.size());
    std::copy_n(heard.data.begin(), taken, static_cast<uint8_t*>(mem));
    write_address(heard.from, heard.port, from, fromlen);
    if ((flags & MSG_PEEK) == 0) {
        socket.datagrams.pop_front();
    }
    return static_cast<ssize_t>(taken);
}

ssize_t send_stream(Socket& socket, const void* data, size_t size, int flags) {
    const auto* const bytes = static_cast<const uint8_t*>(data);
    size_t sent = 0;
    while (sent < size) {
        const bool may_be_sent = socket.stage == Stage::connected || socket.stage == Stage::ended;
        if (!may_be_sent) {
            return fail(socket.stage == Stage::failed ? socket.error : ERR_CONN);
        }
        if (!wait([&socket] { return socket.is_writable(); }, patience_us(socket, socket.write_us, flags))) {
            return sent > 0 ? static_cast<ssize_t>(sent) : fail(ERR_WOULDBLOCK);
        }
        if (socket.tcp == nullptr) {
            continue;
        }
        const auto piece = static_cast<u16_t>(std::min<size_t>(size - sent, socket.tcp->snd_buf));
        const err_t written = tcp_write(socket.tcp, bytes + sent, piece, TCP_WRITE_FLAG_COPY);
        if (written != ERR_OK) {
            return fail(written);
        }
        sent += piece;
        tcp_output(socket.tcp);
    }
    return static_cast<ssize_t>(sent);
}

ssize_t send_datagram(Socket& socket, const void* data, size_t size, const sockaddr* to, socklen_t tolen) {
    ip_addr_t address = socket.udp->remote_ip;
    u16_t port = socket.udp->remote_port;
    if (to != nullptr && !read_address(to, tolen, address, port)) {
        return -1;
    }
    if (port == 0) {
        return fail(ERR_VAL);
    }
    pbuf* const p = pbuf_alloc(PBUF_TRANSPORT, static_cast<u16_t>(size), PBUF_RAM);
    if (p == nullptr) {
        return fail(ERR_MEM);
    }
    pbuf_take(p, data, static_cast<u16_t>(size));
    const err_t sent = udp_sendto(socket.udp, p, &address, port);
    pbuf_free(p);
    return sent == ERR_OK ? static_cast<ssize_t>(size) : fail(sent);
}

/// Whether one of the sets is as it was asked for; what holds is left in `found`.
struct Sets {
    fd_set read;
    fd_set write;
    fd_set except;
    int count;
};

bool look(int end, const fd_set* read, const fd_set* write, const fd_set* except, Sets& found) {
    FD_ZERO(&found.read);
    FD_ZERO(&found.write);
    FD_ZERO(&found.except);
    found.count = 0;
    const auto mark = [&found](int number, fd_set& set) {
        FD_SET(number, &set);
        ++found.count;
    };
    for (int number = LWIP_SOCKET_OFFSET; number < end; ++number) {
        const bool is_asked = (read != nullptr && FD_ISSET(number, read)) ||
                              (write != nullptr && FD_ISSET(number, write)) ||
                              (except != nullptr && FD_ISSET(number, except));
        const Socket* const socket = is_asked ? find(number) : nullptr;
        if (socket == nullptr) {
            continue;
        }
        if (read != nullptr && FD_ISSET(number, read) && socket->is_readable()) {
            mark(number, found.read);
        }
        if (write != nullptr && FD_ISSET(number, write) && socket->is_writable()) {
            mark(number, found.write);
        }
        if (except != nullptr && FD_ISSET(number, except) && socket->stage == Stage::failed) {
            mark(number, found.except);
        }
    }
    return found.count > 0;
}

uint64_t microseconds(const timeval& time) {
    return static_cast<uint64_t>(time.tv_sec) * kMicrosecondsOfASecond + static_cast<uint64_t>(time.tv_usec);
}

constexpr int kKept[] = {SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST, SO_REUSEPORT, SO_RCVBUF};

bool is_kept(int level, int name) {
    switch (level) {
        case SOL_SOCKET:
            return std::find(std::begin(kKept), std::end(kKept), name) != std::end(kKept);
        case IPPROTO_IP:
            return name >= IP_TOS && name <= IP_MULTICAST_LOOP;
        case IPPROTO_TCP:
            return name >= TCP_NODELAY && name <= TCP_KEEPCNT;
        default:
            return false;
    }
}

int option_key(int level, int name) { return level << 16 | name; }

}  // namespace

}  // namespace oceanhil::sockets

extern "C" {

using oceanhil::sockets::fail;
using oceanhil::sockets::find;
using oceanhil::sockets::Socket;
using oceanhil::sockets::Stage;

int lwip_socket(int domain, int type, int) {
    if (domain != AF_INET || (type != SOCK_STREAM && type != SOCK_DGRAM)) {
        errno = domain != AF_INET ? EAFNOSUPPORT : EINVAL;
        return -1;
    }
    const int number = oceanhil::sockets::add(type);
    Socket* const socket = number < 0 ? nullptr : find(number);
    if (socket == nullptr) {
        return -1;
    }
    if (type == SOCK_STREAM) {
        socket->tcp = tcp_new();
    } else {
        socket->udp = udp_new();
    }
    if (socket->tcp == nullptr && socket->udp == nullptr) {
        oceanhil::sockets::remove(number);
        errno = ENOBUFS;
        return -1;
    }
    if (socket->is_stream()) {
        tcp_arg(socket->tcp, socket);
        tcp_recv(socket->tcp, oceanhil::sockets::hear_stream);
        tcp_sent(socket->tcp, oceanhil::sockets::hear_sent);
        tcp_err(socket->tcp, oceanhil::sockets::hear_failure);
    } else {
        udp_recv(socket->udp, oceanhil::sockets::hear_datagram, socket);
    }
    return number;
}

int lwip_bind(int s, const struct sockaddr* name, socklen_t namelen) {
    Socket* const socket = find(s);
    ip_addr_t address = {};
    u16_t port = 0;
    if (socket == nullptr || !oceanhil::sockets::read_address(name, namelen, address, port)) {
        return -1;
    }
    if (socket->is_stream() && socket->tcp == nullptr) {
        return fail(ERR_VAL);
    }
    const err_t bound =
        socket->is_stream() ? tcp_bind(socket->tcp, &address, port) : udp_bind(socket->udp, &address, port);
    return bound == ERR_OK ? 0 : fail(bound);
}

int lwip_listen(int s, int) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (!socket->is_stream()) {
        errno = EOPNOTSUPP;
        return -1;
    }
    if (socket->stage == Stage::listening) {
        return 0;
    }
    if (socket->stage != Stage::fresh || tcp_listen(socket->tcp) == nullptr) {
        return fail(ERR_VAL);
    }
    socket->stage = Stage::listening;
    return 0;
}

int lwip_accept(int s, struct sockaddr*, socklen_t*) {
    const Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (socket->stage != Stage::listening) {
        return fail(ERR_VAL);
    }
    // Nobody comes.
    oceanhil::sockets::wait([] { return false; }, oceanhil::sockets::patience_us(*socket, socket->read_us));
    return fail(ERR_WOULDBLOCK);
}

int lwip_connect(int s, const struct sockaddr* name, socklen_t namelen) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (name != nullptr && name->sa_family == AF_UNSPEC && !socket->is_stream()) {
        udp_disconnect(socket->udp);
        return 0;
    }
    ip_addr_t address = {};
    u16_t port = 0;
    if (!oceanhil::sockets::read_address(name, namelen, address, port)) {
        return -1;
    }
    if (socket->is_stream()) {
        return oceanhil::sockets::connect_stream(*socket, address, port);
    }
    const err_t connected = udp_connect(socket->udp, &address, port);
    return connected == ERR_OK ? 0 : fail(connected);
}

int lwip_shutdown(int s, int how) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (!socket->is_stream()) {
        errno = EOPNOTSUPP;
        return -1;
    }
    if (how < SHUT_RD || how > SHUT_RDWR) {
        return fail(ERR_VAL);
    }
    if (socket->stage != Stage::connected && socket->stage != Stage::ended) {
        return fail(ERR_CONN);
    }
    tcp_output(socket->tcp);
    if (how != SHUT_WR) {
        socket->stage = Stage::ended;
    }
    return 0;
}

int lwip_close(int s) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (socket->tcp != nullptr) {
        tcp_arg(socket->tcp, nullptr);
        tcp_recv(socket->tcp, nullptr);
        tcp_sent(socket->tcp, nullptr);
        tcp_err(socket->tcp, nullptr);
        tcp_close(socket->tcp);
    }
    if (socket->udp != nullptr) {
        udp_remove(socket->udp);
    }
    oceanhil::sockets::remove(s);
    return 0;
}

int lwip_getsockname(int s, struct sockaddr* name, socklen_t* namelen) {
    const Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (socket->is_stream() && socket->tcp == nullptr) {
        return fail(ERR_CONN);
    }
    const ip_addr_t& address = socket->is_stream() ? socket->tcp->local_ip : socket->udp->local_ip;
    const u16_t port = socket->is_stream() ? socket->tcp->local_port : socket->udp->local_port;
    oceanhil::sockets::write_address(address, port, name, namelen);
    return 0;
}

int lwip_getpeername(int s, struct sockaddr* name, socklen_t* namelen) {
    const Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    const bool is_known = socket->is_stream() ? socket->tcp != nullptr && socket->stage != Stage::fresh
                                              : socket->udp->remote_port != 0;
    if (!is_known) {
        return fail(ERR_CONN);
    }
    const ip_addr_t& address = socket->is_stream() ? socket->tcp->remote_ip : socket->udp->remote_ip;
    const u16_t port = socket->is_stream() ? socket->tcp->remote_port : socket->udp->remote_port;
    oceanhil::sockets::write_address(address, port, name, namelen);
    return 0;
}

int lwip_getsockopt(int s, int level, int optname, void* optval, socklen_t* optlen) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    int number = 0;
    if (level == SOL_SOCKET && optname == SO_ERROR) {
        number = socket->error == ERR_OK ? 0 : (fail(socket->error), errno);
        socket->error = ERR_OK;
    } else if (level == SOL_SOCKET && optname == SO_TYPE) {
        number = socket->type;
    } else if (oceanhil::sockets::is_kept(level, optname)) {
        for (const auto& [key, value] : socket->options) {
            number = key == oceanhil::sockets::option_key(level, optname) ? value : number;
        }
    } else {
        errno = ENOPROTOOPT;
        return -1;
    }
    if (optval == nullptr || optlen == nullptr || *optlen < sizeof number) {
        return fail(ERR_VAL);
    }
    memcpy(optval, &number, sizeof number);
    *optlen = sizeof number;
    return 0;
}

int lwip_setsockopt(int s, int level, int optname, const void* optval, socklen_t optlen) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    const bool is_time = level == SOL_SOCKET && (optname == SO_RCVTIMEO || optname == SO_SNDTIMEO);
    const bool is_linger = level == SOL_SOCKET && optname == SO_LINGER;
    if (!is_time && !is_linger && !oceanhil::sockets::is_kept(level, optname)) {
        errno = ENOPROTOOPT;
        return -1;
    }
    const size_t least = is_time ? sizeof(timeval) : is_linger ? sizeof(linger) : 1;
    if (optval == nullptr || optlen < least) {
        return fail(ERR_VAL);
    }
    if (is_time) {
        timeval time = {};
        memcpy(&time, optval, sizeof time);
        (optname == SO_RCVTIMEO ? socket->read_us : socket->write_us) = oceanhil::sockets::microseconds(time);
    } else if (is_linger) {
        memcpy(&socket->lingers, optval, sizeof socket->lingers);
    } else {
        int number = 0;
        memcpy(&number, optval, std::min<size_t>(optlen, sizeof number));
        socket->options.emplace_back(oceanhil::sockets::option_key(level, optname), number);
    }
    return 0;
}

int lwip_fcntl(int s, int cmd, int val) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (cmd == F_GETFL) {
        return O_RDWR | (socket->waits ? 0 : O_NONBLOCK);
    }
    if (cmd != F_SETFL) {
        errno = ENOSYS;
        return -1;
    }
    socket->waits = (val & O_NONBLOCK) == 0;
    return 0;
}

ssize_t lwip_recvfrom(int s, void* mem, size_t len, int flags, struct sockaddr* from, socklen_t* fromlen) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (!socket->is_stream()) {
        return oceanhil::sockets::receive_datagram(*socket, mem, len, flags, from, fromlen);
    }
    if (socket->tcp != nullptr) {
        oceanhil::sockets::write_address(socket->tcp->remote_ip, socket->tcp->remote_port, from, fromlen);
    }
    return oceanhil::sockets::receive_stream(*socket, mem, len, flags);
}

ssize_t lwip_recv(int s, void* mem, size_t len, int flags) {
    return lwip_recvfrom(s, mem, len, flags, nullptr, nullptr);
}

ssize_t lwip_sendto(int s, const void* data, size_t size, int flags, const struct sockaddr* to, socklen_t tolen) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    return socket->is_stream() ? oceanhil::sockets::send_stream(*socket, data, size, flags)
                               : oceanhil::sockets::send_datagram(*socket, data, size, to, tolen);
}

ssize_t lwip_send(int s, const void* data, size_t size, int flags) {
    return lwip_sendto(s, data, size, flags, nullptr, 0);
}

#undef select
int lwip_select(int maxfdp1, fd_set* readset, fd_set* writeset, fd_set* exceptset, struct timeval* timeout) {
    oceanhil::sockets::Sets found;
    const uint64_t timeout_us = timeout == nullptr ? machine::kForever : oceanhil::sockets::microseconds(*timeout);
    oceanhil::sockets::wait(
        [&] { return oceanhil::sockets::look(maxfdp1, readset, writeset, exceptset, found); }, timeout_us);
    const auto give = [](fd_set* to, const fd_set& from) {
        if (to != nullptr) {
            *to = from;
        }
    };
    give(readset, found.read);
    give(writeset, found.write);
    give(exceptset, found.except);
    return found.count;
}

int lwip_inet_pton(int af, const char* src, void* dst) {
    if (af != AF_INET) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    return ip4addr_aton(src, static_cast<ip4_addr_t*>(dst));
}

const char* lwip_inet_ntop(int af, const void* src, char* dst, socklen_t size) {
    if (af != AF_INET) {
        errno = EAFNOSUPPORT;
        return nullptr;
    }
    const char* const text = ip4addr_ntoa_r(static_cast<const ip4_addr_t*>(src), dst, static_cast<int>(size));
    errno = text == nullptr ? ENOSPC : errno;
    return text;
}

// The calls of the C library for what has a number, which ESP-IDF passes on to lwIP for those of sockets
// (components/lwip/port/esp32xx/vfs_lwip.c). The numbers below are this machine's own.

ssize_t read(int fd, void* buffer, size_t bytes) {
    return fd < LWIP_SOCKET_OFFSET ? syscall(SYS_read, fd, buffer, bytes) : lwip_recv(fd, buffer, bytes, 0);
}

ssize_t write(int fd, const void* buffer, size_t bytes) {
    return fd < LWIP_SOCKET_OFFSET ? syscall(SYS_write, fd, buffer, bytes) : lwip_send(fd, buffer, bytes, 0);
}

int close(int fd) {
    return fd < LWIP_SOCKET_OFFSET ? static_cast<int>(syscall(SYS_close, fd)) : lwip_close(fd);
}

}  // extern "C"

/// The life of a socket: made, bound, connected, closed; and what lwIP tells of it.
#include <lwip/sockets.h>

#include "lwip_socket_calls.h"
#include "lwip_socket_table.h"
#include "oceanhil/network_stack.h"

namespace machine = oceanhil::machine;

namespace oceanhil::sockets {

namespace {

using machine::kForever;

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

}  // namespace

}  // namespace oceanhil::sockets

extern "C" {

using oceanhil::sockets::fail;
using oceanhil::sockets::find;
using oceanhil::sockets::Socket;
using oceanhil::sockets::Stage;

int lwip_socket(int domain, int type, int protocol) {
    const bool is_echo = type == SOCK_RAW && protocol == IPPROTO_ICMP;
    if (domain != AF_INET || (type != SOCK_STREAM && type != SOCK_DGRAM && !is_echo)) {
        errno = domain != AF_INET ? EAFNOSUPPORT : EINVAL;
        return -1;
    }
    oceanhil::need_network_stack();
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
    } else if (!is_echo) {
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
    if (socket->tcp != nullptr) {
        tcp_output(socket->tcp);
    }
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

}  // extern "C"

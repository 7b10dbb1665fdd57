/// What is received and sent.
#include <lwip/sockets.h>
#include <network.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "lwip_socket_calls.h"
#include "lwip_socket_table.h"

namespace oceanhil::sockets {

namespace {

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

/// Of a connection with TLS what a board's socket has is ciphers; here it is what they hold.
ssize_t receive_of_client(const Socket& socket, void* mem, size_t len, int flags) {
    const uint64_t begun_us = machine::micros();
    const uint64_t patience_us = oceanhil::sockets::patience_us(socket, socket.read_us, flags);
    while (!socket.is_readable()) {
        if (machine::micros() - begun_us >= patience_us) {
            return fail(ERR_WOULDBLOCK);
        }
        wait([&socket] { return socket.is_readable(); }, kLookUs);
    }
    const auto open = socket.connection.lock();
    auto* const data = static_cast<uint8_t*>(mem);
    return static_cast<ssize_t>((flags & MSG_PEEK) != 0 ? open->peek(data, len) : open->read(data, len));
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
    if (socket.type == SOCK_RAW) {
        uint8_t own[machine::kAddressBytes] = {};
        machine::station_address(own);
        return own[0] == 0 ? fail(ERR_RTE) : static_cast<ssize_t>(size);
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

}  // namespace

}  // namespace oceanhil::sockets

extern "C" {

using oceanhil::sockets::find;
using oceanhil::sockets::Socket;

ssize_t lwip_recvfrom(int s, void* mem, size_t len, int flags, struct sockaddr* from, socklen_t* fromlen) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (socket->is_of_client) {
        return oceanhil::sockets::receive_of_client(*socket, mem, len, flags);
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
    if (socket->is_of_client) {
        const auto open = socket->connection.lock();
        return open->send(static_cast<const uint8_t*>(data), size) ? static_cast<ssize_t>(size)
                                                                   : oceanhil::sockets::fail(ERR_CONN);
    }
    return socket->is_stream() ? oceanhil::sockets::send_stream(*socket, data, size, flags)
                               : oceanhil::sockets::send_datagram(*socket, data, size, to, tolen);
}

ssize_t lwip_send(int s, const void* data, size_t size, int flags) {
    return lwip_sendto(s, data, size, flags, nullptr, 0);
}

ssize_t lwip_read(int s, void* mem, size_t len) { return lwip_recv(s, mem, len, 0); }

ssize_t lwip_write(int s, const void* data, size_t size) { return lwip_send(s, data, size, 0); }

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

/// What is set of a socket, and asked for.
#include <lwip/sockets.h>
#include <string.h>

#include <algorithm>

#include "lwip_socket_calls.h"
#include "lwip_socket_table.h"

namespace oceanhil::sockets {

namespace {

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

int lwip_ioctl(int s, long cmd, void* argp) {
    Socket* const socket = find(s);
    if (socket == nullptr) {
        return -1;
    }
    if (argp == nullptr || (cmd != FIONREAD && cmd != FIONBIO)) {
        errno = argp == nullptr ? EINVAL : ENOSYS;
        return -1;
    }
    if (cmd == FIONBIO) {
        socket->waits = *static_cast<const int*>(argp) == 0;
        return 0;
    }
    *static_cast<int*>(argp) = static_cast<int>(socket->arrived_bytes());
    return 0;
}

}  // extern "C"

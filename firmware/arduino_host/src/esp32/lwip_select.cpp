/// Which of many sockets can be read or written.
#include <lwip/sockets.h>

#include "lwip_socket_calls.h"
#include "lwip_socket_table.h"

namespace machine = oceanhil::machine;

namespace oceanhil::sockets {

namespace {

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

}  // namespace

}  // namespace oceanhil::sockets

extern "C" {

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

}  // extern "C"

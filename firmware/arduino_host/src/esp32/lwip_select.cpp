/// Which of many sockets can be read or written.
#include <lwip/sockets.h>

#include <algorithm>

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
    /// Whether a client's socket is among those that are asked for: nobody tells when something comes there.
    bool has_client;
};

bool look(int end, const fd_set* read, const fd_set* write, const fd_set* except, Sets& found) {
    FD_ZERO(&found.read);
    FD_ZERO(&found.write);
    FD_ZERO(&found.except);
    found.count = 0;
    found.has_client = false;
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
        found.has_client = found.has_client || socket->is_of_client;
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

/// Waits until one of the sets is as it was asked for, or for so long.
void wait_for(int end, const fd_set* read, const fd_set* write, const fd_set* except, uint64_t timeout_us,
              Sets& found) {
    const uint64_t begun_us = machine::micros();
    const auto is_ready = [&] { return look(end, read, write, except, found); };
    while (!is_ready()) {
        const uint64_t passed_us = machine::micros() - begun_us;
        if (passed_us >= timeout_us || machine::is_serving()) {
            return;
        }
        const uint64_t left_us = timeout_us == machine::kForever ? machine::kForever : timeout_us - passed_us;
        wait(is_ready, found.has_client ? std::min(left_us, kLookUs) : left_us);
    }
}

}  // namespace oceanhil::sockets

extern "C" {

#undef select
int lwip_select(int maxfdp1, fd_set* readset, fd_set* writeset, fd_set* exceptset, struct timeval* timeout) {
    oceanhil::sockets::Sets found;
    const uint64_t timeout_us = timeout == nullptr ? machine::kForever : oceanhil::sockets::microseconds(*timeout);
    oceanhil::sockets::wait_for(maxfdp1, readset, writeset, exceptset, timeout_us, found);
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

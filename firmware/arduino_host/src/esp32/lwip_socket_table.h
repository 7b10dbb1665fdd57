/// The sockets of a sketch: what each is, what it has heard, and how a task waits for it.
#ifndef OCEANHIL_LWIP_SOCKET_TABLE_H
#define OCEANHIL_LWIP_SOCKET_TABLE_H

#include <lwip/sockets.h>
#include <lwip/tcp.h>
#include <lwip/udp.h>
#include <machine.h>
#include <tasks.h>

#include <deque>
#include <memory>
#include <vector>

#include "oceanhil/connection.h"

namespace oceanhil::sockets {

/// How often one looks whether something has come to a client, of which nobody tells.
constexpr uint64_t kLookUs = 1000;

enum class Stage { fresh, connecting, connected, ended, failed, listening };

struct HeardDatagram {
    std::vector<uint8_t> data;
    ip_addr_t from;
    u16_t port;
};

struct Socket {
    int type = 0;
    tcp_pcb* tcp = nullptr;
    udp_pcb* udp = nullptr;
    Stage stage = Stage::fresh;
    bool waits = true;
    /// 0: as long as it takes.
    uint64_t read_us = 0;
    uint64_t write_us = 0;
    err_t error = ERR_OK;
    std::deque<uint8_t> arrived;
    std::deque<HeardDatagram> datagrams;
    linger lingers = {};
    std::vector<std::pair<int, int>> options;
    /// Of a client's socket its connection, which is the client's to end.
    bool is_of_client = false;
    std::weak_ptr<Connection> connection;

    bool is_stream() const { return type == SOCK_STREAM; }
    bool is_readable() const;
    bool is_writable() const;
    /// That can be read at once; of datagrams all together.
    size_t arrived_bytes() const;
};

/// nullptr, and `errno`, where no socket has the number.
Socket* find(int number);
/// Number of the socket that a client's connection has; -1 if there are too many.
int add(const std::shared_ptr<Connection>& connection);
/// Its number, -1 and `errno` if there are too many.
int add(int type);
void remove(int number);

/// Whoever waits looks again.
void tell();
/// Waits until `is_ready()` or for so long; gives whether it is.
template <typename Ready>
bool wait(Ready is_ready, uint64_t timeout_us);

/// `errno` of a number of lwIP (src/api/err.c); gives -1.
int fail(err_t error);

struct Waiting {
    machine::Task* task;
    Waiting* next;
};
extern Waiting* first_waiting;

template <typename Ready>
bool wait(Ready is_ready, uint64_t timeout_us) {
    const uint64_t begun_us = machine::micros();
    for (;;) {
        const uint64_t passed_us = machine::micros() - begun_us;
        if (is_ready()) {
            return true;
        }
        if (passed_us >= timeout_us || machine::is_serving()) {
            return false;
        }
        Waiting self = {machine::task_present(), first_waiting};
        first_waiting = &self;
        machine::task_block(timeout_us == machine::kForever ? machine::kForever : timeout_us - passed_us);
        Waiting** at = &first_waiting;
        while (*at != &self) {
            at = &(*at)->next;
        }
        *at = self.next;
    }
}

}  // namespace oceanhil::sockets

#endif

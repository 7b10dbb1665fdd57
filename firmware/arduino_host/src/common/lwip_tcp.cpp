#include <lwip/opt.h>
#include <lwip/tcp.h>
#include <machine.h>
#include <network.h>
#include <stdlib.h>
#include <string.h>
#include <tasks.h>

#include <algorithm>

#include "oceanhil/lwip_stack.h"
#include "oceanhil/tcp_habits.h"

namespace machine = oceanhil::machine;

/// What a connection has that programs do not look at.
struct oceanhil_tcp {
    tcp_pcb* next;
    // Of the machine, 0: none.
    int32_t connection;
    // How much more may be given to the program before it says that it is done with some.
    u32_t window;
    // What is written and not sent, in one piece; and what is sent and was not told of.
    uint8_t* unsent;
    u32_t unsent_bytes;
    u32_t untold_bytes;
    // What the program would not take: it is offered again.
    pbuf* refused;
    u8_t poll_interval;
    bool fin_is_told;
    uint64_t poll_due_us;
    uint64_t attempt_ends_us;
};

namespace oceanhil::lwip {

namespace {

constexpr uint64_t kHalfSecondUs = 500000;
// tcp_fasttmr: what was refused is offered again.
constexpr uint64_t kFastTimerUs = 250000;
// The board stands still meanwhile, so it is short; the rest of the time in which SYNs are repeated just passes.
constexpr uint32_t kSynMs = 1000;
// TCP_SYNMAXRTX repetitions of 3 s, twice as long each (src/core/tcp.c, tcp_backoff).
constexpr uint64_t kSynRepeatedUs = 189000000;
constexpr u16_t kFirstLocalPort = 0xC000;

tcp_pcb* first_pcb = nullptr;
u16_t next_local_port = kFirstLocalPort;

bool is_alive(const tcp_pcb* pcb) {
    for (const tcp_pcb* each = first_pcb; each != nullptr; each = each->own->next) {
        if (each == pcb) {
            return true;
        }
    }
    return false;
}

size_t count_pcbs() {
    size_t count = 0;
    for (const tcp_pcb* each = first_pcb; each != nullptr; each = each->own->next) {
        ++count;
    }
    return count;
}

void discard(tcp_pcb* pcb) {
    tcp_pcb** at = &first_pcb;
    while (*at != pcb) {
        at = &(*at)->own->next;
    }
    *at = pcb->own->next;
    if (pcb->own->connection != 0) {
        machine::tcp_close(pcb->own->connection);
    }
    if (pcb->own->refused != nullptr) {
        pbuf_free(pcb->own->refused);
    }
    free(pcb->own->unsent);
    free(pcb->own);
    free(pcb);
}

/// Ends a connection that the program did not end, and says so.
void fail(tcp_pcb* pcb, err_t error) {
    const tcp_err_fn told = pcb->errf;
    void* const arg = pcb->callback_arg;
    discard(pcb);
    if (told != nullptr) {
        told(arg, error);
    }
}

void attempt(tcp_pcb* pcb) {
    char host[16];
    ip4addr_ntoa_r(ip_2_ip4(&pcb->remote_ip), host, sizeof host);
    const int32_t outcome = machine::tcp_open(host, pcb->remote_port, machine::Security::none, kSynMs);
    if (!is_alive(pcb)) {
        if (outcome > 0) {
            machine::tcp_close(outcome);
        }
        return;
    }
    if (outcome > 0) {
        pcb->own->connection = outcome;
        pcb->state = ESTABLISHED;
        pcb->own->poll_due_us = machine::micros() + pcb->own->poll_interval * kHalfSecondUs;
        if (pcb->connected != nullptr) {
            pcb->connected(pcb->callback_arg, pcb, ERR_OK);
        }
    } else if (outcome == machine::kRefused) {
        fail(pcb, ERR_RST);
    } else {
        pcb->own->attempt_ends_us = machine::micros() + kSynRepeatedUs;
    }
}

/// Offers the program what has arrived. Gives false if the connection is gone by that.
bool deliver(tcp_pcb* pcb) {
    oceanhil_tcp& own = *pcb->own;
    while (is_alive(pcb)) {
        pbuf* offered = own.refused;
        own.refused = nullptr;
        if (offered == nullptr) {
            const size_t bytes =
                std::min({machine::tcp_available(own.connection), static_cast<size_t>(own.window), size_t{pcb->mss}});
            offered = bytes == 0 ? nullptr : pbuf_alloc(PBUF_RAW, static_cast<u16_t>(bytes), PBUF_POOL);
            if (offered == nullptr) {
                return true;
            }
            machine::tcp_read(own.connection, static_cast<uint8_t*>(offered->payload), bytes);
            own.window -= bytes;
        }
        if (pcb->recv == nullptr) {
            own.window += offered->tot_len;
            pbuf_free(offered);
            continue;
        }
        const err_t taken = pcb->recv(pcb->callback_arg, pcb, offered, ERR_OK);
        if (taken == ERR_ABRT || !is_alive(pcb)) {
            return false;
        }
        if (taken != ERR_OK) {
            own.refused = offered;
            return true;
        }
    }
    return false;
}

/// Says that the far end has gone, or the network. Gives false if the connection is gone by that.
bool notice_end(tcp_pcb* pcb) {
    oceanhil_tcp& own = *pcb->own;
    if (own.fin_is_told || own.refused != nullptr || machine::tcp_is_open(own.connection) ||
        (machine::tcp_available(own.connection) > 0 && !machine::tcp_is_reset(own.connection))) {
        return true;
    }
    if (machine::tcp_is_reset(own.connection) || machine::station_state() != machine::Station::connected) {
        fail(pcb, machine::tcp_is_reset(own.connection) ? ERR_RST : ERR_ABRT);
        return false;
    }
    own.fin_is_told = true;
    pcb->state = CLOSE_WAIT;
    if (pcb->recv == nullptr) {
        tcp_close(pcb);
        return false;
    }
    pcb->recv(pcb->callback_arg, pcb, nullptr, ERR_OK);
    return is_alive(pcb);
}

bool tell_sent(tcp_pcb* pcb) {
    while (pcb->own->untold_bytes > 0) {
        const auto bytes = static_cast<u16_t>(std::min<u32_t>(pcb->own->untold_bytes, UINT16_MAX));
        pcb->own->untold_bytes -= bytes;
        pcb->snd_buf += bytes;
        if (pcb->sent != nullptr) {
            pcb->sent(pcb->callback_arg, pcb, bytes);
            if (!is_alive(pcb)) {
                return false;
            }
        }
    }
    return true;
}

uint64_t serve(tcp_pcb* pcb, uint64_t now_us) {
    oceanhil_tcp& own = *pcb->own;
    if (pcb->state == SYN_SENT) {
        if (own.attempt_ends_us == 0) {
            attempt(pcb);
            return now_us;
        }
        if (now_us >= own.attempt_ends_us) {
            fail(pcb, ERR_ABRT);
            return now_us;
        }
        return own.attempt_ends_us;
    }
    if (own.connection == 0) {
        return machine::kForever;
    }
    if (tcp_output(pcb) != ERR_OK || !tell_sent(pcb) || !deliver(pcb) || !notice_end(pcb)) {
        return now_us;
    }
    if (pcb->poll != nullptr && now_us >= own.poll_due_us) {
        own.poll_due_us = now_us + own.poll_interval * kHalfSecondUs;
        pcb->poll(pcb->callback_arg, pcb);
        return now_us;
    }
    const uint64_t poll_us = pcb->poll == nullptr ? machine::kForever : own.poll_due_us;
    return own.refused == nullptr ? poll_us : std::min(poll_us, now_us + kFastTimerUs);
}

uint64_t serve_all(uint64_t now_us) {
    uint64_t next_us = machine::kForever;
    for (tcp_pcb* each = first_pcb; each != nullptr;) {
        tcp_pcb* const after = each->own->next;
        next_us = std::min(next_us, serve(each, now_us));
        // What was called may have ended any of them.
        each = after != nullptr && is_alive(after) ? after : nullptr;
    }
    return next_us;
}

Worker connections = {serve_all, nullptr};

template <typename Member, typename Value>
void set(tcp_pcb* pcb, Member tcp_pcb::* member, Value value) {
    if (pcb != nullptr) {
        pcb->*member = value;
    }
}

}  // namespace

}  // namespace oceanhil::lwip

extern "C" {

using oceanhil::lwip::connections;
using oceanhil::lwip::first_pcb;

struct tcp_pcb* tcp_new(void) {
    if (oceanhil::lwip::count_pcbs() >= oceanhil::tcp::kMostConnections) {
        return nullptr;
    }
    auto* const made = static_cast<tcp_pcb*>(calloc(1, sizeof(tcp_pcb)));
    auto* const own = static_cast<oceanhil_tcp*>(calloc(1, sizeof(oceanhil_tcp)));
    if (made == nullptr || own == nullptr) {
        free(made);
        free(own);
        return nullptr;
    }
    constexpr u8_t kTimeToLive = 255;
    made->prio = TCP_PRIO_NORMAL;
    made->ttl = kTimeToLive;
    made->mss = TCP_MSS;
    made->snd_buf = TCP_SND_BUF;
    made->own = own;
    own->window = TCP_WND;
    own->next = first_pcb;
    first_pcb = made;
    return made;
}

struct tcp_pcb* tcp_new_ip_type(u8_t) { return tcp_new(); }

// Whoever has none of a connection changes nothing (src/core/tcp.c of lwIP 2).
void tcp_arg(struct tcp_pcb* pcb, void* arg) { oceanhil::lwip::set(pcb, &tcp_pcb::callback_arg, arg); }
void tcp_recv(struct tcp_pcb* pcb, tcp_recv_fn recv) { oceanhil::lwip::set(pcb, &tcp_pcb::recv, recv); }
void tcp_sent(struct tcp_pcb* pcb, tcp_sent_fn sent) { oceanhil::lwip::set(pcb, &tcp_pcb::sent, sent); }
void tcp_err(struct tcp_pcb* pcb, tcp_err_fn err) { oceanhil::lwip::set(pcb, &tcp_pcb::errf, err); }
void tcp_accept(struct tcp_pcb* pcb, tcp_accept_fn accept) { oceanhil::lwip::set(pcb, &tcp_pcb::accept, accept); }
void tcp_setprio(struct tcp_pcb* pcb, u8_t prio) { oceanhil::lwip::set(pcb, &tcp_pcb::prio, prio); }

void tcp_poll(struct tcp_pcb* pcb, tcp_poll_fn poll, u8_t interval) {
    if (pcb == nullptr) {
        return;
    }
    pcb->poll = poll;
    pcb->own->poll_interval = std::max<u8_t>(interval, 1);
    pcb->own->poll_due_us = machine::micros() + pcb->own->poll_interval * oceanhil::lwip::kHalfSecondUs;
    if (pcb->own->connection != 0) {
        oceanhil::lwip::rouse();
    }
}

err_t tcp_bind(struct tcp_pcb* pcb, const ip_addr_t* ipaddr, u16_t port) {
    if (pcb->state != CLOSED) {
        return ERR_VAL;
    }
    for (const tcp_pcb* each = first_pcb; port != 0 && each != nullptr; each = each->own->next) {
        if (each != pcb && each->local_port == port) {
            return ERR_USE;
        }
    }
    if (ipaddr != nullptr) {
        pcb->local_ip = *ipaddr;
    }
    pcb->local_port = port == 0 ? oceanhil::lwip::next_local_port++ : port;
    return ERR_OK;
}

err_t tcp_connect(struct tcp_pcb* pcb, const ip_addr_t* ipaddr, u16_t port, tcp_connected_fn connected) {
    if (pcb == nullptr || ipaddr == nullptr) {
        return ERR_ARG;
    }
    if (pcb->state != CLOSED) {
        return ERR_ISCONN;
    }
    if (machine::station_state() != machine::Station::connected) {
        return ERR_RTE;
    }
    uint8_t own_address[4] = {};
    machine::station_address(own_address);
    IP_ADDR4(&pcb->local_ip, own_address[0], own_address[1], own_address[2], own_address[3]);
    if (pcb->local_port == 0) {
        pcb->local_port = oceanhil::lwip::next_local_port++;
    }
    pcb->remote_ip = *ipaddr;
    pcb->remote_port = port;
    pcb->connected = connected;
    pcb->state = SYN_SENT;
    oceanhil::lwip::enlist(connections);
    return ERR_OK;
}

struct tcp_pcb* tcp_listen_with_backlog(struct tcp_pcb* pcb, u8_t) {
    if (pcb->state != CLOSED) {
        return nullptr;
    }
    // lwIP puts a smaller one in its place; whoever asks for the port again finds it taken by either.
    pcb->state = LISTEN;
    return pcb;
}

void tcp_recved(struct tcp_pcb* pcb, u16_t len) {
    if (pcb == nullptr) {
        return;
    }
    pcb->own->window = std::min<u32_t>(pcb->own->window + len, TCP_WND);
    if (pcb->own->connection != 0) {
        oceanhil::lwip::rouse();
    }
}

err_t tcp_write(struct tcp_pcb* pcb, const void* dataptr, u16_t len, u8_t) {
    if (pcb->state != ESTABLISHED && pcb->state != CLOSE_WAIT && pcb->state != SYN_SENT) {
        return ERR_CONN;
    }
    if (len > pcb->snd_buf) {
        return ERR_MEM;
    }
    oceanhil_tcp& own = *pcb->own;
    auto* const longer = static_cast<uint8_t*>(realloc(own.unsent, own.unsent_bytes + len));
    if (longer == nullptr && len > 0) {
        return ERR_MEM;
    }
    memcpy(longer + own.unsent_bytes, dataptr, len);
    own.unsent = longer;
    own.unsent_bytes += len;
    pcb->snd_buf -= len;
    // What nobody sends is sent by the timer.
    oceanhil::lwip::rouse();
    return ERR_OK;
}

err_t tcp_output(struct tcp_pcb* pcb) {
    oceanhil_tcp& own = *pcb->own;
    if (own.connection == 0 || own.unsent_bytes == 0) {
        return ERR_OK;
    }
    const u32_t bytes = own.unsent_bytes;
    uint8_t* const sent = own.unsent;
    own.unsent = nullptr;
    own.unsent_bytes = 0;
    // Where the far end is gone it stays unacknowledged, and the end is told next.
    if (machine::tcp_send(own.connection, sent, bytes)) {
        own.untold_bytes += bytes;
        oceanhil::lwip::rouse();
    }
    free(sent);
    return ERR_OK;
}

err_t tcp_close(struct tcp_pcb* pcb) {
    if (pcb == nullptr) {
        return ERR_ARG;
    }
    tcp_output(pcb);
    oceanhil::lwip::discard(pcb);
    return ERR_OK;
}

void tcp_abort(struct tcp_pcb* pcb) { oceanhil::lwip::fail(pcb, ERR_ABRT); }
}

#include <lwip/udp.h>
#include <network.h>
#include <stdlib.h>
#include <tasks.h>

#include "oceanhil/lwip_stack.h"

namespace machine = oceanhil::machine;

namespace oceanhil::lwip {

namespace {

constexpr u8_t kDatagramTimeToLive = 255;

udp_pcb* first_udp = nullptr;

bool is_there(const udp_pcb* pcb) {
    for (const udp_pcb* each = first_udp; each != nullptr; each = each->next) {
        if (each == pcb) {
            return true;
        }
    }
    return false;
}

/// Whether a datagram is for a connection: one that is connected hears its far end alone.
bool is_heard(const udp_pcb* pcb, const ip_addr_t& from, u16_t port) {
    const bool is_connected = (pcb->flags & UDP_FLAGS_CONNECTED) != 0;
    return !is_connected || (ip_addr_cmp(&pcb->remote_ip, &from) && pcb->remote_port == port);
}

void hand_over(udp_pcb* pcb, const machine::Datagram& datagram) {
    ip_addr_t from = {};
    IP_ADDR4(&from, datagram.address[0], datagram.address[1], datagram.address[2], datagram.address[3]);
    const auto bytes = static_cast<u16_t>(datagram.bytes);
    pbuf* const p = is_heard(pcb, from, datagram.port) && pcb->recv != nullptr
                        ? pbuf_alloc(PBUF_RAW, bytes, PBUF_POOL)
                        : nullptr;
    if (p != nullptr) {
        pbuf_take(p, datagram.data, bytes);
        pcb->recv(pcb->recv_arg, pcb, p, &from, datagram.port);
    }
}

uint64_t deliver_datagrams(uint64_t) {
    for (udp_pcb* each = first_udp; each != nullptr;) {
        udp_pcb* const after = each->next;
        machine::Datagram datagram;
        while (is_there(each) && each->local_port != 0 && machine::udp_next(each->local_port, datagram)) {
            hand_over(each, datagram);
        }
        // What was called may have removed any of them.
        each = after != nullptr && is_there(after) ? after : nullptr;
    }
    return machine::kForever;
}

Worker datagrams = {deliver_datagrams, nullptr};

void free_port(udp_pcb* pcb) {
    if (pcb->local_port != 0) {
        machine::udp_close(pcb->local_port);
        pcb->local_port = 0;
    }
}

}  // namespace

}  // namespace oceanhil::lwip

extern "C" {

using oceanhil::lwip::first_udp;

struct udp_pcb* udp_new(void) {
    auto* const made = static_cast<udp_pcb*>(calloc(1, sizeof(udp_pcb)));
    if (made != nullptr) {
        made->ttl = oceanhil::lwip::kDatagramTimeToLive;
        made->mcast_ttl = oceanhil::lwip::kDatagramTimeToLive;
        made->next = first_udp;
        first_udp = made;
    }
    return made;
}

struct udp_pcb* udp_new_ip_type(u8_t) { return udp_new(); }

void udp_remove(struct udp_pcb* pcb) {
    udp_pcb** at = &first_udp;
    while (*at != pcb) {
        at = &(*at)->next;
    }
    *at = pcb->next;
    oceanhil::lwip::free_port(pcb);
    free(pcb);
}

err_t udp_bind(struct udp_pcb* pcb, const ip_addr_t* ipaddr, u16_t port) {
    if (port != 0 && port == pcb->local_port) {
        return ERR_OK;
    }
    const u16_t given = machine::udp_open(port);
    if (given == 0) {
        return ERR_USE;
    }
    oceanhil::lwip::free_port(pcb);
    if (ipaddr != nullptr) {
        pcb->local_ip = *ipaddr;
    }
    pcb->local_port = given;
    oceanhil::lwip::enlist(oceanhil::lwip::datagrams);
    return ERR_OK;
}

err_t udp_connect(struct udp_pcb* pcb, const ip_addr_t* ipaddr, u16_t port) {
    const err_t bound = pcb->local_port == 0 ? udp_bind(pcb, nullptr, 0) : static_cast<err_t>(ERR_OK);
    if (ipaddr == nullptr || bound != ERR_OK) {
        return ipaddr == nullptr ? static_cast<err_t>(ERR_VAL) : bound;
    }
    pcb->remote_ip = *ipaddr;
    pcb->remote_port = port;
    pcb->flags = static_cast<u8_t>(pcb->flags | UDP_FLAGS_CONNECTED);
    return ERR_OK;
}

void udp_disconnect(struct udp_pcb* pcb) {
    ip_addr_set_ip4_u32(&pcb->remote_ip, IPADDR_ANY);
    pcb->remote_port = 0;
    pcb->flags = static_cast<u8_t>(pcb->flags & ~UDP_FLAGS_CONNECTED);
}

void udp_recv(struct udp_pcb* pcb, udp_recv_fn recv, void* recv_arg) {
    pcb->recv = recv;
    pcb->recv_arg = recv_arg;
}

err_t udp_sendto(struct udp_pcb* pcb, struct pbuf* p, const ip_addr_t* dst_ip, u16_t dst_port) {
    if (pcb == nullptr || p == nullptr || dst_ip == nullptr) {
        return ERR_VAL;
    }
    if (machine::station_state() != machine::Station::connected) {
        return ERR_RTE;
    }
    const err_t bound = pcb->local_port == 0 ? udp_bind(pcb, nullptr, 0) : static_cast<err_t>(ERR_OK);
    auto* const data = bound == ERR_OK ? static_cast<uint8_t*>(malloc(p->tot_len)) : nullptr;
    if (data == nullptr) {
        return bound == ERR_OK ? static_cast<err_t>(ERR_MEM) : bound;
    }
    pbuf_copy_partial(p, data, p->tot_len, 0);
    char host[16];
    ip4addr_ntoa_r(ip_2_ip4(dst_ip), host, sizeof host);
    const bool is_sent = machine::udp_send(pcb->local_port, host, dst_port, data, p->tot_len);
    free(data);
    return is_sent ? ERR_OK : ERR_RTE;
}

err_t udp_send(struct udp_pcb* pcb, struct pbuf* p) {
    return pcb->remote_port == 0 ? static_cast<err_t>(ERR_VAL)
                                 : udp_sendto(pcb, p, &pcb->remote_ip, pcb->remote_port);
}

}  // extern "C"

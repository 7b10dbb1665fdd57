#include <lwip/dns.h>
#include <network.h>
#include <stdlib.h>
#include <string.h>
#include <tasks.h>

#include "oceanhil/lwip_stack.h"

namespace machine = oceanhil::machine;

namespace oceanhil::lwip {

namespace {

struct Query {
    Query* next;
    dns_found_callback found;
    void* arg;
    // The name follows.
};

Query* first_query = nullptr;

const char* name_of(const Query* query) { return reinterpret_cast<const char*>(query + 1); }

uint64_t look_up(uint64_t) {
    while (Query* const query = first_query) {
        first_query = query->next;
        uint8_t bytes[4] = {};
        const bool is_found = machine::resolve(name_of(query), bytes) == 0;
        ip_addr_t address = {};
        IP_ADDR4(&address, bytes[0], bytes[1], bytes[2], bytes[3]);
        query->found(name_of(query), is_found ? &address : nullptr, query->arg);
        free(query);
    }
    return machine::kForever;
}

Worker resolver = {look_up, nullptr};

}  // namespace

}  // namespace oceanhil::lwip

extern "C" err_t dns_gethostbyname(const char* hostname, ip_addr_t* addr, dns_found_callback found, void* arg) {
    using oceanhil::lwip::Query;
    if (hostname == nullptr || addr == nullptr || hostname[0] == '\0') {
        return ERR_ARG;
    }
    if (ipaddr_aton(hostname, addr) != 0) {
        return ERR_OK;
    }
    if (machine::station_state() != machine::Station::connected) {
        return ERR_VAL;
    }
    const size_t letters = strlen(hostname) + 1;
    auto* const query = static_cast<Query*>(malloc(sizeof(Query) + letters));
    if (query == nullptr) {
        return ERR_MEM;
    }
    *query = {nullptr, found, arg};
    memcpy(query + 1, hostname, letters);
    Query** last = &oceanhil::lwip::first_query;
    while (*last != nullptr) {
        last = &(*last)->next;
    }
    *last = query;
    oceanhil::lwip::enlist(oceanhil::lwip::resolver);
    return ERR_INPROGRESS;
}

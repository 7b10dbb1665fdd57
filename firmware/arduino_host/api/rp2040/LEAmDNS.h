/// `MDNS`: it must be given its turn by `update`.
#ifndef OCEANHIL_LEAMDNS_H
#define OCEANHIL_LEAMDNS_H

#include "oceanhil/multicast_names.h"

class MDNSResponder : public oceanhil::MulticastNames {
  public:
    using MulticastNames::begin;
    /// On the interface with that address; how long its answers hold is settled.
    bool begin(const char* hostname, const IPAddress& address, uint32_t ttl_s = 120) {
        return (void)address, (void)ttl_s, begin(hostname);
    }
    bool begin(const String& hostname, const IPAddress& address, uint32_t ttl_s = 120) {
        return begin(hostname.c_str(), address, ttl_s);
    }
    bool update() { return isRunning(); }
    /// A name that is none changes nothing.
    bool setHostname(const char* hostname) { return begin(hostname); }
    bool setHostname(const String& hostname) { return begin(hostname); }
    void setInstanceName(const char* hostname) { setHostname(hostname); }
    void setInstanceName(const String& hostname) { setHostname(hostname); }
    bool notifyAPChange() { return update(); }
    bool announce() { return isRunning(); }
    // Of an answer by its number, and there are none.
    const char* answerHostname(uint32_t p_u32AnswerIndex) { return (void)p_u32AnswerIndex, nullptr; }
    IPAddress answerIP(uint32_t p_u32AnswerIndex) { return (void)p_u32AnswerIndex, IPAddress(); }
    uint16_t answerPort(uint32_t p_u32AnswerIndex) { return (void)p_u32AnswerIndex, uint16_t{0}; }
    IPAddress IP(uint32_t p_u32AnswerIndex) { return answerIP(p_u32AnswerIndex); }
    bool removeQuery() { return isRunning(); }
    bool close() {
        end();
        return true;
    }
};

extern MDNSResponder MDNS;

#endif

/// `MDNSResponder` of esp8266/Arduino and arduino-pico: services by handles, texts that are made anew, questions that
/// stay, and what is called once names were tried. Facts: LEAmDNS.h and LEAmDNS_Control.cpp of both.
///
/// Nobody else has a name: it is free once it was asked for three times, a second after the first turn in a network
/// (the first of the waits, which is up to 250 ms, at its longest). Nobody asks, so no text is made; no question has an
/// answer.
#ifndef OCEANHIL_PROBED_NAMES_H
#define OCEANHIL_PROBED_NAMES_H

#include <IPAddress.h>
#include <WString.h>
#include <stdint.h>

#include <functional>
#include <list>
#include <map>
#include <vector>

#include "oceanhil/multicast_names.h"

class MDNSResponder : public oceanhil::MulticastNames {
  public:
    typedef const void* hMDNSService;
    typedef void* hMDNSTxt;
    typedef const void* hMDNSServiceQuery;
    struct MDNSServiceInfo;
    enum class AnswerType : uint32_t {
        Unknown = 0,
        ServiceDomain = 1 << 0,
        HostDomainAndPort = 1 << 1,
        Txt = 1 << 2,
        IP4Address = 1 << 3,
    };
    typedef std::function<void(const hMDNSService)> MDNSDynamicServiceTxtCallbackFunc;
    typedef std::function<void(const MDNSServiceInfo&, AnswerType, bool)> MDNSServiceQueryCallbackFunc;
    typedef std::function<void(const char*, bool)> MDNSHostProbeFn;
    typedef std::function<void(MDNSResponder&, const char*, bool)> MDNSHostProbeFn1;
    typedef std::function<void(const char*, const hMDNSService, bool)> MDNSServiceProbeFn;
    typedef std::function<void(MDNSResponder&, const char*, const hMDNSService, bool)> MDNSServiceProbeFn1;

    /// On the interface with that address; how long its answers hold is settled.
    bool begin(const char* hostname, const IPAddress& address = IPAddress(), uint32_t ttl_s = 120);
    bool begin(const String& hostname, const IPAddress& address = IPAddress(), uint32_t ttl_s = 120) {
        return begin(hostname.c_str(), address, ttl_s);
    }
    bool end();
    bool close() { return end(); }
    /// A name that is none changes nothing; another one is tried anew.
    bool setHostname(const char* hostname);
    bool setHostname(const String& hostname) { return setHostname(hostname.c_str()); }
    void setInstanceName(const char* hostname) { setHostname(hostname); }
    void setInstanceName(const String& hostname) { setHostname(hostname); }

    /// nullptr for a service that is there, or is none. `name`: nullptr is the host's.
    hMDNSService addService(const char* name, const char* service, const char* proto, uint16_t port);
    bool addService(const String& service, const String& proto, uint16_t port) {
        return addService(nullptr, service.c_str(), proto.c_str(), port) != nullptr;
    }
    bool removeService(const hMDNSService service);
    bool removeService(const char* name, const char* service, const char* proto);
    bool setServiceName(const hMDNSService service, const char* name);
    hMDNSService enableArduino(uint16_t port, bool auth = false);

    hMDNSTxt addServiceTxt(const hMDNSService service, const char* key, const char* value);
    hMDNSTxt addServiceTxt(const hMDNSService service, const char* key, uint32_t value) {
        return addServiceTxt(service, key, String(value).c_str());
    }
    hMDNSTxt addServiceTxt(const hMDNSService service, const char* key, uint16_t value) {
        return addServiceTxt(service, key, static_cast<uint32_t>(value));
    }
    hMDNSTxt addServiceTxt(const hMDNSService service, const char* key, uint8_t value) {
        return addServiceTxt(service, key, static_cast<uint32_t>(value));
    }
    hMDNSTxt addServiceTxt(const hMDNSService service, const char* key, int32_t value) {
        return addServiceTxt(service, key, String(value).c_str());
    }
    hMDNSTxt addServiceTxt(const hMDNSService service, const char* key, int16_t value) {
        return addServiceTxt(service, key, static_cast<int32_t>(value));
    }
    hMDNSTxt addServiceTxt(const hMDNSService service, const char* key, int8_t value) {
        return addServiceTxt(service, key, static_cast<int32_t>(value));
    }
    bool addServiceTxt(const char* service, const char* proto, const char* key, const char* value);
    bool addServiceTxt(const String& service, const String& proto, const String& key, const String& value) {
        return addServiceTxt(service.c_str(), proto.c_str(), key.c_str(), value.c_str());
    }
    bool removeServiceTxt(const hMDNSService service, const hMDNSTxt text);
    bool removeServiceTxt(const hMDNSService service, const char* key);
    bool removeServiceTxt(const char* name, const char* service, const char* proto, const char* key);
    bool setDynamicServiceTxtCallback(MDNSDynamicServiceTxtCallbackFunc callback);
    bool setDynamicServiceTxtCallback(const hMDNSService service, MDNSDynamicServiceTxtCallbackFunc callback);
    /// For the one answer that is under way.
    template <typename Value>
    hMDNSTxt addDynamicServiceTxt(hMDNSService service, const char* key, Value value) {
        return addServiceTxt(service, key, value);
    }

    hMDNSServiceQuery installServiceQuery(const char* service, const char* proto,
                                          MDNSServiceQueryCallbackFunc callback);
    bool removeServiceQuery(hMDNSServiceQuery query);
    uint32_t answerCount(const hMDNSServiceQuery query) { return (void)query, 0U; }
    std::vector<MDNSServiceInfo> answerInfo(const hMDNSServiceQuery query);
    bool removeQuery() { return isRunning(); }
    // Of an answer by its number, and there are none.
    const char* answerHostname(uint32_t index) { return (void)index, nullptr; }
    IPAddress answerIP(uint32_t index) { return (void)index, IPAddress(); }
    uint16_t answerPort(uint32_t index) { return (void)index, uint16_t{0}; }
    IPAddress IP(uint32_t index) { return answerIP(index); }
    const char* answerServiceDomain(const hMDNSServiceQuery, uint32_t) { return nullptr; }
    bool hasAnswerHostDomain(const hMDNSServiceQuery, uint32_t) { return false; }
    const char* answerHostDomain(const hMDNSServiceQuery, uint32_t) { return nullptr; }
    bool hasAnswerIP4Address(const hMDNSServiceQuery, uint32_t) { return false; }
    uint32_t answerIP4AddressCount(const hMDNSServiceQuery, uint32_t) { return 0; }
    IPAddress answerIP4Address(const hMDNSServiceQuery, uint32_t, uint32_t) { return IPAddress(); }
    bool hasAnswerPort(const hMDNSServiceQuery, uint32_t) { return false; }
    uint16_t answerPort(const hMDNSServiceQuery, uint32_t) { return 0; }
    bool hasAnswerTxts(const hMDNSServiceQuery, uint32_t) { return false; }
    const char* answerTxts(const hMDNSServiceQuery, uint32_t) { return nullptr; }

    bool setHostProbeResultCallback(MDNSHostProbeFn callback);
    bool setHostProbeResultCallback(MDNSHostProbeFn1 callback);
    bool setServiceProbeResultCallback(const hMDNSService service, MDNSServiceProbeFn callback);
    bool setServiceProbeResultCallback(const hMDNSService service, MDNSServiceProbeFn1 callback);

    bool notifyAPChange() { return update(); }
    /// Calls whoever waits for names that were tried meanwhile.
    bool update();
    bool announce() { return isRunning(); }

    /// Gives a name the next number behind `divider`, or 2; of nothing it makes `preset`. It is of `new[]`.
    static bool indexDomain(char*& domain, const char* divider = "-", const char* preset = nullptr);

  private:
    struct Text {
        String key;
        String value;
    };
    struct Service {
        String name;
        String service;
        String proto;
        uint16_t port;
        std::list<Text> texts;
        MDNSServiceProbeFn on_probed;
        uint32_t since_ms = 0;
        bool is_tried = false;
    };
    struct Query {
        MDNSServiceQueryCallbackFunc callback;
    };

    Service* found(const hMDNSService service);
    Service* found(const char* name, const char* service, const char* proto);
    String named(const Service& service) const { return service.name.length() > 0 ? service.name : host_; }

    String host_;
    MDNSHostProbeFn on_probed_;
    uint32_t since_ms_ = 0;
    bool is_tried_ = true;
    std::list<Service> services_;
    std::list<Query> queries_;
};

/// An answer to a question that stays.
struct MDNSResponder::MDNSServiceInfo {
    using KeyValueMap = std::map<const char*, const char*>;

    const char* serviceDomain() const { return nullptr; }
    bool hostDomainAvailable() const { return false; }
    const char* hostDomain() const { return nullptr; }
    bool hostPortAvailable() const { return false; }
    uint16_t hostPort() const { return 0; }
    bool IP4AddressAvailable() const { return false; }
    std::vector<IPAddress> IP4Adresses() const { return {}; }
    bool txtAvailable() const { return false; }
    const char* strKeyValue() const { return nullptr; }
    const KeyValueMap& keyValues() const { return texts_; }
    const char* value(const char*) const { return nullptr; }

  private:
    KeyValueMap texts_;
};

inline std::vector<MDNSResponder::MDNSServiceInfo> MDNSResponder::answerInfo(const hMDNSServiceQuery query) {
    return (void)query, std::vector<MDNSServiceInfo>();
}

extern MDNSResponder MDNS;

#endif

#ifndef ESP32
#include "oceanhil/probed_names.h"

#include <WiFi.h>
#include <machine.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace {

// Up to 250 ms, then three questions 250 ms apart: MDNS_PROBE_DELAY and MDNS_PROBE_COUNT.
constexpr uint32_t kProbedAfterMs = 1000;
constexpr size_t kMostTextBytes = 255;

uint32_t now_ms() { return static_cast<uint32_t>(machine::micros() / machine::kMillisecondUs); }

bool is_label(const char* text) { return text != nullptr && *text != '\0' && strlen(text) <= 63; }

}  // namespace

bool MDNSResponder::begin(const char* hostname, const IPAddress&, uint32_t) {
    if (!MulticastNames::begin(hostname)) {
        return false;
    }
    host_ = hostname;
    is_tried_ = false;
    since_ms_ = 0;
    return true;
}

bool MDNSResponder::end() {
    services_.clear();
    queries_.clear();
    MulticastNames::end();
    return true;
}

bool MDNSResponder::setHostname(const char* hostname) {
    if (!begin(hostname)) {
        return false;
    }
    // Those that are called like the host are others now.
    for (Service& each : services_) {
        if (each.name.length() == 0) {
            each.is_tried = false;
            each.since_ms = 0;
        }
    }
    return true;
}

MDNSResponder::Service* MDNSResponder::found(const hMDNSService service) {
    const auto at = std::find_if(services_.begin(), services_.end(),
                                 [service](const Service& each) { return &each == service; });
    return at == services_.end() ? nullptr : &*at;
}

MDNSResponder::Service* MDNSResponder::found(const char* name, const char* service, const char* proto) {
    const String wanted = is_label(name) ? String(name) : host_;
    const auto at = std::find_if(services_.begin(), services_.end(), [&](const Service& each) {
        return named(each) == wanted && each.service == service && each.proto == proto;
    });
    return at == services_.end() ? nullptr : &*at;
}

MDNSResponder::hMDNSService MDNSResponder::addService(const char* name, const char* service, const char* proto,
                                                      uint16_t port) {
    const bool is_named = name == nullptr || *name == '\0' || is_label(name);
    if (!is_named || !is_label(service) || !is_label(proto) || port == 0 || found(name, service, proto) != nullptr) {
        return nullptr;
    }
    services_.push_back({name == nullptr ? "" : name, service, proto, port, {}, nullptr});
    return &services_.back();
}

bool MDNSResponder::removeService(const hMDNSService service) {
    const size_t before = services_.size();
    services_.remove_if([service](const Service& each) { return &each == service; });
    return services_.size() < before;
}

bool MDNSResponder::removeService(const char* name, const char* service, const char* proto) {
    return removeService(found(name, service, proto));
}

bool MDNSResponder::setServiceName(const hMDNSService service, const char* name) {
    Service* const known = found(service);
    if (known == nullptr || (name != nullptr && *name != '\0' && !is_label(name))) {
        return false;
    }
    known->name = name == nullptr ? "" : name;
    known->is_tried = false;
    known->since_ms = 0;
    return true;
}

MDNSResponder::hMDNSService MDNSResponder::enableArduino(uint16_t port, bool auth) {
    const hMDNSService service = addService(nullptr, "arduino", "tcp", port);
    if (service != nullptr) {
        addServiceTxt(service, "tcp_check", "no");
        addServiceTxt(service, "ssh_upload", "no");
        addServiceTxt(service, "auth_upload", auth ? "yes" : "no");
    }
    return service;
}

MDNSResponder::hMDNSTxt MDNSResponder::addServiceTxt(const hMDNSService service, const char* key, const char* value) {
    Service* const known = found(service);
    if (known == nullptr || key == nullptr || *key == '\0' ||
        strlen(key) + 1 + (value == nullptr ? 0 : strlen(value)) > kMostTextBytes) {
        return nullptr;
    }
    for (Text& each : known->texts) {
        if (each.key == key) {
            each.value = value == nullptr ? "" : value;
            return &each;
        }
    }
    known->texts.push_back({key, value == nullptr ? "" : value});
    return &known->texts.back();
}

bool MDNSResponder::addServiceTxt(const char* service, const char* proto, const char* key, const char* value) {
    return addServiceTxt(found(nullptr, service, proto), key, value) != nullptr;
}

bool MDNSResponder::removeServiceTxt(const hMDNSService service, const hMDNSTxt text) {
    Service* const known = found(service);
    const size_t before = known == nullptr ? 0 : known->texts.size();
    if (before > 0) {
        known->texts.remove_if([text](const Text& each) { return &each == text; });
    }
    return before > 0 && known->texts.size() < before;
}

bool MDNSResponder::removeServiceTxt(const hMDNSService service, const char* key) {
    Service* const known = found(service);
    const size_t before = known == nullptr || key == nullptr ? 0 : known->texts.size();
    if (before > 0) {
        known->texts.remove_if([key](const Text& each) { return each.key == key; });
    }
    return before > 0 && known->texts.size() < before;
}

bool MDNSResponder::removeServiceTxt(const char* name, const char* service, const char* proto, const char* key) {
    return removeServiceTxt(static_cast<hMDNSService>(found(name, service, proto)), key);
}

bool MDNSResponder::setDynamicServiceTxtCallback(MDNSDynamicServiceTxtCallbackFunc) { return true; }

bool MDNSResponder::setDynamicServiceTxtCallback(const hMDNSService service, MDNSDynamicServiceTxtCallbackFunc) {
    return found(service) != nullptr;
}

MDNSResponder::hMDNSServiceQuery MDNSResponder::installServiceQuery(const char* service, const char* proto,
                                                                    MDNSServiceQueryCallbackFunc callback) {
    if (!is_label(service) || !is_label(proto) || callback == nullptr) {
        return nullptr;
    }
    queries_.push_back({std::move(callback)});
    return &queries_.back();
}

bool MDNSResponder::removeServiceQuery(hMDNSServiceQuery query) {
    const size_t before = queries_.size();
    queries_.remove_if([query](const Query& each) { return &each == query; });
    return queries_.size() < before;
}

bool MDNSResponder::setHostProbeResultCallback(MDNSHostProbeFn callback) {
    on_probed_ = std::move(callback);
    return true;
}

bool MDNSResponder::setHostProbeResultCallback(MDNSHostProbeFn1 callback) {
    return setHostProbeResultCallback(
        [this, callback](const char* name, bool is_free) { callback(*this, name, is_free); });
}

bool MDNSResponder::setServiceProbeResultCallback(const hMDNSService service, MDNSServiceProbeFn callback) {
    Service* const known = found(service);
    if (known != nullptr) {
        known->on_probed = std::move(callback);
    }
    return known != nullptr;
}

bool MDNSResponder::setServiceProbeResultCallback(const hMDNSService service, MDNSServiceProbeFn1 callback) {
    return setServiceProbeResultCallback(
        service, MDNSServiceProbeFn([this, callback](const char* name, const hMDNSService which, bool is_free) {
            callback(*this, name, which, is_free);
        }));
}

bool MDNSResponder::update() {
    if (!isRunning() || WiFi.status() != WL_CONNECTED) {
        return isRunning();
    }
    const uint32_t now = now_ms();
    const auto is_over = [now](uint32_t& since) {
        since = since == 0 ? now : since;
        return now - since >= kProbedAfterMs;
    };
    if (!is_tried_ && is_over(since_ms_)) {
        is_tried_ = true;
        if (on_probed_) {
            on_probed_(host_.c_str(), true);
        }
    }
    // Whoever is called may take services away; one of them has its turn each time.
    for (Service& each : services_) {
        if (is_tried_ && !each.is_tried && is_over(each.since_ms)) {
            each.is_tried = true;
            if (each.on_probed) {
                const MDNSServiceProbeFn call = each.on_probed;
                call(named(each).c_str(), &each, true);
                break;
            }
        }
    }
    return true;
}

bool MDNSResponder::indexDomain(char*& domain, const char* divider, const char* preset) {
    const char* const between = divider == nullptr ? "-" : divider;
    String next;
    if (domain == nullptr) {
        next = preset == nullptr ? "esp8266" : preset;
    } else {
        const String whole(domain);
        const int at = whole.lastIndexOf(between);
        const int digits = at < 0 ? -1 : at + static_cast<int>(strlen(between));
        char* end = nullptr;
        const unsigned long number = digits < 0 ? 0 : strtoul(whole.c_str() + digits, &end, 10);
        const bool is_numbered = digits >= 0 && number != 0 && end != nullptr && *end == '\0';
        next = is_numbered ? whole.substring(0, static_cast<unsigned>(digits)) + String(number + 1)
                           : whole + between + String(2);
        delete[] domain;
    }
    domain = new char[next.length() + 1];
    strcpy(domain, next.c_str());
    return true;
}
#endif

/// The access point's DHCP server of esp8266/Arduino 3.1 (cores and tools/sdk: libraries/ESP8266WiFi/src/DhcpServer.h): no
/// station ever asks it, so what is set is told again and goes nowhere.
#pragma once

#include <IPAddress.h>
#include <ip_addr.h>
#include <stddef.h>
#include <stdint.h>

#include <functional>
#include <utility>

struct dhcps_lease {
    bool enable;
    ipv4_addr start_ip;
    ipv4_addr end_ip;
};

class DhcpServer {
  public:
    /// What a server adds to each answer.
    class OptionsBuffer {
      public:
        OptionsBuffer& add(uint8_t code, const uint8_t* data, size_t size) {
            return (void)code, (void)data, (void)size, *this;
        }
        template <typename... Octets>
        OptionsBuffer& add(uint8_t code, Octets... octets) {
            return (void)code, ((void)octets, ...), *this;
        }
        OptionsBuffer& add(uint8_t code, const char* text) { return (void)code, (void)text, *this; }
        OptionsBuffer& add(uint8_t code, const IPAddress& address) { return (void)code, (void)address, *this; }
        size_t capacity() const { return 0; }
    };
    using OptionsBufferHandler = std::function<void(const DhcpServer&, OptionsBuffer&)>;

    bool begin(ip_info* info) { return is_running_ = info != nullptr; }
    void end() { is_running_ = false; }
    bool isRunning() const { return is_running_; }
    /// Calls nobody: there is no question that it would be called for.
    void onSendOptions(OptionsBufferHandler handler) { on_options_ = std::move(handler); }
    void setDns(IPAddress addr) { names_ = addr; }
    IPAddress getDns() const { return names_; }
    bool set_dhcps_lease(dhcps_lease* please) {
        if (please == nullptr || is_running_) {
            return false;
        }
        lease_ = *please;
        return true;
    }
    bool get_dhcps_lease(dhcps_lease* please) const {
        if (please == nullptr) {
            return false;
        }
        *please = lease_;
        return true;
    }
    /// True: that station would get an address of its own.
    bool add_dhcps_lease(const uint8_t* macaddr) { return macaddr != nullptr; }
    void dhcps_set_dns(int num, const void* dns) { (void)num, (void)dns; }

  private:
    bool is_running_ = true;
    IPAddress names_;
    dhcps_lease lease_ = {};
    OptionsBufferHandler on_options_;
};

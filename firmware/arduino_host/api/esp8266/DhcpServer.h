/// The access point's DHCP server of esp8266/Arduino 3.1: no station ever asks it, so what is set is told again and goes
/// nowhere. Facts: cores/esp8266/LwipDhcpServer.h. Its lwIP interface (`getNetif`) is missing.
#pragma once

#include <ip_addr.h>
#include <stddef.h>
#include <stdint.h>

#include <initializer_list>

struct dhcps_lease {
    bool enable;
    struct ipv4_addr start_ip;
    struct ipv4_addr end_ip;
};

class DhcpServer {
  public:
    static constexpr int DefaultLeaseTime = 720;

    /// What a sketch adds to an answer; there is none.
    struct OptionsBuffer {
        OptionsBuffer& add(uint8_t code, const uint8_t* data, size_t size) {
            return (void)code, (void)data, (void)size, *this;
        }
        OptionsBuffer& add(uint8_t code, const char* data, size_t size) {
            return (void)code, (void)data, (void)size, *this;
        }
        template <size_t Size>
        OptionsBuffer& add(uint8_t code, const char (&data)[Size]) {
            return add(code, &data[0], Size - 1);
        }
        OptionsBuffer& add(uint8_t code, std::initializer_list<uint8_t> data) {
            return add(code, data.begin(), data.size());
        }
        OptionsBuffer& add(uint8_t code, const ip4_addr_t* addr) { return (void)code, (void)addr, *this; }
        OptionsBuffer& add(uint8_t code, uint32_t value) { return (void)code, (void)value, *this; }
        OptionsBuffer& add(uint8_t code) { return (void)code, *this; }
    };
    using OptionsBufferHandler = void (*)(const DhcpServer&, OptionsBuffer&);

    void setRouter(bool value) { offers_router_ = value; }
    bool getRouter() const { return offers_router_; }
    void setDns(ip4_addr_t addr) { names_ = addr; }
    ip4_addr_t getDns() const { return names_; }
    void resetLeaseTime() { minutes_ = DefaultLeaseTime; }
    void setLeaseTime(uint32_t minutes) { minutes_ = minutes; }
    uint32_t getLeaseTime() const { return minutes_; }
    /// Never called.
    void onSendOptions(OptionsBufferHandler handler) { (void)handler; }

    bool begin() { return is_on_ = true; }
    void end() { is_on_ = false; }
    /// While there is an access point.
    bool isRunning() const;
    /// Not while it runs.
    bool set_dhcps_lease(struct dhcps_lease* please);
    bool get_dhcps_lease(struct dhcps_lease* please);
    /// That station would get an address of its own.
    bool add_dhcps_lease(uint8_t* macaddr) { return macaddr != nullptr; }

  private:
    bool is_on_ = true;
    bool offers_router_ = true;
    uint32_t minutes_ = DefaultLeaseTime;
    ip4_addr_t names_ = {};
    struct dhcps_lease lease_ = {};
};

/// A server of a sketch: it listens, and nobody comes, for no other station is in a simulated network.
#ifndef OCEANHIL_SERVER_LISTENING_H
#define OCEANHIL_SERVER_LISTENING_H

#include <IPAddress.h>
#include <WiFiClient.h>

#include "oceanhil/network_stack.h"

namespace oceanhil {

class ListeningServer {
  public:
    using ClientType = WiFiClient;

    explicit ListeningServer(uint16_t port) : port_(port) {}
    ListeningServer(const IPAddress& address, uint16_t port) : port_(port) { (void)address; }
    virtual ~ListeningServer() = default;

    void begin() {
        need_network_stack();
        is_listening_ = true;
    }
    void begin(uint16_t port) {
        port_ = port;
        begin();
    }
    void end() { is_listening_ = false; }
    void close() { end(); }
    void stop() { end(); }
    void begin(uint16_t port, uint8_t backlog) {
        (void)backlog;
        begin(port);
    }
    bool hasClient() { return false; }
    WiFiClient accept() { return WiFiClient(); }
    WiFiClient available(uint8_t* status = nullptr) { return (void)status, WiFiClient(); }
    void setNoDelay(bool nodelay) { is_prompt_ = nodelay; }
    bool getNoDelay() { return is_prompt_; }
    uint16_t port() const { return port_; }
    operator bool() { return is_listening_; }

  private:
    uint16_t port_;
    bool is_listening_ = false;
    bool is_prompt_ = false;
};

}  // namespace oceanhil

#endif

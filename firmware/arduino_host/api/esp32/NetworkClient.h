/// `NetworkClient` of arduino-esp32 3.x, which sketches call `WiFiClient`. Facts:
/// libraries/Network/src/NetworkClient.cpp.
#ifndef OCEANHIL_NETWORK_CLIENT_H
#define OCEANHIL_NETWORK_CLIENT_H

#include "Arduino.h"
#include "oceanhil/tcp_client.h"

class NetworkClient : public oceanhil::TcpClient {
  public:
    NetworkClient() = default;
    using TcpClient::connect;
    using TcpClient::read;
    virtual int connect(IPAddress ip, uint16_t port, int32_t timeout_ms);
    virtual int connect(const char* host, uint16_t port, int32_t timeout_ms);

    int read() override { return TcpClient::read(); }
    int read(uint8_t* data, size_t bytes) override;
    void stop() override;
    uint8_t connected() override;
    operator bool() override { return connected() != 0; }
    bool operator==(const bool value) { return static_cast<bool>(*this) == value; }
    bool operator!=(const bool value) { return static_cast<bool>(*this) != value; }

    /// Forgets what has arrived.
    void clear();
    /// For the connection that is made next.
    void setConnectionTimeout(uint32_t milliseconds) { patience_ms_ = milliseconds; }
    int setNoDelay(bool nodelay);
    /// Of the open connection, of which no option shows here: 0, or -1 without one.
    int setSocketOption(int option, char* value, size_t len) { return setSocketOption(0, option, value, len); }
    int setSocketOption(int level, int option, const void* value, size_t len);
    int getSocketOption(int level, int option, const void* value, size_t size);
    int setOption(int option, int* value) { return setSocketOption(0, option, value, sizeof *value); }
    int getOption(int option, int* value) { return getSocketOption(0, option, value, sizeof *value); }
    /// For the server that has accepted it: it may stay open after an answer. Kept, for nobody is accepted.
    void setSSE(bool sse) { is_sse_ = sse; }
    bool isSSE() { return is_sse_; }
    /// The number of its socket, for `select` and its like; -1 without a connection.
    int fd() const;
    bool getNoDelay() { return is_prompt_; }

  protected:
    explicit NetworkClient(uint32_t patience_ms) : TcpClient(oceanhil::Copies::together), patience_ms_(patience_ms) {}
    uint32_t connect_ms() const override { return patience_ms_; }
    int nothing_read() const override { return connection() == nullptr ? -1 : 0; }

  private:
    static constexpr uint32_t kPatienceMs = 3000;

    uint32_t patience_ms_ = kPatienceMs;
    /// What has been taken from the connection into the client's own memory and was not read.
    size_t fetched_ = 0;
    bool is_prompt_ = false;
    bool is_sse_ = false;
};

#endif

/// `WiFiClient` of the cores that speak to lwIP without sockets: that of the ESP8266, and arduino-pico, which comes
/// from it. Facts: WiFiClient.cpp and include/ClientContext.h of both.
#ifndef OCEANHIL_LWIP_CLIENT_H
#define OCEANHIL_LWIP_CLIENT_H

#include "oceanhil/tcp_client.h"

namespace oceanhil {

class LwipClient : public TcpClient {
  public:
    explicit LwipClient(Copies copies = Copies::apart) : TcpClient(copies) { setTimeout(kPatienceMs); }

    using TcpClient::flush;
    using TcpClient::stop;
    /// Waits until all that was written has arrived; here it has.
    bool flush(unsigned int maxWaitMs);
    bool stop(unsigned int maxWaitMs);
    /// False after a reset, though what had arrived can still be read.
    uint8_t connected() override;
    /// Of lwIP: 4 with a connection that both ends hold, 7 when the far end has hung up, 0 without one or after a
    /// reset.
    virtual uint8_t status();
    void abort() { stop(); }

    size_t peekBytes(uint8_t* buffer, size_t length);
    size_t peekBytes(char* buffer, size_t length) { return peekBytes(reinterpret_cast<uint8_t*>(buffer), length); }
    int availableForWrite() override { return connection() == nullptr ? 0 : kSendBufferBytes; }

    void setNoDelay(bool nodelay) { is_prompt_ = nodelay; }
    bool getNoDelay() const { return is_prompt_; }
    void setSync(bool sync) { is_synchronous_ = sync; }
    // Of clients that are made from now on.
    static void setDefaultNoDelay(bool noDelay) { is_usually_prompt_ = noDelay; }
    static bool getDefaultNoDelay() { return is_usually_prompt_; }
    static void setDefaultSync(bool sync) { is_usually_synchronous_ = sync; }
    static bool getDefaultSync() { return is_usually_synchronous_; }
    bool getSync() const { return is_synchronous_; }
    void keepAlive(uint16_t idle_sec = 7200, uint16_t intv_sec = 75, uint8_t count = 9);
    bool isKeepAliveEnabled() const { return keep_alive_.idle_s != 0; }
    uint16_t getKeepAliveIdle() const { return keep_alive_.idle_s; }
    uint16_t getKeepAliveInterval() const { return keep_alive_.interval_s; }
    uint8_t getKeepAliveCount() const { return keep_alive_.count; }
    void disableKeepAlive() { keepAlive(0, 0, 0); }

  protected:
    /// The time-out of the stream counts for the connection, too.
    uint32_t connect_ms() const override { return static_cast<uint32_t>(_timeout); }

  private:
    static constexpr uint32_t kPatienceMs = 5000;
    static constexpr int kSendBufferBytes = 2 * 536;

    struct KeepAlive {
        uint16_t idle_s;
        uint16_t interval_s;
        uint8_t count;
    };

    static inline bool is_usually_prompt_ = false;
    static inline bool is_usually_synchronous_ = false;

    bool is_prompt_ = is_usually_prompt_;
    bool is_synchronous_ = is_usually_synchronous_;
    KeepAlive keep_alive_ = {};
};

}  // namespace oceanhil

#endif

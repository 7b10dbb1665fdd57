/// What every socket for datagrams is.
#ifndef udp_h
#define udp_h

#include "IPAddress.h"
#include "Stream.h"

class UDP : public Stream {
  public:
    /// 1 if it listens.
    virtual uint8_t begin(uint16_t port) = 0;
    virtual uint8_t beginMulticast(IPAddress, uint16_t) { return 0; }
    virtual void stop() = 0;

    /// 1 if it went well, of all three.
    virtual int beginPacket(IPAddress ip, uint16_t port) = 0;
    virtual int beginPacket(const char* host, uint16_t port) = 0;
    virtual int endPacket() = 0;
    size_t write(uint8_t octet) override = 0;
    size_t write(const uint8_t* bytes, size_t count) override = 0;

    /// Bytes of the next datagram, 0 if there is none.
    virtual int parsePacket() = 0;
    int available() override = 0;
    int read() override = 0;
    int read(unsigned char* bytes, size_t count) override = 0;
    virtual int read(char* bytes, size_t count) = 0;
    int peek() override = 0;
    void flush() override = 0;
    virtual IPAddress remoteIP() = 0;
    virtual uint16_t remotePort() = 0;

  protected:
    uint8_t* rawIPAddress(IPAddress& address) { return address.raw_address(); }
    const uint8_t* rawIPAddress(const IPAddress& address) { return address.raw_address(); }
};

#endif

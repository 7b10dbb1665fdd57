/// The memory that a TLS connection of an ESP32 holds while it is there.
#ifndef OCEANHIL_TLS_RECORDS_H
#define OCEANHIL_TLS_RECORDS_H

#include <utility>

namespace oceanhil {

#if defined(ESP32)
/// mbed TLS's room for a record in each direction. It takes more in a handshake, and for the server's certificates,
/// as much as those are long: that is not counted.
class TlsRecords {
  public:
    TlsRecords() = default;
    TlsRecords(TlsRecords&& other) noexcept
        : in_(std::exchange(other.in_, nullptr)), out_(std::exchange(other.out_, nullptr)) {}
    TlsRecords& operator=(TlsRecords&&) = delete;
    ~TlsRecords() { give_back(); }

    /// False, and nothing is taken, if there is no room.
    bool take();
    void give_back();

  private:
    void* in_ = nullptr;
    void* out_ = nullptr;
};
#else
/// The other families' libraries have it elsewhere.
class TlsRecords {
  public:
    bool take() { return true; }
    void give_back() {}
};
#endif

}  // namespace oceanhil

#endif

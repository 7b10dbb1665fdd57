/// Certificates and keys as sketches hand them to BearSSL. Facts: BearSSLHelpers.h of both cores.
///
/// What is in them cannot be wrong here, only whether something is: which certificate the server has signed by whom is
/// the world's to say.
#ifndef OCEANHIL_BEARSSL_STORE_H
#define OCEANHIL_BEARSSL_STORE_H

#include <Stream.h>
#include <stddef.h>
#include <stdint.h>

namespace BearSSL {

/// Whatever has certificates to choose from; how many is all that counts here.
class CertStoreBase {
  public:
    virtual ~CertStoreBase() = default;
    virtual size_t count() const = 0;
};

class X509List {
  public:
    X509List() = default;
    explicit X509List(const char* pemCert) { append(pemCert); }
    X509List(const uint8_t* derCert, size_t derLen) { append(derCert, derLen); }
    X509List(Stream& stream, size_t size);
    X509List(const X509List&) = delete;
    X509List& operator=(const X509List&) = delete;

    bool append(const char* pemCert);
    bool append(const uint8_t* derCert, size_t derLen);
    size_t getCount() const { return count_; }

  private:
    size_t count_ = 0;
};

/// A key in PEM or DER.
class Key {
  public:
    Key() = default;
    explicit Key(const char* pemKey) { parse(pemKey); }
    Key(const uint8_t* derKey, size_t derLen) { parse(derKey, derLen); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;

    bool parse(const char* pemKey);
    bool parse(const uint8_t* derKey, size_t derLen);
    bool is_there() const { return is_there_; }

  private:
    bool is_there_ = false;
};

class PublicKey : public Key {
  public:
    using Key::Key;
};

class PrivateKey : public Key {
  public:
    using Key::Key;
};

/// What a handshake leaves for the next one. A shorter one takes as long here.
class Session {};

}  // namespace BearSSL

#endif

#include "oceanhil/tls_records.h"

#include <stdlib.h>

namespace {

// What `mbedtls_ssl_setup` allocates for each direction: "alloc(16717 bytes) failed" (espressif/esp-idf#2673). The
// core's builds have 16384 bytes of contents both ways (CONFIG_MBEDTLS_SSL_MAX_CONTENT_LEN, and
// CONFIG_MBEDTLS_ASYMMETRIC_CONTENT_LEN is not set).
constexpr size_t kRecordBytes = 16717;

}  // namespace

bool oceanhil::TlsRecords::take() {
    in_ = malloc(kRecordBytes);
    out_ = malloc(kRecordBytes);
    if (in_ == nullptr || out_ == nullptr) {
        give_back();
        return false;
    }
    return true;
}

void oceanhil::TlsRecords::give_back() {
    free(std::exchange(in_, nullptr));
    free(std::exchange(out_, nullptr));
}

#include <sha/sha_parallel_engine.h>

#include "oceanhil/sha.h"

namespace {

template <typename Hash, typename... Kind>
void esp_sha_in_one_piece(const uint8_t* input, size_t bytes, uint8_t* output, Kind... kind) {
    Hash hash;
    hash.begin(kind...);
    hash.add(input, bytes);
    hash.end(output);
}

}  // namespace

extern "C" void esp_sha(esp_sha_type sha_type, const unsigned char* input, size_t ilen, unsigned char* output) {
    switch (sha_type) {
        case SHA1:
            return esp_sha_in_one_piece<oceanhil::Sha1>(input, ilen, output);
        case SHA2_256:
            return esp_sha_in_one_piece<oceanhil::Sha256>(input, ilen, output);
        case SHA2_384:
            return esp_sha_in_one_piece<oceanhil::Sha512>(input, ilen, output, true);
        case SHA2_512:
            return esp_sha_in_one_piece<oceanhil::Sha512>(input, ilen, output);
        default:
            return;
    }
}

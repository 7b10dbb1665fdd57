/// Which cipher, by Mbed TLS 3's numbers (include/mbedtls/cipher.h): AES alone is here.
#pragma once

typedef enum { MBEDTLS_CIPHER_ID_NONE = 0, MBEDTLS_CIPHER_ID_NULL, MBEDTLS_CIPHER_ID_AES } mbedtls_cipher_id_t;

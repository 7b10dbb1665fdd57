/// MD5 of the ESP8266's ROM (cores/esp8266/md5.h). What is in a context is this library's own.
#ifndef __ESP8266_MD5__
#define __ESP8266_MD5__

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    uint64_t room[12];
} md5_context_t;

void MD5Init(md5_context_t* context);
void MD5Update(md5_context_t* context, const uint8_t* data, const uint16_t bytes);
void MD5Final(uint8_t digest[16], md5_context_t* context);

#ifdef __cplusplus
}
#endif

#endif

/// The SDK's own console (src/rp2_common/pico_stdio of pico-sdk 2). arduino-pico leaves it out of its library, so that
/// whoever calls one of these is not linked there, either: `Serial` is the console.
#pragma once

#include <pico.h>

#ifdef __cplusplus
extern "C" {
#endif

bool stdio_init_all(void);
void stdio_flush(void);
int getchar_timeout_us(uint32_t timeout_us);
int putchar_raw(int c);
int puts_raw(const char* s);

#ifdef __cplusplus
}
#endif

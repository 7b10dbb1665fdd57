/// The number of a board, which is that of its flash chip (pico-sdk, src/rp2_common/pico_unique_id).
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PICO_UNIQUE_BOARD_ID_SIZE_BYTES 8

typedef struct {
    uint8_t id[PICO_UNIQUE_BOARD_ID_SIZE_BYTES];
} pico_unique_board_id_t;

void pico_get_unique_board_id(pico_unique_board_id_t* id_out);
void pico_get_unique_board_id_string(char* id_out, unsigned int len);

#ifdef __cplusplus
}
#endif

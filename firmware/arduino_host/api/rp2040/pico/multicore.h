/// The second core by pico-sdk's own names (src/rp2_common/pico_multicore/include/pico/multicore.h of pico-sdk 2). Its
/// FIFO has room for eight numbers each way. Missing: doorbells, stacks of one's own, interrupts of the FIFO.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef unsigned int uint;

#ifdef __cplusplus
extern "C" {
#endif

uint get_core_num(void);
/// Of a core that runs already, by this or because the sketch has `setup1` or `loop1`: waits for ever, as on the chip.
void multicore_launch_core1(void (*entry)(void));
void multicore_reset_core1(void);
bool multicore_fifo_rvalid(void);
bool multicore_fifo_wready(void);
void multicore_fifo_push_blocking(uint32_t data);
bool multicore_fifo_push_timeout_us(uint32_t data, uint64_t timeout_us);
uint32_t multicore_fifo_pop_blocking(void);
bool multicore_fifo_pop_timeout_us(uint64_t timeout_us, uint32_t* out);
void multicore_fifo_drain(void);
/// Nobody is interrupted here: between calls that let time pass the other core stands still by itself.
void multicore_lockout_victim_init(void);
void multicore_lockout_start_blocking(void);
void multicore_lockout_end_blocking(void);

#ifdef __cplusplus
}
#endif

/// I2C below `Wire` (cores/esp8266/twi.h), with nothing on the bus: no address answers, and nobody asks.
#ifndef SI2C_h
#define SI2C_h

#include <Arduino.h>

#define I2C_OK 0
#define I2C_SCL_HELD_LOW 1
#define I2C_SCL_HELD_LOW_AFTER_READ 2
#define I2C_SDA_HELD_LOW 3
#define I2C_SDA_HELD_LOW_AFTER_INIT 4
#ifndef TWI_BUFFER_LENGTH
#define TWI_BUFFER_LENGTH 32
#endif

#ifdef __cplusplus
extern "C" {
#endif

static inline void twi_init(unsigned char sda, unsigned char scl) {
    pinMode(sda, INPUT_PULLUP);
    pinMode(scl, INPUT_PULLUP);
}
static inline void twi_setAddress(uint8_t address) { (void)address; }
static inline void twi_stop(void) {}
static inline void twi_setClock(unsigned int freq) { (void)freq; }
static inline void twi_setClockStretchLimit(uint32_t limit) { (void)limit; }
/// 2: the address was not answered.
static inline uint8_t twi_writeTo(unsigned char address, unsigned char* buf, unsigned int len, unsigned char sendStop) {
    (void)address, (void)buf, (void)len, (void)sendStop;
    return 2;
}
static inline uint8_t twi_readFrom(unsigned char address, unsigned char* buf, unsigned int len, unsigned char sendStop) {
    (void)address, (void)buf, (void)len, (void)sendStop;
    return 2;
}
static inline uint8_t twi_status(void) { return I2C_OK; }
/// 2: nobody asks.
static inline uint8_t twi_transmit(const uint8_t* data, uint8_t length) {
    (void)data, (void)length;
    return 2;
}
static inline void twi_attachSlaveRxEvent(void (*function)(uint8_t*, size_t)) { (void)function; }
static inline void twi_attachSlaveTxEvent(void (*function)(void)) { (void)function; }
static inline void twi_reply(uint8_t ack) { (void)ack; }
static inline void twi_releaseBus(void) {}
static inline void twi_enableSlaveMode(void) {}

#ifdef __cplusplus
}
#endif

#endif

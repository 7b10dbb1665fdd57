/// `Update` of arduino-esp32, which finds no partition for an update. Facts: libraries/Update/src there.
#ifndef ESP32UPDATER_H
#define ESP32UPDATER_H

#include <Arduino.h>

#include <functional>

#include "oceanhil/no_update.h"

#define UPDATE_ERROR_MAGIC_BYTE (8)
#define UPDATE_ERROR_ACTIVATE (9)
#define UPDATE_ERROR_NO_PARTITION (10)
#define UPDATE_ERROR_BAD_ARGUMENT (11)
#define UPDATE_ERROR_ABORT (12)
#define UPDATE_ERROR_DECRYPT (13)
#define UPDATE_SIZE_UNKNOWN 0xFFFFFFFF
#define U_SPIFFS 100
#define ENCRYPTED_KEY_SIZE 32
/// How a program that comes is told from one that was encrypted, before it is decrypted.
#define U_AES_DECRYPT_NONE 0
#define U_AES_DECRYPT_AUTO 1
#define U_AES_DECRYPT_ON 2

class UpdateClass : public oceanhil::NoUpdate {
  public:
    typedef std::function<void(size_t, size_t)> THandlerFunction_Progress;

    UpdateClass& onProgress(THandlerFunction_Progress) { return *this; }
    bool begin(size_t size = UPDATE_SIZE_UNKNOWN, int command = U_FLASH, int ledPin = -1, uint8_t ledOn = LOW,
               const char* label = nullptr);
    size_t writeStream(Stream&) { return 0; }
    void abort() { refuse(UPDATE_ERROR_ABORT); }
    void printError(Print& out) { out.println(errorString()); }
    const char* errorString();
    /// False without a key, and for a mode that is none. There is never anything to decrypt.
    bool setupCrypt(const uint8_t* cryptKey = nullptr, size_t cryptAddress = 0, uint8_t cryptConfig = 0xf,
                    int cryptMode = U_AES_DECRYPT_AUTO) {
        setCryptAddress(cryptAddress);
        setCryptConfig(cryptConfig);
        return setCryptKey(cryptKey) && setCryptMode(cryptMode);
    }
    bool setCryptKey(const uint8_t* cryptKey) { return cryptKey != nullptr; }
    bool setCryptMode(int cryptMode) { return cryptMode >= U_AES_DECRYPT_NONE && cryptMode <= U_AES_DECRYPT_ON; }
    void setCryptAddress(size_t cryptAddress) { (void)cryptAddress; }
    void setCryptConfig(uint8_t cryptConfig) { (void)cryptConfig; }
    bool canRollBack() { return false; }
    bool rollBack() { return false; }
};

extern UpdateClass Update;

#endif

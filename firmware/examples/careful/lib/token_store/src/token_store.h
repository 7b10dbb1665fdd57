// Keeps one token in EEPROM: magic, length, text, CRC-32 of all of it. What is damaged counts as nothing.
#pragma once

#include <Arduino.h>

class TokenStore {
  public:
    static constexpr size_t kLongest = 64;

    // Begins EEPROM and reads; false if there is no whole token.
    bool load();
    // Writes, unless this very token is stored already, and reads back; false if it is not there afterwards.
    bool save(const char* token);
    // Forgets the token, so that the next start registers anew.
    bool forget();

    const char* token() const { return record_.text; }
    bool has_token() const { return record_.text[0] != '\0'; }
    // Whether something was stored that is no whole token.
    bool was_damaged() const { return damaged_; }

  private:
    struct Record {
        uint32_t magic;
        uint32_t length;
        char text[kLongest];
        uint32_t crc;
    };

    static uint32_t crc_of(const Record& record);
    static bool is_whole(const Record& record);
    bool write(const Record& record);

    Record record_ = {};
    bool damaged_ = false;
};

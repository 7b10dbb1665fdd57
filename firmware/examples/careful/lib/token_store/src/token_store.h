// Keeps one token in EEPROM: magic, length, text, CRC-32 of all of it. What is damaged counts as nothing.
#pragma once

#include <Arduino.h>

class TokenStore {
  public:
    static constexpr size_t kLongest = 64;

    // Begins EEPROM and reads; false if there is no whole token.
    bool load();
    // Uses this token from now on, and saves it; false if that failed. Then tend() tries again.
    bool keep(const char* token);
    // Saves what could not be saved so far, ever more seldom. To be called often.
    void tend();

    const char* token() const { return record_.text; }
    bool has_token() const { return record_.text[0] != '\0'; }
    // Whether something was stored that is no whole token.
    bool was_damaged() const { return damaged_; }

  private:
    struct Record {
        uint32_t magic;
        uint32_t length;
        char text[kLongest + 4];
        uint32_t crc;
    };

    static uint32_t crc_of(const Record& record);
    static bool is_whole(const Record& record);
    static bool is_blank(const Record& record);
    static Record read();
    bool save();

    Record record_ = {};
    bool damaged_ = false;
    bool is_saved_ = true;
    unsigned long tried_ms_ = 0;
    unsigned long wait_ms_ = 0;
};

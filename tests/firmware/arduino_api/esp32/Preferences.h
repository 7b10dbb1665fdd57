// Stand-in: signatures only. https://docs.espressif.com/projects/arduino-esp32/en/latest/api/preferences.html
#pragma once

#include <stddef.h>

class Preferences {
  public:
    Preferences();
    ~Preferences();
    bool begin(const char* name, bool readOnly = false, const char* partition_label = nullptr);
    void end();
    bool clear();
    bool remove(const char* key);
    size_t putBytes(const char* key, const void* value, size_t len);
    bool isKey(const char* key);
    size_t getBytesLength(const char* key);
    size_t getBytes(const char* key, void* buf, size_t maxLen);
};

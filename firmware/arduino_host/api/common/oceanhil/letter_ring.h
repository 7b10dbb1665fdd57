/// A ring of letters, as arduino-esp32 and esp8266/Arduino have it. Facts: cores/esp8266/cbuf.h and cbuf.cpp. It holds
/// one letter less than its size. arduino-pico has none, where a library may bring its own.
#ifndef __cbuf_h
#define __cbuf_h

#include <stddef.h>
#include <stdint.h>

#include <vector>

class cbuf {
  public:
    explicit cbuf(size_t size) : letters_(size) {}

    size_t resizeAdd(size_t addSize) { return resize(size() + addSize); }
    /// Gives the size, which stays where what is in it would not fit.
    size_t resize(size_t newSize);
    size_t available() const { return count_; }
    size_t size() const { return letters_.size(); }
    size_t room() const { return size() == 0 ? 0 : size() - 1 - count_; }
    bool empty() const { return count_ == 0; }
    bool full() const { return room() == 0; }

    int peek();
    size_t peek(char* dst, size_t size);
    int read();
    size_t read(char* dst, size_t size);
    size_t write(char c);
    size_t write(const char* src, size_t size);
    void flush() { count_ = 0; }
    /// Gives how many are left.
    size_t remove(size_t size);

    cbuf* next = nullptr;

  private:
    std::vector<char> letters_;
    size_t first_ = 0;
    size_t count_ = 0;
};

#endif

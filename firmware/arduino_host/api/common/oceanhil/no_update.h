/// An update of the program that cannot begin: what runs here is no image of the board's. What belongs to an update
/// that runs is as it is without one.
#ifndef OCEANHIL_NO_UPDATE_H
#define OCEANHIL_NO_UPDATE_H

#include <MD5Builder.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define UPDATE_ERROR_OK (0)
#define UPDATE_ERROR_WRITE (1)
#define UPDATE_ERROR_ERASE (2)
#define UPDATE_ERROR_READ (3)
#define UPDATE_ERROR_SPACE (4)
#define UPDATE_ERROR_SIZE (5)
#define UPDATE_ERROR_STREAM (6)
#define UPDATE_ERROR_MD5 (7)

#define U_FLASH 0
#define U_AUTH 200

namespace oceanhil {

class NoUpdate {
  public:
    size_t write(uint8_t*, size_t) { return 0; }
    template <typename T>
    size_t write(T&) {
        return 0;
    }
    bool end(bool = false) { return false; }
    bool setMD5(const char* expected_md5) { return strlen(expected_md5) == 2 * Md5::kBytes; }
    String md5String() { return md5_.toString(); }
    void md5(uint8_t* result) { md5_.getBytes(result); }

    uint8_t getError() { return error_; }
    void clearError() { error_ = UPDATE_ERROR_OK; }
    bool hasError() { return error_ != UPDATE_ERROR_OK; }
    bool isRunning() { return false; }
    bool isFinished() { return true; }
    size_t size() { return 0; }
    size_t progress() { return 0; }
    size_t remaining() { return 0; }

  protected:
    /// Gives false, and tells `why` from now on.
    bool refuse(uint8_t why) {
        error_ = why;
        return false;
    }

  private:
    uint8_t error_ = UPDATE_ERROR_OK;
    MD5Builder md5_;
};

}  // namespace oceanhil

#endif

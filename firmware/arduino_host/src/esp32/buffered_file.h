/// A file as newlib's `FILE` has it: with a buffer of 4,096 bytes, the block size that esp_littlefs tells it.
///
/// Facts: newlib, libc/stdio (fvwrite.c, refill.c, fseeko.c); esp_littlefs, src/esp_littlefs.c: a file that is opened
/// for writing is synced at once, and its time of writing is an attribute `t`. That is a commit of its own here, which
/// on a board is part of the file's.
#ifndef OCEANHIL_BUFFERED_FILE_H
#define OCEANHIL_BUFFERED_FILE_H

#include <files.h>
#include <stddef.h>
#include <stdint.h>

#include <string>

namespace oceanhil {

class BufferedFile {
  public:
    /// `mode` as of `fopen`; false of the object if that cannot be.
    BufferedFile(const char* path, const char* mode);
    ~BufferedFile();
    BufferedFile(const BufferedFile&) = delete;
    BufferedFile& operator=(const BufferedFile&) = delete;

    explicit operator bool() const { return is_open_; }
    const std::string& path() const { return path_; }

    size_t read(uint8_t* data, size_t bytes);
    size_t write(const uint8_t* data, size_t bytes);
    /// Down to flash.
    void flush();
    bool seek(int32_t offset, machine::files::Whence whence);
    size_t position() const;
    bool set_buffer_size(size_t bytes);

    /// Whether a file of this path is open.
    static bool is_open(const char* path);

  private:
    bool has_buffer();
    size_t take(uint8_t* data, size_t bytes);
    bool refill();
    bool drain();
    void keep(const uint8_t* data, size_t bytes);
    size_t write_past(const uint8_t* data, size_t bytes);
    size_t write_some(const uint8_t* data, size_t bytes);
    void sync();
    void note_time();
    void leave();

    std::string path_;
    uint32_t flags_ = 0;
    machine::files::File file_;
    bool is_open_ = false;
    bool is_dirty_ = false;
    uint8_t* buffer_ = nullptr;
    size_t room_;
    // What was read ahead, from `taken_` to `filled_`; or what is to be written, up to `filled_`.
    size_t taken_ = 0;
    size_t filled_ = 0;
    bool is_writing_ = false;
    BufferedFile* next_;
};

/// Seconds since 1970 at which a file was last written; 0 if nothing tells.
int64_t time_written(const char* path);

}  // namespace oceanhil

#endif

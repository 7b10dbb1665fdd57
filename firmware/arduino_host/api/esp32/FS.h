/// Files of arduino-esp32: `fs::File` and `fs::FS`. Facts: libraries/FS/src/FS.h, FS.cpp and vfs_api.cpp there.
///
/// A file is buffered as newlib's `FILE` is: what was written is in flash after `flush` or `close`, and only then
/// counts in `size`. `fopen` knows these files by the place where they are mounted; other classes cannot be put below
/// `FS`.
#ifndef FS_H
#define FS_H

#include <Arduino.h>
#include <time.h>

#include <memory>

#define FILE_READ "r"
#define FILE_WRITE "w"
#define FILE_APPEND "a"

namespace fs {

class FileImpl;
using FileImplPtr = std::shared_ptr<FileImpl>;
class FSImpl;
using FSImplPtr = std::shared_ptr<FSImpl>;

enum SeekMode { SeekSet = 0, SeekCur = 1, SeekEnd = 2 };

class File : public Stream {
  public:
    File(FileImplPtr p = FileImplPtr()) : _p(std::move(p)) { _timeout = 0; }

    size_t write(uint8_t byte) override { return write(&byte, 1); }
    size_t write(const uint8_t* buf, size_t size) override;
    /// Bytes from here to the end of what is in flash; below 0 behind it.
    int available() override;
    int read() override;
    int peek() override;
    void flush() override;
    size_t read(uint8_t* buf, size_t size);
    size_t readBytes(char* buffer, size_t length) override { return read(reinterpret_cast<uint8_t*>(buffer), length); }

    bool seek(uint32_t pos, SeekMode mode);
    bool seek(uint32_t pos) { return seek(pos, SeekSet); }
    size_t position() const;
    size_t size() const;
    /// Of reading and writing, 4,096 bytes before; to be called before either.
    bool setBufferSize(size_t size);
    void close();
    operator bool() const;
    time_t getLastWrite();
    const char* path() const;
    /// The last part of its path.
    const char* name() const;

    boolean isDirectory();
    boolean seekDir(long position);
    File openNextFile(const char* mode = FILE_READ);
    String getNextFileName();
    String getNextFileName(boolean* isDir);
    void rewindDirectory();

  protected:
    FileImplPtr _p;
};

class FS {
  public:
    FS(FSImplPtr impl) : _impl(std::move(impl)) {}

    /// `create`: with the directories that its path names.
    File open(const char* path, const char* mode = FILE_READ, bool create = false);
    File open(const String& path, const char* mode = FILE_READ, bool create = false) {
        return open(path.c_str(), mode, create);
    }
    bool exists(const char* path);
    bool exists(const String& path) { return exists(path.c_str()); }
    /// Not of a file that is open, nor of a directory.
    bool remove(const char* path);
    bool remove(const String& path) { return remove(path.c_str()); }
    bool rename(const char* pathFrom, const char* pathTo);
    bool rename(const String& pathFrom, const String& pathTo) { return rename(pathFrom.c_str(), pathTo.c_str()); }
    bool mkdir(const char* path);
    bool mkdir(const String& path) { return mkdir(path.c_str()); }
    bool rmdir(const char* path);
    bool rmdir(const String& path) { return rmdir(path.c_str()); }
    /// nullptr while it is not mounted.
    const char* mountpoint();

  protected:
    FSImplPtr _impl;
};

}  // namespace fs

#ifndef FS_NO_GLOBALS
using fs::File;
using fs::FS;
using fs::SeekCur;
using fs::SeekEnd;
using fs::SeekMode;
using fs::SeekSet;
#endif

#endif

/// Files of esp8266/Arduino and arduino-pico: `fs::File`, `fs::Dir` and `fs::FS`, which are nearly the same.
///
/// Facts: cores/esp8266/FS.h and FS.cpp, cores/rp2040/FS.h and FS.cpp, libraries/LittleFS/src of both. What is written
/// lies in littlefs' own small buffer until it is full, or `flush` or `close` is called. To read a file that was opened
/// for writing alone, or the other way round, is an assertion of littlefs, which ends the program.
///
/// Other classes cannot be put below `FS`: there are no virtual `FileImpl`, `DirImpl` and `FSImpl`.
#ifndef OCEANHIL_FLASH_FILES_H
#define OCEANHIL_FLASH_FILES_H

#include <Arduino.h>
#include <time.h>

#include <memory>

#include "oceanhil/file_habits.h"

namespace fs {

class Dir;
class FS;
class FileImpl;
using FileImplPtr = std::shared_ptr<FileImpl>;
class DirImpl;
using DirImplPtr = std::shared_ptr<DirImpl>;
class FSImpl;
using FSImplPtr = std::shared_ptr<FSImpl>;

using TimeCallback = time_t (*)();

enum SeekMode { SeekSet = 0, SeekCur = 1, SeekEnd = 2 };

#ifdef ARDUINO_ARCH_RP2040
struct FSStat {
    size_t size;
    size_t blocksize;
    time_t ctime;
    time_t atime;
    bool isDir;
};
#endif

class File : public Stream {
  public:
    File(FileImplPtr p = FileImplPtr(), FS* baseFS = nullptr) : _p(std::move(p)), _baseFS(baseFS) {}

    using Print::write;
    size_t write(uint8_t byte) override { return write(&byte, 1); }
    size_t write(const uint8_t* buf, size_t size) override;
    /// All that a stream has now.
    template <typename T>
    size_t write(T& src) {
        uint8_t some[256];
        size_t done = 0;
        while (src.available() > 0) {
            const size_t count = src.available() > static_cast<int>(sizeof some) ? sizeof some : src.available();
            src.read(some, count);
            const size_t put = write(some, count);
            done += put;
            if (put != count) {
                break;
            }
        }
        return done;
    }
    int availableForWrite() override;

    int available() override;
    int read() override;
    int read(uint8_t* buf, size_t size) OCEANHIL_STREAM_OVERRIDE;
    int peek() override;
    void flush() override;
    size_t readBytes(char* buffer, size_t length) OCEANHIL_STREAM_OVERRIDE {
        return static_cast<size_t>(read(reinterpret_cast<uint8_t*>(buffer), length));
    }
    String readString() OCEANHIL_STREAM_OVERRIDE;
    virtual ssize_t streamRemaining() OCEANHIL_STREAM_OVERRIDE {
        return static_cast<ssize_t>(size()) - static_cast<ssize_t>(position());
    }
#ifdef ESP8266
    bool inputCanTimeout() override { return false; }
    bool outputCanTimeout() override { return false; }
#endif

    bool seek(uint32_t pos, SeekMode mode);
    bool seek(uint32_t pos) { return seek(pos, SeekSet); }
    size_t position() const;
    size_t size() const;
    bool truncate(uint32_t size);
    void close();
    operator bool() const { return _p != nullptr; }
    /// The last part of its path.
    const char* name() const;
    const char* fullName() const;
    bool isFile() const;
    bool isDirectory() const;

    void rewindDirectory();
    File openNextFile();

    time_t getLastWrite();
    time_t getCreationTime();
    void setTimeCallback(TimeCallback cb);
#ifdef ARDUINO_ARCH_RP2040
    bool stat(FSStat* st);
#endif

  protected:
    FileImplPtr _p;
    TimeCallback _timeCallback = nullptr;
    // What `openNextFile` goes through.
    std::shared_ptr<Dir> _fakeDir;
    FS* _baseFS;
};

class Dir {
  public:
    Dir(DirImplPtr impl = DirImplPtr(), FS* baseFS = nullptr) : _impl(std::move(impl)), _baseFS(baseFS) {}

    File openFile(const char* mode);
    String fileName();
    size_t fileSize();
    time_t fileTime();
    time_t fileCreationTime();
    bool isFile() const;
    bool isDirectory() const;
    bool next();
    bool rewind();
    void setTimeCallback(TimeCallback cb);

  protected:
    DirImplPtr _impl;
    FS* _baseFS;
    TimeCallback _timeCallback = nullptr;
};

struct FSInfo {
    oceanhil::FileBytes totalBytes;
    oceanhil::FileBytes usedBytes;
    size_t blockSize;
    size_t pageSize;
    size_t maxOpenFiles;
    size_t maxPathLength;
};

#ifdef ESP8266
struct FSInfo64 {
    uint64_t totalBytes;
    uint64_t usedBytes;
    size_t blockSize;
    size_t pageSize;
    size_t maxOpenFiles;
    size_t maxPathLength;
};
#endif

class FSConfig {
  public:
    static constexpr uint32_t FSId = 0x00000000;

    FSConfig(uint32_t type = FSId, bool autoFormat = true) : _type(type), _autoFormat(autoFormat) {}
    FSConfig setAutoFormat(bool val = true) {
        _autoFormat = val;
        return *this;
    }

    uint32_t _type;
    bool _autoFormat;
};

class FS {
  public:
    FS(FSImplPtr impl) : _impl(std::move(impl)), _timeCallback(_defaultTimeCB) {}

    bool setConfig(const FSConfig& cfg);
    bool begin();
    void end();
    bool format();
    bool info(FSInfo& info);

    File open(const char* path, const char* mode);
    File open(const String& path, const char* mode) { return open(path.c_str(), mode); }
    bool exists(const char* path);
    bool exists(const String& path) { return exists(path.c_str()); }
    Dir openDir(const char* path);
    Dir openDir(const String& path) { return openDir(path.c_str()); }
    /// With the directories that become empty.
    bool remove(const char* path);
    bool remove(const String& path) { return remove(path.c_str()); }
    bool rename(const char* pathFrom, const char* pathTo);
    bool rename(const String& pathFrom, const String& pathTo) { return rename(pathFrom.c_str(), pathTo.c_str()); }
    bool mkdir(const char* path);
    bool mkdir(const String& path) { return mkdir(path.c_str()); }
    bool rmdir(const char* path);
    bool rmdir(const String& path) { return rmdir(path.c_str()); }
#ifdef ESP8266
    bool info64(FSInfo64& info);
#else
    bool stat(const char* path, FSStat* st);
    bool stat(const String& path, FSStat* st) { return stat(path.c_str(), st); }
#endif

    /// littlefs needs neither.
    bool gc();
    bool check();

    time_t getCreationTime();
    void setTimeCallback(TimeCallback cb);

  protected:
    FSImplPtr _impl;
    TimeCallback _timeCallback;
    static time_t _defaultTimeCB() { return time(nullptr); }
};

}  // namespace fs

namespace littlefs_impl {

class LittleFSConfig : public fs::FSConfig {
  public:
    static constexpr uint32_t FSId = 0x4c495454;
    LittleFSConfig(bool autoFormat = true) : fs::FSConfig(FSId, autoFormat) {}
};

}  // namespace littlefs_impl

#ifndef FS_NO_GLOBALS
using fs::Dir;
using fs::File;
using fs::FS;
using fs::FSConfig;
using fs::FSInfo;
using fs::SeekCur;
using fs::SeekEnd;
using fs::SeekMode;
using fs::SeekSet;
#endif

#endif

/// What stands behind `fs::File`, `fs::Dir` and `fs::FS` of esp8266/Arduino and arduino-pico: calls of littlefs, in the
/// order in which libraries/LittleFS/src/LittleFS.h and LittleFS.cpp of both make them.
#ifndef OCEANHIL_FLASH_FILE_IMPL_H
#define OCEANHIL_FLASH_FILE_IMPL_H

#include <FS.h>
#include <files.h>

#include <optional>
#include <string>

namespace fs {

/// How a file is opened: flags of littlefs.
using OpenFlags = uint32_t;

/// The flags of "r", "w", "a" with "+" or without; nothing for what is no mode.
std::optional<OpenFlags> flags_of(const char* mode);

class FileImpl {
  public:
    /// A directory has no file.
    FileImpl(const char* path, OpenFlags flags, const oceanhil::machine::files::File* file, time_t creation);
    ~FileImpl() { close(); }
    FileImpl(const FileImpl&) = delete;
    FileImpl& operator=(const FileImpl&) = delete;

    size_t write(const uint8_t* data, size_t bytes);
    int read(uint8_t* data, size_t bytes);
    int room() const;
    void flush();
    bool seek(uint32_t position, SeekMode mode);
    size_t position() const { return has_file() ? file_.position : 0; }
    size_t size() const { return has_file() ? file_.size : 0; }
    bool truncate(uint32_t size);
    void close();
    const char* path() const { return is_open_ ? path_.c_str() : nullptr; }
    const char* name() const;
    bool is_file() const;
    bool is_directory() const;
    time_t time_of(uint8_t attribute) const;

    TimeCallback now = nullptr;

  private:
    bool has_file() const { return is_open_ && !is_bare_; }
    void note_times();

    std::string path_;
    OpenFlags flags_;
    oceanhil::machine::files::File file_;
    time_t creation_;
    bool is_open_ = true;
    bool is_bare_;
};

class DirImpl {
  public:
    DirImpl(std::string path, std::string pattern, uint32_t directory);
    ~DirImpl() { oceanhil::machine::files::close_directory(directory_); }
    DirImpl(const DirImpl&) = delete;
    DirImpl& operator=(const DirImpl&) = delete;

    /// On to the next whose name begins as is asked for.
    bool next();
    bool rewind();
    /// nullptr before the first and behind the last.
    const oceanhil::machine::files::Entry* entry() const { return is_valid_ ? &entry_ : nullptr; }
    std::string path_of_entry() const;
    time_t time_of(uint8_t attribute) const;

    TimeCallback now = nullptr;

  private:
    void pass_dots();

    std::string path_;
    std::string pattern_;
    uint32_t directory_;
    oceanhil::machine::files::Entry entry_;
    bool is_valid_ = false;
};

class FSImpl {
  public:
    /// `config_id`: of the settings that it takes; without a medium it is never mounted.
    explicit FSImpl(uint32_t config_id = littlefs_impl::LittleFSConfig::FSId, bool has_medium = true)
        : config_id_(config_id), has_medium_(has_medium) {}

    bool set_config(const FSConfig& config);
    bool begin();
    void end();
    bool format();
    bool info(FSInfo& info) const;
    bool is_mounted() const { return is_mounted_; }

    FileImplPtr open(const char* path, OpenFlags flags);
    DirImplPtr open_directory(const char* path);
    bool has(const char* path) const { return is_mounted_ && path != nullptr && path[0] != '\0'; }
    bool exists(const char* path) const;
    bool remove(const char* path);
    bool rename(const char* from, const char* to);
    bool make_directory(const char* path);

    TimeCallback now = nullptr;

  private:
    bool mount();
    bool note_format_time();
    time_t creation_of(const char* path, OpenFlags flags) const;

    uint32_t config_id_;
    bool has_medium_;
    bool is_mounted_ = false;
    bool formats_by_itself_ = true;
};

/// Attributes of littlefs: seconds since 1970.
constexpr uint8_t kCreated = 'c';
constexpr uint8_t kWritten = 't';

/// The time that an attribute has, in 8 bytes or, as older versions wrote it, in 4; 0 if there is none.
time_t time_of(const char* path, uint8_t attribute);

}  // namespace fs

#endif

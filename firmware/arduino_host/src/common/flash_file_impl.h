/// What stands behind `fs::File`, `fs::Dir` and `fs::FS` of esp8266/Arduino and arduino-pico: calls of littlefs, in the
/// order in which libraries/LittleFS/src/LittleFS.h and LittleFS.cpp of both make them. A file system with other names
/// and results than that overrides what differs.
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
    virtual ~FileImpl() { close(); }
    FileImpl(const FileImpl&) = delete;
    FileImpl& operator=(const FileImpl&) = delete;

    virtual size_t write(const uint8_t* data, size_t bytes);
    virtual int read(uint8_t* data, size_t bytes);
    virtual int room() const;
    void flush();
    virtual bool seek(uint32_t position, SeekMode mode);
    size_t position() const { return has_file() ? file_.position : 0; }
    size_t size() const { return has_file() ? file_.size : 0; }
    bool truncate(uint32_t size);
    void close();
    const char* path() const { return is_open_ ? path_.c_str() : nullptr; }
    virtual const char* name() const;
    bool is_file() const;
    bool is_directory() const;
    virtual time_t time_of(uint8_t attribute) const;
    /// By what a file that was written is dated.
    virtual void tell_time(TimeCallback tells) { now_ = tells; }

  protected:
    bool has_file() const { return is_open_ && !is_bare_; }
    bool may(OpenFlags what) const { return (flags_ & what) != 0; }

  private:
    void note_times();

    std::string path_;
    OpenFlags flags_;
    oceanhil::machine::files::File file_;
    time_t creation_;
    TimeCallback now_ = nullptr;
    bool is_open_ = true;
    bool is_bare_;
};

class DirImpl {
  public:
    DirImpl(std::string path, std::string pattern, uint32_t directory);
    virtual ~DirImpl();
    DirImpl(const DirImpl&) = delete;
    DirImpl& operator=(const DirImpl&) = delete;

    /// On to the next whose name begins as is asked for.
    virtual bool next();
    virtual bool rewind();
    /// nullptr before the first and behind the last.
    const oceanhil::machine::files::Entry* entry() const { return is_valid_ ? &entry_ : nullptr; }
    virtual std::string path_of_entry() const;
    virtual time_t time_of(uint8_t attribute) const;

  protected:
    /// Without a directory of littlefs.
    explicit DirImpl(std::string pattern) : pattern_(std::move(pattern)) {}

    std::string path_;
    std::string pattern_;
    oceanhil::machine::files::Entry entry_;
    bool is_valid_ = false;

  private:
    void pass_dots();

    uint32_t directory_ = 0;
};

class FSImpl {
  public:
    /// `config_id`: of the settings that it takes; without a medium it is never mounted.
    explicit FSImpl(uint32_t config_id = littlefs_impl::LittleFSConfig::FSId, bool has_medium = true)
        : config_id_(config_id), has_medium_(has_medium) {}
    virtual ~FSImpl() = default;
    FSImpl(const FSImpl&) = delete;
    FSImpl& operator=(const FSImpl&) = delete;

    bool set_config(const FSConfig& config);
    bool begin();
    void end();
    bool format();
    virtual bool info(FSInfo& info) const;
    bool is_mounted() const { return is_mounted_; }

    virtual FileImplPtr open(const char* path, OpenFlags flags);
    virtual DirImplPtr open_directory(const char* path);
    bool has(const char* path) const { return is_mounted_ && path != nullptr && path[0] != '\0'; }
    virtual bool exists(const char* path) const;
    /// With the directories that become empty.
    virtual bool remove(const char* path);
    virtual bool rename(const char* from, const char* to);
    virtual bool make_directory(const char* path);
    virtual bool remove_directory(const char* path) { return remove(path); }
    /// Whether there was nothing to tidy up or to mend.
    virtual bool is_tidy() const { return true; }
    virtual time_t creation_time() const;
    /// By what it dates its files, if it does.
    virtual void tell_time(TimeCallback tells) { now_ = tells; }

  private:
    bool mount();
    bool note_format_time();
    time_t creation_of(const char* path, OpenFlags flags) const;

    uint32_t config_id_;
    bool has_medium_;
    TimeCallback now_ = nullptr;
    bool is_mounted_ = false;
    bool formats_by_itself_ = true;
};

/// Attributes of littlefs: seconds since 1970.
constexpr uint8_t kCreated = 'c';
constexpr uint8_t kWritten = 't';

/// The time that an attribute has, in 8 bytes or, as older versions wrote it, in 4; 0 if there is none.
time_t time_of(const char* path, uint8_t attribute);

/// Makes all directories that stand in the path of a file.
void make_directories_of(const std::string& path);

}  // namespace fs

#endif

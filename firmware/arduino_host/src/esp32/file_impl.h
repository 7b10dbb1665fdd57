/// What stands behind `fs::File` and `fs::FS` of arduino-esp32. Facts: libraries/FS/src/vfs_api.cpp there.
#ifndef OCEANHIL_FILE_IMPL_H
#define OCEANHIL_FILE_IMPL_H

#include <FS.h>
#include <files.h>

#include <memory>
#include <string>
#include <vector>

#include "buffered_file.h"

namespace fs {

/// A file or a directory that is open.
class FileImpl {
  public:
    /// `is_flat`: of a file system without directories, whose names have slashes in them; any path is one there.
    FileImpl(const char* path, const char* mode, bool is_flat = false);
    ~FileImpl();
    FileImpl(const FileImpl&) = delete;
    FileImpl& operator=(const FileImpl&) = delete;

    void close();
    bool is_directory() const { return directory_ != 0 || is_list_; }
    bool is_flat() const { return is_flat_; }
    bool is_open() const { return is_directory() || file_ != nullptr; }
    /// nullptr of a directory.
    oceanhil::BufferedFile* file() { return file_.get(); }
    const char* path() const { return path_.c_str(); }
    const char* name() const;

    size_t write(const uint8_t* data, size_t bytes);
    size_t size();
    /// The next that is neither `.` nor `..`.
    bool next(oceanhil::machine::files::Entry& entry);
    std::string path_of(const oceanhil::machine::files::Entry& entry) const;
    bool seek_entry(long position);
    void rewind();

  private:
    void open_for_reading(const char* mode);
    void look();
    bool next_of_list(oceanhil::machine::files::Entry& entry);

    std::string path_;
    bool is_flat_;
    // Of a directory that is none: the names that begin with its path, behind that.
    bool is_list_ = false;
    std::vector<std::string> list_;
    std::unique_ptr<oceanhil::BufferedFile> file_;
    uint32_t directory_ = 0;
    long entry_ = 0;
    // As its size was told last; flash knows no other.
    size_t size_ = 0;
    bool is_written_ = false;
};

/// A file system that may be mounted.
class FSImpl {
  public:
    explicit FSImpl(bool is_flat = false) : is_flat_(is_flat) {}

    /// Gives the mounted one at whose place this path begins, and what of it is behind that; nullptr if none has it.
    static FSImpl* of_path(const char* path, const char*& inside);

    bool is_flat() const { return is_flat_; }
    const char* mountpoint() const { return is_mounted_ ? mountpoint_.c_str() : nullptr; }
    /// Mounts the partition with this label at `place`, formatted first where it is not and `formats`; true if it is.
    bool mount(const char* label, const char* place, bool formats);
    void unmount();
    /// What is mounted is mounted again.
    bool format(const char* label);

    FileImplPtr open(const char* path, const char* mode, bool create);
    /// Whether a file may be opened by this name; makes the directories that it is in where it has to.
    bool may_have(const char* path, const char* mode, bool create);
    bool exists(const char* path);
    bool mkdir(const char* path);
    bool remove(const char* path);
    bool rename(const char* from, const char* to);
    bool rmdir(const char* path);

  private:
    bool has(const char* path) const { return is_mounted_ && path != nullptr && path[0] == '/'; }
    bool make_directories_of(const char* path);
    bool is_file(const char* path) const;

    std::string mountpoint_;
    bool is_flat_;
    bool is_mounted_ = false;
    FSImpl* next_mounted_ = nullptr;
};

}  // namespace fs

#endif

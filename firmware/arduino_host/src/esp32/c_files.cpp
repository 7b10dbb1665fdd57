// What C's library has of files on an ESP32: those of file systems that are mounted, each below the place where it is
// mounted (`/littlefs/lamp.txt`). A sketch's objects call these names (firmware/sketches/host_files.py); calls of C that
// are not here are not there. Facts: ESP-IDF, components/vfs/vfs.c, components/spiffs/esp_spiffs.c; esp_littlefs,
// src/esp_littlefs.c; newlib, libc/stdio (remove.c).
#include <dirent.h>
#include <errno.h>
#include <files.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <memory>

#include "buffered_file.h"
#include "file_impl.h"

namespace {

namespace files = oceanhil::machine::files;
using oceanhil::BufferedFile;

/// Of a file of C's: it knows the next that is open.
struct CFile {
    CFile(const char* path, const char* mode) : file(path, mode) {}
    BufferedFile file;
    FILE* stream = nullptr;
    CFile* next = nullptr;
};

/// Of a directory of C's.
struct CDirectory {
    explicit CDirectory(fs::FSImpl& volume, const char* path) : open(path, "r", volume.is_flat()) {}
    fs::FileImpl open;
    dirent entry = {};
};

CFile* first_c_file = nullptr;

int refused(int error) {
    errno = error;
    return -1;
}

/// littlefs' error codes are those of POSIX, below 0.
int told(int32_t status) { return status < 0 ? refused(-status) : 0; }

/// The file system that has a path, and the path in it; nullptr, and why, if none has it.
fs::FSImpl* volume_of(const char* path, const char*& inside) {
    fs::FSImpl* const found = fs::FSImpl::of_path(path, inside);
    if (found == nullptr) {
        errno = ENOENT;
    }
    return found;
}

/// Whether a path names an entry of a file system: which, and its path in it; errno says why not.
bool has_entry(const char* path, const char*& inside, files::Entry& found) {
    return volume_of(path, inside) != nullptr && told(files::stat(inside, found)) == 0;
}

CDirectory& directory_in(DIR* directory) { return *reinterpret_cast<CDirectory*>(directory); }

ssize_t read_c_file(void* cookie, char* data, size_t bytes) {
    return static_cast<ssize_t>(static_cast<CFile*>(cookie)->file.read(reinterpret_cast<uint8_t*>(data), bytes));
}

ssize_t write_c_file(void* cookie, const char* data, size_t bytes) {
    auto& file = static_cast<CFile*>(cookie)->file;
    return static_cast<ssize_t>(file.write(reinterpret_cast<const uint8_t*>(data), bytes));
}

int seek_c_file(void* cookie, off64_t* offset, int whence) {
    auto& file = static_cast<CFile*>(cookie)->file;
    // What newlib and glibc call SEEK_SET, SEEK_CUR and SEEK_END are the same numbers.
    if (!file.seek(static_cast<int32_t>(*offset), static_cast<files::Whence>(whence))) {
        return refused(EINVAL);
    }
    *offset = static_cast<off64_t>(file.position());
    return 0;
}

int close_c_file(void* cookie) {
    CFile** each = &first_c_file;
    while (*each != cookie) {
        each = &(*each)->next;
    }
    const std::unique_ptr<CFile> closed(*each);
    *each = closed->next;
    return 0;
}

void flush_c_files(const FILE* stream) {
    for (CFile* each = first_c_file; each != nullptr; each = each->next) {
        if (stream == nullptr || stream == each->stream) {
            each->file.flush();
        }
    }
}

}  // namespace

extern "C" {

FILE* oceanhil_c_fopen(const char* path, const char* mode) {
    const char* inside = nullptr;
    fs::FSImpl* const volume = volume_of(path, inside);
    if (volume == nullptr) {
        return nullptr;
    }
    files::Entry found;
    const int32_t status = files::stat(inside, found);
    if (status >= 0 && found.is_directory) {
        errno = EISDIR;
        return nullptr;
    }
    if (!volume->may_have(inside, mode, false)) {
        errno = ENAMETOOLONG;
        return nullptr;
    }
    auto open = std::make_unique<CFile>(inside, mode);
    if (!open->file) {
        errno = status >= 0 ? EEXIST : ENOENT;
        return nullptr;
    }
    constexpr cookie_io_functions_t kCalls = {read_c_file, write_c_file, seek_c_file, close_c_file};
    open->stream = fopencookie(open.get(), mode, kCalls);
    if (open->stream == nullptr) {
        return nullptr;
    }
    // The file has the buffer that newlib's has, and no other.
    setvbuf(open->stream, nullptr, _IONBF, 0);
    open->next = first_c_file;
    first_c_file = open.get();
    return open.release()->stream;
}

int oceanhil_c_fflush(FILE* stream) {
    const int result = fflush(stream);
    flush_c_files(stream);
    return result;
}

int oceanhil_c_stat(const char* path, struct stat* about) {
    const char* inside = nullptr;
    files::Entry found;
    if (!has_entry(path, inside, found)) {
        return -1;
    }
    *about = {};
    about->st_mode = found.is_directory ? S_IFDIR : S_IFREG;
    about->st_size = found.is_directory ? 0 : static_cast<off_t>(found.size);
    about->st_mtime = static_cast<time_t>(oceanhil::time_written(inside));
    return 0;
}

int oceanhil_c_unlink(const char* path) {
    const char* inside = nullptr;
    files::Entry found;
    if (!has_entry(path, inside, found)) {
        return -1;
    }
    if (BufferedFile::is_open(inside)) {
        return refused(EBUSY);
    }
    return found.is_directory ? refused(EISDIR) : told(files::remove(inside));
}

int oceanhil_c_remove(const char* path) { return oceanhil_c_unlink(path); }

int oceanhil_c_rename(const char* from, const char* to) {
    const char* source = nullptr;
    const char* target = nullptr;
    fs::FSImpl* const volume = volume_of(from, source);
    fs::FSImpl* const other = volume == nullptr ? nullptr : volume_of(to, target);
    if (other == nullptr) {
        return -1;
    }
    if (other != volume) {
        return refused(EXDEV);
    }
    if (BufferedFile::is_open(source) || BufferedFile::is_open(target)) {
        return refused(EBUSY);
    }
    if (volume->is_flat()) {
        return volume->rename(source, target) ? 0 : refused(ENOENT);
    }
    return told(files::rename(source, target));
}

int oceanhil_c_mkdir(const char* path, mode_t) {
    const char* inside = nullptr;
    fs::FSImpl* const volume = volume_of(path, inside);
    if (volume == nullptr) {
        return -1;
    }
    return volume->is_flat() ? refused(ENOTSUP) : told(files::make_directory(inside));
}

int oceanhil_c_rmdir(const char* path) {
    const char* inside = nullptr;
    fs::FSImpl* const volume = volume_of(path, inside);
    if (volume == nullptr) {
        return -1;
    }
    files::Entry found;
    const int32_t status = volume->is_flat() ? -ENOTSUP : files::stat(inside, found);
    if (status < 0) {
        return told(status);
    }
    return found.is_directory ? told(files::remove(inside)) : refused(ENOTDIR);
}

DIR* oceanhil_c_opendir(const char* path) {
    const char* inside = nullptr;
    fs::FSImpl* const volume = volume_of(path, inside);
    if (volume == nullptr) {
        return nullptr;
    }
    auto directory = std::make_unique<CDirectory>(*volume, inside);
    if (!directory->open.is_directory()) {
        errno = directory->open.is_open() ? ENOTDIR : ENOENT;
        return nullptr;
    }
    return reinterpret_cast<DIR*>(directory.release());
}

struct dirent* oceanhil_c_readdir(DIR* directory) {
    CDirectory& read = directory_in(directory);
    files::Entry found;
    if (!read.open.next(found)) {
        return nullptr;
    }
    read.entry.d_type = found.is_directory ? DT_DIR : DT_REG;
    snprintf(read.entry.d_name, sizeof read.entry.d_name, "%s", found.name);
    return &read.entry;
}

void oceanhil_c_rewinddir(DIR* directory) { directory_in(directory).open.rewind(); }

int oceanhil_c_closedir(DIR* directory) {
    const std::unique_ptr<CDirectory> closed(&directory_in(directory));
    return 0;
}
}

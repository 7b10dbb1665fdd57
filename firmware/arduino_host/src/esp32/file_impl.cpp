#include "file_impl.h"

#include <string.h>

namespace machine = oceanhil::machine;

namespace files = machine::files;
using oceanhil::BufferedFile;

namespace fs {

FileImpl::FileImpl(const char* path, const char* mode) : path_(path) {
    if (mode[0] == 'r') {
        open_for_reading(mode);
        return;
    }
    file_ = std::make_unique<BufferedFile>(path, mode);
    if (!*file_) {
        file_.reset();
    }
    look();
}

FileImpl::~FileImpl() { close(); }

void FileImpl::close() {
    if (is_directory()) {
        files::close_directory(directory_);
        directory_ = 0;
    }
    file_.reset();
}

/// A file if there is one, else a directory if there is one.
void FileImpl::open_for_reading(const char* mode) {
    file_ = std::make_unique<BufferedFile>(path_.c_str(), mode);
    if (*file_) {
        look();
        return;
    }
    file_.reset();
    files::Entry found;
    if (files::stat(path_.c_str(), found) < 0 || found.is_directory) {
        files::open_directory(path_.c_str(), directory_);
    }
}

void FileImpl::look() {
    files::Entry found;
    if (files::stat(path_.c_str(), found) >= 0) {
        size_ = found.size;
        is_written_ = false;
    }
}

const char* FileImpl::name() const {
    const size_t slash = path_.rfind('/');
    return path_.c_str() + (slash == std::string::npos ? 0 : slash + 1);
}

size_t FileImpl::write(const uint8_t* data, size_t bytes) {
    if (file_ == nullptr || data == nullptr || bytes == 0) {
        return 0;
    }
    is_written_ = true;
    return file_->write(data, bytes);
}

size_t FileImpl::size() {
    if (file_ == nullptr) {
        return 0;
    }
    if (is_written_) {
        look();
    }
    return size_;
}

bool FileImpl::next(files::Entry& entry) {
    if (!is_directory()) {
        return false;
    }
    do {
        if (files::next_entry(directory_, entry) <= 0) {
            return false;
        }
    } while (strcmp(entry.name, ".") == 0 || strcmp(entry.name, "..") == 0);
    ++entry_;
    return true;
}

std::string FileImpl::path_of(const files::Entry& entry) const {
    return path_ + (path_.back() == '/' ? "" : "/") + entry.name;
}

bool FileImpl::seek_entry(long position) {
    if (!is_directory()) {
        return false;
    }
    if (position < entry_) {
        rewind();
    }
    files::Entry passed;
    while (entry_ < position && next(passed)) {
    }
    return true;
}

void FileImpl::rewind() {
    if (is_directory()) {
        files::rewind_directory(directory_);
        entry_ = 0;
    }
}

void FSImpl::mount_at(const char* place) {
    mountpoint_ = place;
    is_mounted_ = true;
}

FileImplPtr FSImpl::open(const char* path, const char* mode, bool create) {
    if (!has(path)) {
        return {};
    }
    const char* const known = mode == nullptr ? "r" : mode;
    if (create && known[0] != 'r' && !make_directories_of(path)) {
        return {};
    }
    return std::make_shared<FileImpl>(path, known);
}

bool FSImpl::make_directories_of(const char* path) {
    const char* slash = strchr(path + 1, '/');
    while (slash != nullptr) {
        if (!mkdir(std::string(path, slash).c_str())) {
            return false;
        }
        slash = strchr(slash + 1, '/');
    }
    return true;
}

bool FSImpl::mkdir(const char* path) {
    files::Entry found;
    if (!is_mounted_) {
        return false;
    }
    return files::stat(path, found) >= 0 ? found.is_directory : files::make_directory(path) >= 0;
}

bool FSImpl::remove(const char* path) {
    files::Entry found;
    const bool is_there = has(path) && files::stat(path, found) >= 0;
    return is_there && !found.is_directory && !BufferedFile::is_open(path) && files::remove(path) >= 0;
}

bool FSImpl::rename(const char* from, const char* to) {
    if (!has(from) || !has(to) || BufferedFile::is_open(from) || BufferedFile::is_open(to)) {
        return false;
    }
    return files::rename(from, to) >= 0;
}

bool FSImpl::rmdir(const char* path) {
    files::Entry found;
    // The core takes a file system of this place for SPIFFS, which has no directories.
    const bool is_spiffs = mountpoint_ == "/spiffs";
    const bool is_there = is_mounted_ && !is_spiffs && files::stat(path, found) >= 0;
    return is_there && found.is_directory && files::remove(path) >= 0;
}

}  // namespace fs

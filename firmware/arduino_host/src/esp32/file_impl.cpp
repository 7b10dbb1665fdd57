#include "file_impl.h"

#include <string.h>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

namespace files = machine::files;
using oceanhil::BufferedFile;

namespace fs {

namespace {

// CONFIG_SPIFFS_OBJ_NAME_LEN of ESP-IDF, with the NUL.
constexpr size_t kFlatNameBytes = 32;

// All that are mounted, each knows the next.
FSImpl* first_mounted = nullptr;

// Longer ways are cut; no name of such a file system is as long.
constexpr size_t kWayBytes = 512;

/// Adds the files below a directory, each with its way from the one where `begin` letters of its path are passed over.
void list_below(const char* path, size_t begin, std::vector<std::string>& list) {
    uint32_t directory = 0;
    if (files::open_directory(path, directory) < 0) {
        return;
    }
    files::Entry entry;
    char way[kWayBytes];
    while (files::next_entry(directory, entry) > 0) {
        oceanhil_snprintf(way, sizeof way, "%s/%s", strcmp(path, "/") == 0 ? "" : path, entry.name);
        if (!entry.is_directory) {
            list.emplace_back(way + begin);
        } else if (strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0) {
            list_below(way, begin, list);
        }
    }
    files::close_directory(directory);
}

}  // namespace

FileImpl::FileImpl(const char* path, const char* mode, bool is_flat) : path_(path), is_flat_(is_flat) {
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
        if (directory_ != 0) {
            files::close_directory(directory_);
        }
        directory_ = 0;
        is_list_ = false;
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
    if (is_flat_) {
        is_list_ = true;
        list_below(path_.c_str(), path_ == "/" ? 1 : path_.size() + 1, list_);
        return;
    }
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
    if (is_list_) {
        return next_of_list(entry);
    }
    do {
        if (files::next_entry(directory_, entry) <= 0) {
            return false;
        }
    } while (strcmp(entry.name, ".") == 0 || strcmp(entry.name, "..") == 0);
    ++entry_;
    return true;
}

bool FileImpl::next_of_list(files::Entry& entry) {
    if (static_cast<size_t>(entry_) >= list_.size()) {
        return false;
    }
    const std::string& name = list_[static_cast<size_t>(entry_++)];
    entry.is_directory = false;
    entry.name[name.copy(entry.name, sizeof entry.name - 1)] = '\0';
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
        if (directory_ != 0) {
            files::rewind_directory(directory_);
        }
        entry_ = 0;
    }
}

FSImpl* FSImpl::of_path(const char* path, const char*& inside) {
    FSImpl* found = nullptr;
    for (FSImpl* each = first_mounted; path != nullptr && each != nullptr; each = each->next_mounted_) {
        const std::string& place = each->mountpoint_;
        const bool begins = strncmp(path, place.c_str(), place.size()) == 0;
        const char end = begins ? path[place.size()] : 'x';
        if ((end == '/' || end == '\0') && (found == nullptr || place.size() > found->mountpoint_.size())) {
            found = each;
            inside = end == '/' ? path + place.size() : "/";
        }
    }
    return found;
}

bool FSImpl::mount(const char* label, const char* place, bool formats) {
    if (is_mounted_) {
        return true;
    }
    int32_t mounted = files::mount(label);
    if (mounted < 0 && mounted != files::kNoPartition && formats && format(label)) {
        mounted = files::mount(label);
    }
    if (mounted < 0) {
        return false;
    }
    mountpoint_ = place;
    is_mounted_ = true;
    next_mounted_ = first_mounted;
    first_mounted = this;
    return true;
}

void FSImpl::unmount() {
    if (!is_mounted_) {
        return;
    }
    files::unmount();
    is_mounted_ = false;
    FSImpl** each = &first_mounted;
    while (*each != this) {
        each = &(*each)->next_mounted_;
    }
    *each = next_mounted_;
}

bool FSImpl::format(const char* label) {
    return files::format(label) >= 0 && (!is_mounted_ || files::mount(label) >= 0);
}

FileImplPtr FSImpl::open(const char* path, const char* mode, bool create) {
    if (!has(path)) {
        return {};
    }
    const char* const known = mode == nullptr ? "r" : mode;
    return may_have(path, known, create) ? std::make_shared<FileImpl>(path, known, is_flat_) : FileImplPtr();
}

bool FSImpl::may_have(const char* path, const char* mode, bool create) {
    const bool is_too_long = is_flat_ && strlen(path) >= kFlatNameBytes;
    return !is_too_long && ((!create && !is_flat_) || mode[0] == 'r' || make_directories_of(path));
}

bool FSImpl::exists(const char* path) {
    const FileImplPtr found = open(path, FILE_READ, false);
    return found != nullptr && found->is_open() && !(is_flat_ && found->is_directory());
}

bool FSImpl::is_file(const char* path) const {
    files::Entry found;
    return files::stat(path, found) >= 0 && !found.is_directory;
}

bool FSImpl::make_directories_of(const char* path) {
    const char* slash = strchr(path + 1, '/');
    while (slash != nullptr) {
        const std::string directory(path, slash);
        files::Entry found;
        const bool is_there = files::stat(directory.c_str(), found) >= 0;
        if (is_there ? !found.is_directory : files::make_directory(directory.c_str()) < 0) {
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
    if (is_flat_) {
        // Nothing is made: each path that is no file is taken for a directory already.
        return !is_file(path);
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
    if (is_flat_ && (!is_file(from) || is_file(to) || strlen(to) >= kFlatNameBytes || !make_directories_of(to))) {
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

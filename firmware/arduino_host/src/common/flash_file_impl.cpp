#ifndef ESP32
#include "flash_file_impl.h"

#include <string.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace files = machine::files;

namespace fs {

std::optional<OpenFlags> flags_of(const char* mode) {
    const bool is_both = mode[0] != '\0' && mode[1] == '+';
    if (!is_both && mode[0] != '\0' && mode[1] != '\0') {
        return std::nullopt;
    }
    const OpenFlags both = files::kRead | files::kWrite;
    switch (mode[0]) {
        case 'r':
            return is_both ? both : files::kRead;
        case 'w':
            return (is_both ? both : files::kWrite) | files::kCreate | files::kTruncate;
        case 'a':
            return (is_both ? both : files::kWrite) | files::kCreate | files::kAppend;
        default:
            return std::nullopt;
    }
}

time_t time_of(const char* path, uint8_t attribute) {
    int64_t seconds = 0;
    const int32_t bytes = files::attribute(path, attribute, &seconds, sizeof seconds);
    if (bytes == sizeof(int32_t)) {
        return static_cast<int32_t>(seconds);
    }
    return bytes == sizeof seconds ? static_cast<time_t>(seconds) : 0;
}

FileImpl::FileImpl(const char* path, OpenFlags flags, const files::File* file, time_t creation)
    : path_(path), flags_(flags), creation_(creation), is_bare_(file == nullptr) {
    if (file != nullptr) {
        file_ = *file;
    }
}

size_t FileImpl::write(const uint8_t* data, size_t bytes) {
    const int32_t put = has_file() && data != nullptr ? files::write(file_, data, bytes) : 0;
    return static_cast<size_t>(std::max<int32_t>(0, put));
}

int FileImpl::read(uint8_t* data, size_t bytes) {
    const int32_t got = has_file() && data != nullptr ? files::read(file_, data, bytes) : 0;
    return std::max<int32_t>(0, got);
}

/// What is left of a block. The core counts the words between blocks, too, which nobody knows here.
int FileImpl::room() const {
    files::Space space;
    if (!oceanhil::kTellsRoom || !has_file() || files::space(space) < 0) {
        return 0;
    }
    return static_cast<int>(space.block - file_.position % space.block);
}

void FileImpl::flush() {
    if (has_file()) {
        files::sync(file_);
    }
}

/// Behind the end of the file there is no place.
bool FileImpl::seek(uint32_t position, SeekMode mode) {
    if (!has_file()) {
        return false;
    }
    const bool is_back = oceanhil::kSeeksBackFromEnd && mode == SeekEnd;
    const auto offset = static_cast<int32_t>(is_back ? 0U - position : position);
    const auto last = static_cast<int32_t>(file_.position);
    if (files::seek(file_, offset, static_cast<files::Whence>(mode)) < 0) {
        return false;
    }
    if (file_.position > file_.size) {
        files::seek(file_, last, files::Whence::begin);
        return false;
    }
    return true;
}

bool FileImpl::truncate(uint32_t size) { return has_file() && files::truncate(file_, size) >= 0; }

void FileImpl::close() {
    if (has_file()) {
        files::close(file_);
        is_open_ = false;
        if (now_ != nullptr && (flags_ & files::kWrite) != 0) {
            note_times();
        }
    }
}

void FileImpl::note_times() {
    if (creation_ != 0) {
        files::set_attribute(path_.c_str(), kCreated, &creation_, sizeof creation_);
    }
    const time_t written = now_();
    files::set_attribute(path_.c_str(), kWritten, &written, sizeof written);
}

const char* FileImpl::name() const {
    if (!is_open_) {
        return nullptr;
    }
    const size_t slash = path_.rfind('/');
    const bool is_last = slash != std::string::npos && slash + 1 < path_.size();
    return path_.c_str() + (is_last ? slash + 1 : 0);
}

bool FileImpl::is_file() const {
    files::Entry found;
    return has_file() && files::stat(path_.c_str(), found) >= 0 && !found.is_directory;
}

bool FileImpl::is_directory() const {
    files::Entry found;
    return is_open_ && (is_bare_ || (files::stat(path_.c_str(), found) >= 0 && found.is_directory));
}

time_t FileImpl::time_of(uint8_t attribute) const { return has_file() ? fs::time_of(path_.c_str(), attribute) : 0; }

DirImpl::DirImpl(std::string path, std::string pattern, uint32_t directory)
    : path_(std::move(path)), pattern_(std::move(pattern)), directory_(directory) {
    pass_dots();
}

DirImpl::~DirImpl() {
    if (directory_ != 0) {
        files::close_directory(directory_);
    }
}

/// `.` and `..` come first.
void DirImpl::pass_dots() {
    files::Entry dots;
    files::next_entry(directory_, dots);
    files::next_entry(directory_, dots);
}

bool DirImpl::rewind() {
    is_valid_ = false;
    const int32_t rewound = files::rewind_directory(directory_);
    pass_dots();
    return rewound >= 0;
}

bool DirImpl::next() {
    do {
        is_valid_ = files::next_entry(directory_, entry_) > 0;
    } while (is_valid_ && strncmp(entry_.name, pattern_.c_str(), pattern_.size()) != 0);
    return is_valid_;
}

std::string DirImpl::path_of_entry() const { return path_ + (path_.empty() ? "" : "/") + entry_.name; }

time_t DirImpl::time_of(uint8_t attribute) const {
    return is_valid_ ? fs::time_of(path_of_entry().c_str(), attribute) : 0;
}

}  // namespace fs
#endif

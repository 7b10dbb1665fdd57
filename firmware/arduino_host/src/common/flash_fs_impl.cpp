#ifndef ESP32
#include <string.h>

#include "flash_file_impl.h"

namespace machine = oceanhil::machine;

namespace files = machine::files;

namespace fs {

namespace {

// There are no partitions.
constexpr const char* kFlash = "";

/// Whether each part of a path is short enough.
bool has_short_names(const char* path) {
    while (true) {
        const size_t length = strcspn(path, "/");
        if (length >= oceanhil::kMostNameBytes) {
            return false;
        }
        if (path[length] == '\0') {
            return true;
        }
        path += length + 1;
    }
}

}  // namespace

void make_directories_of(const std::string& path) {
    for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        files::make_directory(path.substr(0, slash).c_str());
    }
}

bool FSImpl::set_config(const FSConfig& config) {
    if (config._type != config_id_ || is_mounted_) {
        return false;
    }
    formats_by_itself_ = config._autoFormat;
    return true;
}

bool FSImpl::mount() {
    is_mounted_ = has_medium_ && files::mount(kFlash) >= 0;
    return is_mounted_;
}

bool FSImpl::begin() {
    if (is_mounted_ || mount()) {
        return true;
    }
    return formats_by_itself_ && format() && mount();
}

void FSImpl::end() {
    if (is_mounted_) {
        files::unmount();
        is_mounted_ = false;
    }
}

bool FSImpl::format() {
    const bool was_mounted = is_mounted_;
    end();
    if (!has_medium_ || files::format(kFlash) < 0 || !note_format_time()) {
        return false;
    }
    return !was_mounted || mount();
}

bool FSImpl::note_format_time() {
    if (now_ == nullptr || !mount()) {
        return true;
    }
    const time_t formatted = now_();
    for (const uint8_t each : {kCreated, kWritten}) {
        if (files::set_attribute("/", each, &formatted, sizeof formatted) < 0) {
            return false;
        }
    }
    end();
    return true;
}

bool FSImpl::info(FSInfo& info) const {
    files::Space space;
    if (!is_mounted_ || files::space(space) < 0) {
        return false;
    }
    info = {space.total,
            space.used,
            space.block,
            oceanhil::kFilePageBytes,
            oceanhil::kMostOpenFiles,
            oceanhil::kMostNameBytes};
    return true;
}

/// 0 for what is there already, or where nobody tells the time.
time_t FSImpl::creation_of(const char* path, OpenFlags flags) const {
    files::File file;
    if (now_ == nullptr || (flags & files::kCreate) == 0) {
        return 0;
    }
    if (files::open(path, files::kRead, file) < 0) {
        return now_();
    }
    files::close(file);
    return 0;
}

FileImplPtr FSImpl::open(const char* path, OpenFlags flags) {
    if (!has(path) || !has_short_names(path)) {
        return {};
    }
    if ((flags & files::kCreate) != 0) {
        make_directories_of(path);
    }
    const time_t creation = creation_of(path, flags);
    files::File file;
    const int32_t opened = files::open(path, flags, file);
    if (opened == files::kIsDirectory) {
        return std::make_shared<FileImpl>(path, flags, nullptr, creation);
    }
    if (opened < 0) {
        return {};
    }
    files::sync(file);
    return std::make_shared<FileImpl>(path, flags, &file, creation);
}

/// What is no directory is the begin of names in the directory above.
DirImplPtr FSImpl::open_directory(const char* path) {
    if (!is_mounted_ || path == nullptr) {
        return {};
    }
    std::string directory(path);
    directory.erase(directory.find_last_not_of('/') + 1);
    std::string pattern;
    files::Entry found;
    if (!directory.empty() && (files::stat(directory.c_str(), found) < 0 || !found.is_directory)) {
        const size_t slash = directory.rfind('/');
        pattern = slash == std::string::npos ? directory : directory.substr(slash + 1);
        directory.erase(slash == std::string::npos ? 0 : slash);
    }
    uint32_t handle = 0;
    if (files::open_directory(directory.empty() ? "/" : directory.c_str(), handle) < 0) {
        return {};
    }
    return std::make_shared<DirImpl>(directory, pattern, handle);
}

bool FSImpl::exists(const char* path) const {
    files::Entry found;
    return has(path) && files::stat(path, found) >= 0;
}

bool FSImpl::remove(const char* path) {
    if (!has(path) || files::remove(path) < 0) {
        return false;
    }
    std::string above(path);
    for (size_t slash = above.rfind('/'); slash != std::string::npos; slash = above.rfind('/')) {
        above.erase(slash);
        files::remove(above.c_str());
    }
    return true;
}

bool FSImpl::rename(const char* from, const char* to) { return has(from) && has(to) && files::rename(from, to) >= 0; }

bool FSImpl::make_directory(const char* path) {
    if (!has(path) || files::make_directory(path) < 0) {
        return false;
    }
    if (now_ != nullptr) {
        const time_t made = now_();
        files::set_attribute(path, kCreated, &made, sizeof made);
    }
    return true;
}

time_t FSImpl::creation_time() const { return is_mounted_ ? time_of("/", kCreated) : 0; }

}  // namespace fs
#endif

#include <LittleFS.h>
#include <files.h>

#include <algorithm>

#include "file_impl.h"

namespace machine = oceanhil::machine;

namespace files = machine::files;

namespace fs {

LittleFSFS::LittleFSFS() : FS(std::make_shared<FSImpl>()) {}

bool LittleFSFS::begin(bool formatOnFail, const char* basePath, uint8_t, const char* partitionLabel) {
    if (_impl->mountpoint() != nullptr) {
        return true;
    }
    label_ = partitionLabel == nullptr ? "" : partitionLabel;
    int32_t mounted = files::mount(label_.c_str());
    if (mounted < 0 && mounted != files::kNoPartition && formatOnFail && format()) {
        mounted = files::mount(label_.c_str());
    }
    if (mounted < 0) {
        return false;
    }
    _impl->mount_at(basePath);
    return true;
}

void LittleFSFS::end() {
    if (_impl->mountpoint() != nullptr) {
        files::unmount();
        _impl->forget();
    }
}

// What is mounted is mounted again.
bool LittleFSFS::format() {
    const bool is_formatted = files::format(label_.c_str()) >= 0;
    return is_formatted && (_impl->mountpoint() == nullptr || files::mount(label_.c_str()) >= 0);
}

size_t LittleFSFS::totalBytes() {
    files::Space space;
    return files::space(space) < 0 ? 0 : space.total;
}

size_t LittleFSFS::usedBytes() {
    files::Space space;
    return files::space(space) < 0 ? 0 : std::min(space.total, space.used);
}

}  // namespace fs

fs::LittleFSFS LittleFS;

#include <LittleFS.h>
#include <files.h>

#include <algorithm>

#include "file_impl.h"

namespace machine = oceanhil::machine;

namespace files = machine::files;

namespace fs {

LittleFSFS::LittleFSFS() : FS(std::make_shared<FSImpl>()) {}

bool LittleFSFS::begin(bool formatOnFail, const char* basePath, uint8_t, const char* partitionLabel) {
    if (_impl->mountpoint() == nullptr) {
        label_ = partitionLabel == nullptr ? "" : partitionLabel;
    }
    return _impl->mount(label_.c_str(), basePath, formatOnFail);
}

void LittleFSFS::end() { _impl->unmount(); }

bool LittleFSFS::format() { return _impl->format(label_.c_str()); }

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

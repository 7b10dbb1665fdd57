#include <SPIFFS.h>
#include <esp_spiffs.h>
#include <files.h>

#include "file_impl.h"

namespace machine = oceanhil::machine;

namespace files = machine::files;

namespace fs {

namespace {

// As ESP-IDF sets it up: pages of 256 bytes, 5 of them a head, blocks of a sector, whose first page is a table.
constexpr size_t kSpiffsDataBytes = 251;
constexpr size_t kSpiffsPagesInBlock = 15;
constexpr size_t kSpiffsSpareBlocks = 2;
constexpr size_t kSpiffsBlockBytes = 4096;
// A file has a page with its name and where so many of its others are, and a page more for each so many more.
constexpr size_t kSpiffsFirstIndex = 103;
constexpr size_t kSpiffsIndex = 124;
// The first partition of its kind, where none is named.
constexpr const char* kOnlySpiffs = "spiffs";

size_t spiffs_pages_of(size_t bytes) {
    const size_t data = (bytes + kSpiffsDataBytes - 1) / kSpiffsDataBytes;
    const size_t more = data > kSpiffsFirstIndex ? (data - kSpiffsFirstIndex + kSpiffsIndex - 1) / kSpiffsIndex : 0;
    return 1 + data + more;
}

}  // namespace

SPIFFSFS::SPIFFSFS() : FS(std::make_shared<FSImpl>(true)) {}

bool SPIFFSFS::begin(bool formatOnFail, const char* basePath, uint8_t, const char* partitionLabel) {
    if (_impl->mountpoint() == nullptr) {
        label_ = partitionLabel == nullptr ? kOnlySpiffs : partitionLabel;
    }
    return _impl->mount(label_.c_str(), basePath, formatOnFail);
}

void SPIFFSFS::end() { _impl->unmount(); }

bool SPIFFSFS::format() { return _impl->format(label_.isEmpty() ? kOnlySpiffs : label_.c_str()); }

size_t SPIFFSFS::totalBytes() {
    files::Space space;
    if (_impl->mountpoint() == nullptr || files::space(space) < 0) {
        return 0;
    }
    return ((space.total / kSpiffsBlockBytes - kSpiffsSpareBlocks) * kSpiffsPagesInBlock + 1) * kSpiffsDataBytes;
}

size_t SPIFFSFS::usedBytes() {
    if (_impl->mountpoint() == nullptr) {
        return 0;
    }
    size_t pages = 0;
    FileImpl all("/", FILE_READ, true);
    files::Entry entry;
    while (all.next(entry)) {
        files::Entry found;
        files::stat(all.path_of(entry).c_str(), found);
        pages += spiffs_pages_of(found.size);
    }
    return pages * kSpiffsDataBytes;
}

bool SPIFFSFS::is_mounted_on(const char* label) const {
    return _impl->mountpoint() != nullptr && (label == nullptr || label_ == label);
}

}  // namespace fs

fs::SPIFFSFS SPIFFS;

bool esp_spiffs_mounted(const char* partition_label) { return SPIFFS.is_mounted_on(partition_label); }

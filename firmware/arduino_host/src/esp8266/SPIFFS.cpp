// SPIFFS of esp8266/Arduino. Facts: cores/esp8266/spiffs_api.h and spiffs_api.cpp there, spiffs_hydrogen.c,
// spiffs_nucleus.h and spiffs_config.h of its SPIFFS.
#define NO_GLOBAL_SPIFFS
#include <FS.h>
#include <string.h>

#include <algorithm>
#include <vector>

#include "../common/flash_file_impl.h"

namespace machine = oceanhil::machine;

namespace files = machine::files;

namespace fs {

namespace {

// Pages of 256 bytes, 5 of them a head, in blocks of 8 KB, whose first page is a table.
constexpr size_t kSpiffsDataBytes = 251;
constexpr size_t kSpiffsPagesInBlock = 31;
constexpr size_t kSpiffsSpareBlocks = 2;
// A file has a page with its name and where so many of its others are, and a page more for each so many more.
constexpr size_t kSpiffsFirstIndex = 105;
constexpr size_t kSpiffsIndex = 124;
constexpr size_t kSpiffsNameBytes = 32;
constexpr int kSpiffsMostOpen = 5;

int spiffs_files_open = 0;

size_t spiffs_pages_of(size_t bytes) {
    const size_t data = (bytes + kSpiffsDataBytes - 1) / kSpiffsDataBytes;
    const size_t more = data > kSpiffsFirstIndex ? (data - kSpiffsFirstIndex + kSpiffsIndex - 1) / kSpiffsIndex : 0;
    return 1 + data + more;
}

bool is_spiffs_name(const char* path) {
    return path != nullptr && path[0] != '\0' && strlen(path) < kSpiffsNameBytes;
}

bool is_spiffs_file(const char* path) {
    files::Entry found;
    return files::stat(path, found) >= 0 && !found.is_directory;
}

/// Adds the names of the files below a directory.
void list_spiffs(const std::string& directory, std::vector<std::string>& list) {
    uint32_t handle = 0;
    if (files::open_directory(directory.empty() ? "/" : directory.c_str(), handle) < 0) {
        return;
    }
    files::Entry entry;
    while (files::next_entry(handle, entry) > 0) {
        const std::string name = directory + "/" + entry.name;
        if (!entry.is_directory) {
            list.push_back(name);
        } else if (strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0) {
            list_spiffs(name, list);
        }
    }
    files::close_directory(handle);
}

class SpiffsFile : public FileImpl {
  public:
    SpiffsFile(const char* path, OpenFlags flags, const files::File& file) : FileImpl(path, flags, &file, 0) {
        ++spiffs_files_open;
    }
    ~SpiffsFile() override { --spiffs_files_open; }

    size_t write(const uint8_t* data, size_t bytes) override {
        return may(files::kWrite) ? FileImpl::write(data, bytes) : 0;
    }
    int read(uint8_t* data, size_t bytes) override { return may(files::kRead) ? FileImpl::read(data, bytes) : 0; }
    int room() const override { return 0; }
    bool seek(uint32_t position, SeekMode mode) override {
        const int64_t offset = mode == SeekEnd ? -static_cast<int64_t>(static_cast<int32_t>(position))
                                               : static_cast<int64_t>(static_cast<int32_t>(position));
        const size_t begin = mode == SeekSet ? 0 : mode == SeekCur ? this->position() : size();
        const int64_t place = static_cast<int64_t>(begin) + offset;
        if (place < 0) {
            return false;
        }
        // Who wants to be behind the end stands at the end, and hears that it failed.
        const bool is_inside = place <= static_cast<int64_t>(size());
        const uint32_t there = is_inside ? static_cast<uint32_t>(place) : static_cast<uint32_t>(size());
        return FileImpl::seek(there, SeekSet) && is_inside;
    }
    const char* name() const override { return path(); }
    time_t time_of(uint8_t) const override { return 0; }
    void tell_time(TimeCallback) override {}
};

/// All names that begin with a text, as they were when they were asked for.
class SpiffsNames : public DirImpl {
  public:
    explicit SpiffsNames(const char* begin) : DirImpl(begin) { list_spiffs("", names_); }

    bool next() override {
        is_valid_ = false;
        while (!is_valid_ && next_ < names_.size()) {
            const std::string& name = names_[next_++];
            is_valid_ = name.compare(0, pattern_.size(), pattern_) == 0 && files::stat(name.c_str(), entry_) >= 0;
            if (is_valid_) {
                entry_.name[name.copy(entry_.name, sizeof entry_.name - 1)] = '\0';
            }
        }
        return is_valid_;
    }
    bool rewind() override {
        next_ = 0;
        is_valid_ = false;
        return true;
    }
    std::string path_of_entry() const override { return entry_.name; }
    time_t time_of(uint8_t) const override { return 0; }

  private:
    std::vector<std::string> names_;
    size_t next_ = 0;
};

class SpiffsImpl : public FSImpl {
  public:
    SpiffsImpl() : FSImpl(SPIFFSConfig::FSId) {}

    bool info(FSInfo& info) const override {
        if (!FSImpl::info(info)) {
            return false;
        }
        const size_t blocks = info.totalBytes / info.blockSize;
        info.totalBytes = ((blocks - kSpiffsSpareBlocks) * kSpiffsPagesInBlock + 1) * kSpiffsDataBytes;
        info.usedBytes = 0;
        SpiffsNames all("");
        while (all.next()) {
            info.usedBytes += spiffs_pages_of(all.entry()->size) * kSpiffsDataBytes;
        }
        info.maxPathLength = kSpiffsNameBytes;
        return true;
    }

    FileImplPtr open(const char* path, OpenFlags flags) override {
        if (!has(path) || !is_spiffs_name(path) || spiffs_files_open >= kSpiffsMostOpen) {
            return {};
        }
        if ((flags & files::kCreate) != 0) {
            make_directories_of(path);
        }
        files::File file;
        if (files::open(path, flags, file) < 0) {
            return {};
        }
        files::sync(file);
        return std::make_shared<SpiffsFile>(path, flags, file);
    }
    DirImplPtr open_directory(const char* path) override {
        if (!is_mounted() || path == nullptr || strlen(path) >= kSpiffsNameBytes) {
            return {};
        }
        return std::make_shared<SpiffsNames>(path);
    }
    bool exists(const char* path) const override { return has(path) && is_spiffs_name(path) && is_spiffs_file(path); }
    bool remove(const char* path) override { return exists(path) && FSImpl::remove(path); }
    bool rename(const char* from, const char* to) override {
        if (!exists(from) || !is_spiffs_name(to) || is_spiffs_file(to)) {
            return false;
        }
        make_directories_of(to);
        return FSImpl::rename(from, to);
    }
    bool make_directory(const char*) override { return false; }
    bool remove_directory(const char*) override { return false; }
    bool is_tidy() const override { return is_mounted(); }
    time_t creation_time() const override { return 0; }
    void tell_time(TimeCallback) override {}
};

}  // namespace

}  // namespace fs

fs::FS SPIFFS(std::make_shared<fs::SpiffsImpl>());

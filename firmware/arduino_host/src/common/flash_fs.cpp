#ifndef ESP32
#include <FS.h>
#include <LittleFS.h>

#include "flash_file_impl.h"

namespace machine = oceanhil::machine;

namespace fs {

bool FS::setConfig(const FSConfig& cfg) { return _impl != nullptr && _impl->set_config(cfg); }

bool FS::begin() {
    if (_impl == nullptr) {
        return false;
    }
    _impl->tell_time(_timeCallback);
    return _impl->begin();
}

void FS::end() {
    if (_impl != nullptr) {
        _impl->end();
    }
}

bool FS::format() { return _impl != nullptr && _impl->format(); }

bool FS::info(FSInfo& info) { return _impl != nullptr && _impl->info(info); }

#ifdef ESP8266
bool FS::info64(FSInfo64& info64) {
    FSInfo found;
    if (!info(found)) {
        return false;
    }
    info64 = {found.totalBytes, found.usedBytes,    found.blockSize,
              found.pageSize,   found.maxOpenFiles, found.maxPathLength};
    return true;
}
#else
bool FS::stat(const char* path, FSStat* st) {
    machine::files::Entry found;
    machine::files::Space space;
    if (_impl == nullptr || !_impl->has(path) || machine::files::stat(path, found) < 0) {
        return false;
    }
    machine::files::space(space);
    const time_t created = time_of(path, kCreated);
    *st = {found.is_directory ? 0 : found.size, space.block, created, created, found.is_directory};
    return true;
}
#endif

File FS::open(const char* path, const char* mode) {
    const auto flags = flags_of(mode);
    if (_impl == nullptr || !flags) {
        return {};
    }
    File file(_impl->open(path, *flags), this);
    file.setTimeCallback(_timeCallback);
    return file;
}

bool FS::exists(const char* path) { return _impl != nullptr && _impl->exists(path); }

Dir FS::openDir(const char* path) {
    if (_impl == nullptr) {
        return {};
    }
    Dir directory(_impl->open_directory(path), this);
    directory.setTimeCallback(_timeCallback);
    return directory;
}

bool FS::remove(const char* path) { return _impl != nullptr && _impl->remove(path); }

bool FS::rename(const char* pathFrom, const char* pathTo) {
    return _impl != nullptr && _impl->rename(pathFrom, pathTo);
}

bool FS::mkdir(const char* path) { return _impl != nullptr && _impl->make_directory(path); }

bool FS::rmdir(const char* path) { return _impl != nullptr && _impl->remove_directory(path); }

bool FS::gc() { return _impl != nullptr && _impl->is_tidy(); }

bool FS::check() { return gc(); }

time_t FS::getCreationTime() { return _impl == nullptr ? 0 : _impl->creation_time(); }

void FS::setTimeCallback(TimeCallback cb) {
    if (_impl != nullptr) {
        _impl->tell_time(cb);
        _timeCallback = cb;
    }
}

}  // namespace fs

fs::FS LittleFS(std::make_shared<fs::FSImpl>());
#endif

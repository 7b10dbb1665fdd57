#ifndef ESP32
#include <FS.h>

#include "flash_file_impl.h"

namespace fs {

size_t File::write(const uint8_t* buf, size_t size) { return _p == nullptr ? 0 : _p->write(buf, size); }

int File::availableForWrite() { return _p == nullptr ? 0 : _p->room(); }

int File::available() { return static_cast<int>(size() - position()); }

int File::read() {
    uint8_t byte = 0;
    return read(&byte, 1) == 1 ? byte : -1;
}

int File::read(uint8_t* buf, size_t size) { return _p == nullptr ? 0 : _p->read(buf, size); }

int File::peek() {
    const size_t here = position();
    const int result = read();
    seek(static_cast<uint32_t>(here), SeekSet);
    return result;
}

void File::flush() {
    if (_p != nullptr) {
        _p->flush();
    }
}

String File::readString() {
    String text;
    text.reserve(static_cast<unsigned>(size() - position()));
    char some[256];
    int count = 0;
    do {
        count = read(reinterpret_cast<uint8_t*>(some), sizeof some);
        text.concat(some, static_cast<unsigned>(count));
    } while (count > 0);
    return text;
}

bool File::seek(uint32_t pos, SeekMode mode) { return _p != nullptr && _p->seek(pos, mode); }

size_t File::position() const { return _p == nullptr ? 0 : _p->position(); }

size_t File::size() const { return _p == nullptr ? 0 : _p->size(); }

bool File::truncate(uint32_t size) { return _p != nullptr && _p->truncate(size); }

// Whoever else has this file finds it closed, too.
void File::close() {
    if (_p != nullptr) {
        _p->close();
        _p = nullptr;
    }
}

const char* File::name() const { return _p == nullptr ? nullptr : _p->name(); }

const char* File::fullName() const { return _p == nullptr ? nullptr : _p->path(); }

bool File::isFile() const { return _p != nullptr && _p->is_file(); }

bool File::isDirectory() const { return _p != nullptr && _p->is_directory(); }

void File::rewindDirectory() {
    if (_fakeDir == nullptr) {
        _fakeDir = std::make_shared<Dir>(_baseFS->openDir(fullName()));
    } else {
        _fakeDir->rewind();
    }
}

File File::openNextFile() {
    if (_fakeDir == nullptr) {
        _fakeDir = std::make_shared<Dir>(_baseFS->openDir(fullName()));
    }
    _fakeDir->next();
    return _fakeDir->openFile("r");
}

time_t File::getLastWrite() { return _p == nullptr ? 0 : _p->time_of(kWritten); }

time_t File::getCreationTime() { return _p == nullptr ? 0 : _p->time_of(kCreated); }

void File::setTimeCallback(TimeCallback cb) {
    if (_p != nullptr) {
        _p->tell_time(cb);
        _timeCallback = cb;
    }
}

#ifdef ARDUINO_ARCH_RP2040
bool File::stat(FSStat* st) {
    if (_p == nullptr) {
        return false;
    }
    *st = {size(), 0, getCreationTime(), getLastWrite(), isDirectory()};
    return true;
}
#endif

File Dir::openFile(const char* mode) {
    const auto flags = flags_of(mode);
    if (_impl == nullptr || !flags || _impl->entry() == nullptr) {
        return {};
    }
    File file = _baseFS->open(_impl->path_of_entry().c_str(), mode);
    file.setTimeCallback(_timeCallback);
    return file;
}

String Dir::fileName() {
    return _impl == nullptr || _impl->entry() == nullptr ? String() : String(_impl->entry()->name);
}

size_t Dir::fileSize() { return _impl == nullptr || _impl->entry() == nullptr ? 0 : _impl->entry()->size; }

time_t Dir::fileTime() { return _impl == nullptr ? 0 : _impl->time_of(kWritten); }

time_t Dir::fileCreationTime() { return _impl == nullptr ? 0 : _impl->time_of(kCreated); }

bool Dir::isFile() const { return _impl != nullptr && _impl->entry() != nullptr && !_impl->entry()->is_directory; }

bool Dir::isDirectory() const { return _impl != nullptr && _impl->entry() != nullptr && _impl->entry()->is_directory; }

bool Dir::next() { return _impl != nullptr && _impl->next(); }

bool Dir::rewind() { return _impl != nullptr && _impl->rewind(); }

void Dir::setTimeCallback(TimeCallback cb) {
    if (_impl != nullptr) {
        _timeCallback = cb;
    }
}

}  // namespace fs
#endif

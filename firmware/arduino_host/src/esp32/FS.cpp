#include <FS.h>

#include "file_impl.h"

namespace machine = oceanhil::machine;

namespace fs {

namespace {

/// The file behind an object, nullptr of a directory and of what is not open.
oceanhil::BufferedFile* file_of(const FileImplPtr& open) { return open == nullptr ? nullptr : open->file(); }

}  // namespace

File::operator bool() const { return _p != nullptr && _p->is_open(); }

size_t File::write(const uint8_t* buf, size_t size) { return *this ? _p->write(buf, size) : 0; }

int File::available() { return *this ? static_cast<int>(size() - position()) : 0; }

int File::read() {
    uint8_t byte = 0;
    return *this && read(&byte, 1) == 1 ? byte : -1;
}

size_t File::read(uint8_t* buf, size_t size) {
    if (!*this) {
        return static_cast<size_t>(-1);
    }
    oceanhil::BufferedFile* const file = file_of(_p);
    return file == nullptr || buf == nullptr || size == 0 ? 0 : file->read(buf, size);
}

int File::peek() {
    const size_t here = position();
    const int result = read();
    seek(here, SeekSet);
    return result;
}

void File::flush() {
    if (auto* const file = file_of(_p)) {
        file->flush();
    }
}

bool File::seek(uint32_t pos, SeekMode mode) {
    auto* const file = file_of(_p);
    return file != nullptr && file->seek(static_cast<int32_t>(pos), static_cast<machine::files::Whence>(mode));
}

size_t File::position() const {
    auto* const file = file_of(_p);
    return file == nullptr ? 0 : file->position();
}

size_t File::size() const { return *this ? _p->size() : 0; }

bool File::setBufferSize(size_t size) {
    auto* const file = file_of(_p);
    return file != nullptr && file->set_buffer_size(size);
}

// Whoever else has this file finds it closed, too: the core closes what stands behind all copies.
void File::close() {
    if (_p != nullptr) {
        _p->close();
        _p = nullptr;
    }
}

time_t File::getLastWrite() { return *this ? oceanhil::time_written(_p->path()) : 0; }

const char* File::path() const { return *this ? _p->path() : nullptr; }

const char* File::name() const { return *this ? _p->name() : nullptr; }

boolean File::isDirectory() { return *this && _p->is_directory(); }

boolean File::seekDir(long position) { return *this && _p->seek_entry(position); }

File File::openNextFile(const char* mode) {
    machine::files::Entry entry;
    if (!*this || !_p->next(entry)) {
        return {};
    }
    return File(std::make_shared<FileImpl>(_p->path_of(entry).c_str(), mode, _p->is_flat()));
}

String File::getNextFileName() { return getNextFileName(nullptr); }

String File::getNextFileName(boolean* isDir) {
    machine::files::Entry entry;
    if (!*this || !_p->next(entry)) {
        return "";
    }
    if (isDir != nullptr) {
        *isDir = entry.is_directory;
    }
    return _p->path_of(entry).c_str();
}

void File::rewindDirectory() {
    if (*this) {
        _p->rewind();
    }
}

File FS::open(const char* path, const char* mode, bool create) {
    return _impl == nullptr ? File() : File(_impl->open(path, mode, create));
}

bool FS::exists(const char* path) { return _impl != nullptr && _impl->exists(path); }

bool FS::remove(const char* path) { return _impl != nullptr && _impl->remove(path); }

bool FS::rename(const char* pathFrom, const char* pathTo) {
    return _impl != nullptr && _impl->rename(pathFrom, pathTo);
}

bool FS::mkdir(const char* path) { return _impl != nullptr && _impl->mkdir(path); }

bool FS::rmdir(const char* path) { return _impl != nullptr && _impl->rmdir(path); }

const char* FS::mountpoint() { return _impl == nullptr ? nullptr : _impl->mountpoint(); }

}  // namespace fs

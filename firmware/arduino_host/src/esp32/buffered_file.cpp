#include "buffered_file.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

namespace files = machine::files;

constexpr size_t kBlockBytes = 4096;
constexpr uint8_t kTimeWritten = 't';

// All that are open, each knows the next.
BufferedFile* first = nullptr;

/// The flags of newlib's modes (libc/stdio/flags.c), 0 for what is none.
uint32_t flags_of(const char* mode) {
    const bool is_both = strchr(mode, '+') != nullptr;
    const uint32_t exclusive = strchr(mode, 'x') != nullptr ? files::kExclusive : 0U;
    const uint32_t written = (is_both ? files::kRead | files::kWrite : files::kWrite) | files::kCreate | exclusive;
    switch (mode[0]) {
        case 'r':
            return is_both ? files::kRead | files::kWrite : files::kRead;
        case 'w':
            return written | files::kTruncate;
        case 'a':
            return written | files::kAppend;
        default:
            return 0;
    }
}

}  // namespace

BufferedFile::BufferedFile(const char* path, const char* mode)
    : path_(path), flags_(flags_of(mode)), room_(kBlockBytes), next_(first) {
    if (flags_ == 0 || files::open(path, flags_, file_) < 0) {
        return;
    }
    is_open_ = true;
    first = this;
    is_dirty_ = (flags_ & files::kTruncate) != 0;
    if ((flags_ & files::kWrite) != 0) {
        sync();
    }
}

BufferedFile::~BufferedFile() {
    if (is_open_) {
        drain();
        files::close(file_);
        note_time();
        leave();
    }
    free(buffer_);
}

void BufferedFile::leave() {
    BufferedFile** place = &first;
    while (*place != this) {
        place = &(*place)->next_;
    }
    *place = next_;
}

void BufferedFile::note_time() {
    if (is_dirty_) {
        is_dirty_ = false;
        const int64_t now = time(nullptr);
        files::set_attribute(path_.c_str(), kTimeWritten, &now, sizeof now);
    }
}

bool BufferedFile::is_open(const char* path) {
    for (const BufferedFile* each = first; each != nullptr; each = each->next_) {
        if (each->path_ == path) {
            return true;
        }
    }
    return false;
}

bool BufferedFile::has_buffer() {
    if (buffer_ == nullptr && room_ > 0) {
        buffer_ = static_cast<uint8_t*>(malloc(room_));
    }
    return buffer_ != nullptr;
}

bool BufferedFile::set_buffer_size(size_t bytes) {
    if (buffer_ != nullptr) {
        drain();
        free(buffer_);
        buffer_ = nullptr;
        taken_ = filled_ = 0;
    }
    room_ = bytes == 0 ? kBlockBytes : bytes;
    return true;
}

size_t BufferedFile::take(uint8_t* data, size_t bytes) {
    const size_t count = std::min(bytes, filled_ - taken_);
    memcpy(data, buffer_ + taken_, count);
    taken_ += count;
    return count;
}

bool BufferedFile::refill() {
    const int32_t got = files::read(file_, buffer_, room_);
    taken_ = 0;
    filled_ = got > 0 ? static_cast<size_t>(got) : 0;
    return filled_ > 0;
}

size_t BufferedFile::read(uint8_t* data, size_t bytes) {
    if ((flags_ & files::kRead) == 0 || !has_buffer()) {
        return 0;
    }
    drain();
    size_t done = take(data, bytes);
    while (done < bytes && refill()) {
        done += take(data + done, bytes - done);
    }
    return done;
}

/// Hands over what waits to be written.
bool BufferedFile::drain() {
    if (!is_writing_) {
        return true;
    }
    is_writing_ = false;
    const size_t bytes = filled_;
    taken_ = filled_ = 0;
    return write_past(buffer_, bytes) == bytes;
}

void BufferedFile::keep(const uint8_t* data, size_t bytes) {
    memcpy(buffer_ + filled_, data, bytes);
    filled_ += bytes;
    is_writing_ = true;
}

size_t BufferedFile::write_past(const uint8_t* data, size_t bytes) {
    if (bytes == 0) {
        return 0;
    }
    const int32_t put = files::write(file_, data, bytes);
    is_dirty_ = is_dirty_ || put > 0;
    return put > 0 ? static_cast<size_t>(put) : 0;
}

size_t BufferedFile::write(const uint8_t* data, size_t bytes) {
    if ((flags_ & files::kWrite) == 0 || !has_buffer()) {
        return 0;
    }
    if (!is_writing_) {
        taken_ = filled_ = 0;
    }
    size_t done = 0;
    while (done < bytes) {
        const size_t put = write_some(data + done, bytes - done);
        if (put == 0) {
            break;
        }
        done += put;
    }
    return done;
}

/// Whole buffers go past the buffer while it is empty; else it is filled, and handed over once more has to be kept.
size_t BufferedFile::write_some(const uint8_t* data, size_t bytes) {
    if (filled_ == room_ && !drain()) {
        return 0;
    }
    if (filled_ == 0 && bytes >= room_) {
        return write_past(data, bytes / room_ * room_);
    }
    const size_t count = std::min(bytes, room_ - filled_);
    keep(data, count);
    return bytes > count && !drain() ? 0 : count;
}

void BufferedFile::sync() {
    files::sync(file_);
    note_time();
}

void BufferedFile::flush() {
    drain();
    if ((flags_ & files::kWrite) != 0) {
        sync();
    }
}

bool BufferedFile::seek(int32_t offset, files::Whence whence) {
    drain();
    const auto ahead = static_cast<int32_t>(filled_ - taken_);
    taken_ = filled_ = 0;
    return files::seek(file_, whence == files::Whence::here ? offset - ahead : offset, whence) >= 0;
}

size_t BufferedFile::position() const {
    if (!is_writing_) {
        return file_.position - (filled_ - taken_);
    }
    return ((flags_ & files::kAppend) != 0 ? file_.size : file_.position) + filled_;
}

int64_t time_written(const char* path) {
    int64_t written = 0;
    const int32_t bytes = files::attribute(path, kTimeWritten, &written, sizeof written);
    return bytes == sizeof written ? written : 0;
}

}  // namespace oceanhil

/// An answer of HTTP/1 as it comes in pieces, read as ESP-IDF's http_parser tells of it.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <string>

namespace oceanhil::idf_http {

/// Who is told of what an answer has, in its order.
class AnswerEar {
  public:
    AnswerEar() = default;
    AnswerEar(const AnswerEar&) = delete;
    AnswerEar& operator=(const AnswerEar&) = delete;
    virtual ~AnswerEar() = default;
    virtual void hear_header(const std::string& key, const std::string& value) = 0;
    /// The empty line has come: status and length are known.
    virtual void hear_head_end() = 0;
    virtual void hear_body(const char* data, size_t bytes) = 0;
};

class Answer {
  public:
    /// Begins anew; an answer to HEAD has no body.
    void begin(bool is_of_head);
    /// Reads what has come; no bytes say that nothing comes any more.
    void read(const char* data, size_t bytes, AnswerEar& ear);

    int status() const { return status_; }
    /// -1 if it was not said.
    int64_t length() const { return length_; }
    bool is_chunked() const { return is_chunked_; }
    bool is_complete() const { return part_ == Part::done; }
    /// Whether the connection can carry another request.
    bool keeps_connection() const;
    /// Whether what came is no answer of HTTP; nothing more of it is read.
    bool is_broken() const { return part_ == Part::broken; }

  private:
    enum class Part { status, header, body, rest, chunk_size, chunk, chunk_end, trailer, done, broken };

    bool take_line(const char*& at, const char* end);
    void read_line(AnswerEar& ear);
    void read_status();
    void read_header(AnswerEar& ear);
    void end_head(AnswerEar& ear);
    void read_body(const char*& at, const char* end, AnswerEar& ear);

    Part part_ = Part::status;
    std::string line_;
    int status_ = -1;
    int64_t length_ = -1;
    int64_t left_ = 0;
    bool is_of_head_ = false;
    bool is_chunked_ = false;
    bool is_old_ = false;
    bool says_close_ = false;
    bool says_keep_ = false;
};

}  // namespace oceanhil::idf_http

/// The stream of a body as arduino-pico's HTTPClient hands it to a sketch: chunks are put together in it, while a body
/// in one piece passes through. Facts: `HTTPStream` in libraries/HTTPClient/src/HTTPClient.h.
#ifndef OCEANHIL_CHUNK_STREAM_H
#define OCEANHIL_CHUNK_STREAM_H

#include <WiFiClient.h>

namespace oceanhil {

class ChunkStream : public WiFiClient {
  public:
    /// Begins a body that comes over a connection.
    void begin(WiFiClient* source, bool is_chunked);

    using WiFiClient::write;
    size_t write(const uint8_t* data, size_t bytes) override { return source_->write(data, bytes); }
    int available() override;
    int read() override;
    int read(uint8_t* data, size_t bytes) override;
    int peek() override;
    uint8_t connected() override { return source_->connected(); }
    void stop() override { source_->stop(); }

  private:
    enum class Place : uint8_t { size, size_end, body_end, line_end, wrong, over };

    /// Reads what stands before a chunk, for at most so long.
    void find_chunk(uint32_t patience_ms);
    void take(int letter);
    bool wait_for_byte();

    WiFiClient* source_ = nullptr;
    bool is_chunked_ = false;
    Place place_ = Place::size;
    int chunk_ = 0;
    int partial_ = 0;
};

}  // namespace oceanhil

#endif

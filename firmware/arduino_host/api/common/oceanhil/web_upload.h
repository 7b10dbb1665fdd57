/// What arrives of a file, or of a body that is no form: nothing, for nobody sends one. As two cores have it.
#ifndef OCEANHIL_WEB_UPLOAD_H
#define OCEANHIL_WEB_UPLOAD_H

#include <WString.h>
#include <stddef.h>
#include <stdint.h>

#include "oceanhil/web_server.h"

#define HTTP_DOWNLOAD_UNIT_SIZE 1436
#ifndef HTTP_UPLOAD_BUFLEN
#define HTTP_UPLOAD_BUFLEN 1436
#endif
#ifndef HTTP_RAW_BUFLEN
#define HTTP_RAW_BUFLEN 1436
#endif
#define HTTP_MAX_CLOSE_WAIT 5000

enum HTTPRawStatus { RAW_START, RAW_WRITE, RAW_END, RAW_ABORTED };

struct HTTPUpload {
    HTTPUploadStatus status;
    String filename;
    String name;
    String type;
    size_t totalSize;
    size_t currentSize;
    uint8_t buf[HTTP_UPLOAD_BUFLEN];
};

struct HTTPRaw {
    HTTPRawStatus status;
    size_t totalSize;
    size_t currentSize;
    uint8_t buf[HTTP_RAW_BUFLEN];
    void* data;
};

namespace oceanhil {

class WebUpload {
  public:
    HTTPUpload& upload() { return upload_; }
    HTTPRaw& raw() { return raw_; }
    bool hasUpload() const { return false; }
    bool hasRaw() const { return false; }
    int clientContentLength() const { return 0; }

  private:
    HTTPUpload upload_ = {UPLOAD_FILE_ABORTED, {}, {}, {}, 0, 0, {}};
    HTTPRaw raw_ = {RAW_ABORTED, 0, 0, {}, nullptr};
};

/// A handler of the server `Server`, as these two cores have it. `Text`: how it takes a path.
template <typename Server, typename Text>
class WebHandler {
  public:
    virtual ~WebHandler() = default;
    virtual bool canHandle(HTTPMethod, Text) { return false; }
    virtual bool canUpload(Text) { return false; }
    virtual bool canRaw(Text) { return false; }
    virtual bool canHandle(Server&, HTTPMethod, Text) { return false; }
    virtual bool canUpload(Server&, Text) { return false; }
    virtual bool canRaw(Server&, Text) { return false; }
    virtual bool handle(Server&, HTTPMethod, Text) { return false; }
    virtual void upload(Server&, Text, HTTPUpload&) {}
    virtual void raw(Server&, Text, HTTPRaw&) {}
    virtual WebHandler& setFilter(std::function<bool(Server&)>) { return *this; }
    const String& pathArg(unsigned int i) { return pathArgs.at(i); }

  protected:
    std::vector<String> pathArgs;
};

}  // namespace oceanhil

#endif

#include <detail/mimetable.h>

namespace mime {

const Entry mimeTable[maxType] = {
    {".html", "text/html"},
    {".htm", "text/html"},
    {".txt", "text/plain"},
    {".css", "text/css"},
    {".js", "application/javascript"},
    {".json", "application/json"},
    {".png", "image/png"},
    {".gif", "image/gif"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".svg", "image/svg+xml"},
    {".ttf", "application/x-font-ttf"},
    {".otf", "application/x-font-opentype"},
    {".woff", "application/font-woff"},
    {".woff2", "application/font-woff2"},
    {".eot", "application/vnd.ms-fontobject"},
    {".sfnt", "application/font-sfnt"},
    {".xml", "text/xml"},
    {".pdf", "application/pdf"},
    {".zip", "application/zip"},
    {".appcache", "text/cache-manifest"},
    {".gz", "application/x-gzip"},
    {"", "application/octet-stream"},
};

String getContentType(const String& path) {
    const Entry* each = mimeTable;
    while (!path.endsWith(each->endsWith)) {
        ++each;
    }
    return each->mimeType;
}

}  // namespace mime

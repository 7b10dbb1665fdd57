#include <Uri.h>
#include <fnmatch.h>
#include <regex.h>
#include <uri/UriBraces.h>
#include <uri/UriGlob.h>
#include <uri/UriRegex.h>

#include <array>

namespace {

constexpr size_t kGroups = 10;

using Groups = std::array<regmatch_t, kGroups>;

/// Whether all of `path` is what `pattern` says, in which "{}" stands for something without a slash.
bool is_like(const String& pattern, const String& path, std::vector<String>& parts) {
    unsigned int at = 0;
    for (unsigned int each = 0; each < pattern.length(); ++each) {
        if (pattern[each] != '{') {
            if (at >= path.length() || path[at++] != pattern[each]) {
                return false;
            }
            continue;
        }
        ++each;  // the closing one
        const bool is_last = each + 1 >= pattern.length();
        const int end = is_last ? static_cast<int>(path.length()) : path.indexOf(pattern[each + 1], at);
        if (end < 0) {
            return false;
        }
        parts.push_back(path.substring(at, end));
        at = static_cast<unsigned int>(end);
    }
    return at >= path.length();
}

bool finds(const String& pattern, const String& path, Groups& groups) {
    regex_t compiled;
    if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED) != 0) {
        return false;
    }
    const bool found = regexec(&compiled, path.c_str(), kGroups, groups.data(), 0) == 0;
    regfree(&compiled);
    return found;
}

}  // namespace

bool Uri::canHandle(const String& requestUri, std::vector<String>& pathArgs) {
    (void)pathArgs;
    return _uri == requestUri;
}

bool UriBraces::canHandle(const String& requestUri, std::vector<String>& pathArgs) {
    if (Uri::canHandle(requestUri, pathArgs)) {
        return true;
    }
    pathArgs.clear();
    return is_like(_uri, requestUri, pathArgs) && (pathArgs.empty() || pathArgs.back().indexOf('/') < 0);
}

bool UriGlob::canHandle(const String& requestUri, std::vector<String>& pathArgs) {
    (void)pathArgs;
    return fnmatch(_uri.c_str(), requestUri.c_str(), 0) == 0;
}

bool UriRegex::canHandle(const String& requestUri, std::vector<String>& pathArgs) {
    Groups groups;
    if (Uri::canHandle(requestUri, pathArgs)) {
        return true;
    }
    if (!finds(_uri, requestUri, groups)) {
        return false;
    }
    pathArgs.clear();
    for (size_t each = 1; each < groups.size() && groups[each].rm_so != -1; ++each) {
        pathArgs.push_back(requestUri.substring(groups[each].rm_so, groups[each].rm_eo));
    }
    return true;
}

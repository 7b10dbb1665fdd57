/// Kinds of characters. Facts: WCharacter.h of each core; they agree on all of ASCII.
#ifndef Character_h
#define Character_h

#include <ctype.h>

inline bool isAlphaNumeric(int letter) { return isalnum(letter) != 0; }
inline bool isAlpha(int letter) { return isalpha(letter) != 0; }
inline bool isAscii(int letter) { return (letter & ~0x7f) == 0; }
inline bool isWhitespace(int letter) { return letter == ' ' || letter == '\t'; }
inline bool isControl(int letter) { return iscntrl(letter) != 0; }
inline bool isDigit(int letter) { return isdigit(letter) != 0; }
inline bool isGraph(int letter) { return isgraph(letter) != 0; }
inline bool isLowerCase(int letter) { return islower(letter) != 0; }
inline bool isPrintable(int letter) { return isprint(letter) != 0; }
inline bool isPunct(int letter) { return ispunct(letter) != 0; }
inline bool isSpace(int letter) { return isspace(letter) != 0; }
inline bool isUpperCase(int letter) { return isupper(letter) != 0; }
inline bool isHexadecimalDigit(int letter) { return isxdigit(letter) != 0; }
inline int toAscii(int letter) { return letter & 0x7f; }
inline int toLowerCase(int letter) { return tolower(letter); }
inline int toUpperCase(int letter) { return toupper(letter); }

#endif

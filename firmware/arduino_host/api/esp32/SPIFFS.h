#error "SPIFFS is not simulated: there is no library of it to run. Use LittleFS: #include <LittleFS.h>, LittleFS.begin"

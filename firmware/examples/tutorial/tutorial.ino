// An OceanRemote device as a first tutorial would have it: register once, keep the token in EEPROM, poll the relays.
// It works on the desk. What it does in the field is what docs/tutorial-sketch.md shows, case by case.
#if defined(ESP8266)
#include <ESP8266HTTPClient.h>
#include <ESP8266WiFi.h>
#else
#include <HTTPClient.h>
#include <WiFi.h>
#endif
#include <EEPROM.h>
#include <WiFiClientSecure.h>

#ifndef REG_TOKEN
#define REG_TOKEN "oc_reg_put_your_token_here"
#endif
#ifndef WIFI_SSID
#define WIFI_SSID "my network"
#endif
#ifndef WIFI_PASSWORD
#define WIFI_PASSWORD "my password"
#endif

const char* REGISTER_URL = "https://www.oceanremote.net/api/device/register/";
const char* SESSION_URL = "https://oceanremote.net/api/device/session/";
const char* STATE_URL = "https://oceanremote.net/api/device/state/";

const int RELAY1_PIN = 4;
const int RELAY2_PIN = 5;

// EEPROM: 0 is 'T' when there is a token, which begins at 1 and ends with a NUL.
const int TOKEN_AT = 1;

WiFiClientSecure client;
String token;
String session;
unsigned long lastPoll = 0;

String deviceId() {
  String mac = WiFi.macAddress();
  mac.replace(":", "");
  mac.toUpperCase();
#if defined(ESP8266)
  return "ESP8266_" + mac;
#elif defined(ESP32)
  return "ESP32_" + mac;
#else
  return "PICOW_" + mac;
#endif
}

// Finds "name": "value" in an answer.
String textOf(const String& json, const char* name) {
  int at = json.indexOf(String("\"") + name + "\"");
  if (at < 0) return "";
  int from = json.indexOf('"', json.indexOf(':', at) + 1) + 1;
  return json.substring(from, json.indexOf('"', from));
}

bool flagOf(const String& json, const char* name) {
  int at = json.indexOf(String("\"") + name + "\"");
  return at >= 0 && json.substring(at).indexOf("true") < 16 && json.substring(at).indexOf("true") >= 0;
}

void loadToken() {
  if (EEPROM.read(0) != 'T') return;
  for (int at = TOKEN_AT; at < 100; at++) {
    char c = EEPROM.read(at);
    if (c == 0) break;
    token += c;
  }
  Serial.println("token loaded");
}

void saveToken() {
  EEPROM.write(0, 'T');
  for (unsigned int i = 0; i <= token.length(); i++) EEPROM.write(TOKEN_AT + i, token.c_str()[i]);
  EEPROM.commit();
  Serial.println("token saved");
}

void joinWiFi() {
  Serial.print("joining " WIFI_SSID);
  WiFi.begin(WIFI_SSID, WIFI_PASSWORD);
  while (WiFi.status() != WL_CONNECTED) {
    delay(500);
    Serial.print(".");
  }
  Serial.println();
  Serial.print("my address: ");
  Serial.println(WiFi.localIP());
}

bool registerDevice() {
  HTTPClient http;
  http.begin(client, REGISTER_URL);
  http.addHeader("Content-Type", "application/json");
  String body = "{\"token\":\"" REG_TOKEN "\",\"device_id\":\"" + deviceId() + "\",\"mac_address\":\"" +
                WiFi.macAddress() + "\",\"ip\":\"" + WiFi.localIP().toString() + "\"}";
  int code = http.POST(body);
  Serial.printf("register: %d\n", code);
  if (code == 200) {
    token = textOf(http.getString(), "permanent_token");
    saveToken();
  }
  http.end();
  return code == 200;
}

bool openSession() {
  HTTPClient http;
  http.begin(client, SESSION_URL);
  http.addHeader("Content-Type", "application/json");
  http.addHeader("X-Device-Token", token);
  int code = http.POST("{\"device_id\":\"" + deviceId() + "\",\"mac_address\":\"" + WiFi.macAddress() + "\"}");
  Serial.printf("session: %d\n", code);
  if (code == 200) {
    session = textOf(http.getString(), "session_id");
    Serial.println("online");
  }
  http.end();
  return code == 200;
}

void poll() {
  HTTPClient http;
  http.begin(client, STATE_URL);
  http.addHeader("X-Device-Token", token);
  http.addHeader("X-Session-Id", session);
  int code = http.GET();
  if (code == 200) {
    String state = http.getString();
    digitalWrite(RELAY1_PIN, flagOf(state, "relay1"));
    digitalWrite(RELAY2_PIN, flagOf(state, "relay2"));
  } else {
    Serial.printf("poll: %d\n", code);
    session = "";
  }
  http.end();
}

void setup() {
  Serial.begin(115200);
  EEPROM.begin(128);
  pinMode(RELAY1_PIN, OUTPUT);
  pinMode(RELAY2_PIN, OUTPUT);
  client.setInsecure();
  loadToken();
  joinWiFi();
  while (token.length() == 0 && !registerDevice()) delay(1000);
}

void loop() {
  if (session.length() == 0) {
    if (!openSession()) delay(1000);
    return;
  }
  if (millis() - lastPoll >= 5000) {
    lastPoll = millis();
    poll();
  }
}

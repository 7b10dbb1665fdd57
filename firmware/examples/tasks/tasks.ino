// An OceanRemote device on ESP32 with a task for each thing: one keeps the network, one talks to the server, one blinks.
// They hand each other what they know through a queue, as FreeRTOS means it.
#include <HTTPClient.h>
#include <Preferences.h>
#include <WiFi.h>
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

struct Wish {
  bool relay1;
  bool relay2;
};

const int RELAY1_PIN = 22;
const int RELAY2_PIN = 21;
const int LED_PIN = 2;
const char* HOST = "https://oceanremote.net";

QueueHandle_t wishes;
SemaphoreHandle_t network;
volatile bool isOnline = false;
Preferences preferences;

String textOf(const String& json, const char* name) {
  int at = json.indexOf(String("\"") + name + "\":");
  if (at < 0) return "";
  int from = json.indexOf('"', at + strlen(name) + 3) + 1;
  return json.substring(from, json.indexOf('"', from));
}

bool flagOf(const String& json, const char* name) {
  int at = json.indexOf(String("\"") + name + "\":");
  return at >= 0 && json.indexOf("true", at) == json.indexOf('t', at + strlen(name) + 3);
}

String identity() {
  String mac = WiFi.macAddress();
  String id = mac;
  id.replace(":", "");
  return "\"device_id\":\"ESP32_" + id + "\",\"mac_address\":\"" + mac + "\"";
}

int request(const char* method, const String& path, const String& token, const String& session, const String& body,
            String& answer) {
  WiFiClientSecure client;
  client.setInsecure();
  HTTPClient http;
  http.begin(client, String(HOST) + path);
  http.addHeader("Content-Type", "application/json");
  if (token.length()) http.addHeader("X-Device-Token", token);
  if (session.length()) http.addHeader("X-Session-Id", session);
  int code = http.sendRequest(method, body);
  answer = code > 0 ? http.getString() : "";
  http.end();
  return code;
}

void keepNetwork(void*) {
  for (;;) {
    if (WiFi.status() != WL_CONNECTED) {
      WiFi.begin(WIFI_SSID, WIFI_PASSWORD);
      for (int i = 0; i < 40 && WiFi.status() != WL_CONNECTED; i++) vTaskDelay(pdMS_TO_TICKS(500));
    }
    if (WiFi.status() == WL_CONNECTED) xSemaphoreGive(network);
    vTaskDelay(pdMS_TO_TICKS(1000));
  }
}

void talk(void*) {
  String token = preferences.getString("token");
  String session;
  uint32_t waitS = 2;
  for (;;) {
    xSemaphoreTake(network, portMAX_DELAY);
    String answer;
    int code;
    if (token.length() == 0) {
      Serial.println("[REG] Registering device...");
      code = request("POST", "/api/device/register/", "", "",
                     "{\"token\":\"" REG_TOKEN "\"," + identity() + ",\"ip\":\"" + WiFi.localIP().toString() + "\"}",
                     answer);
      Serial.printf("[REG] HTTP Response: %d\n", code);
      if (code == 200) {
        token = textOf(answer, "permanent_token");
        preferences.putString("token", token);
      }
    } else if (session.length() == 0) {
      code = request("POST", "/api/device/session/", token, "", "{" + identity() + "}", answer);
      Serial.printf("[SESSION] HTTP Response: %d\n", code);
      if (code == 200) session = textOf(answer, "session_id");
    } else {
      code = request("GET", "/api/device/state/", token, session, "", answer);
      if (code == 200) {
        if (!isOnline) Serial.println("[INFO] Device ONLINE");
        isOnline = true;
        Wish wish = {flagOf(answer, "relay1"), flagOf(answer, "relay2")};
        xQueueOverwrite(wishes, &wish);
      }
    }
    if (code == 200) {
      waitS = 2;
      vTaskDelay(pdMS_TO_TICKS(isOnline ? 5000 : 100));
      continue;
    }
    isOnline = false;
    if (code == 401) session = "";
    vTaskDelay(pdMS_TO_TICKS(1000 * waitS));
    waitS = waitS < 300 ? 2 * waitS : 600;
  }
}

void blink(void*) {
  TickType_t woken = xTaskGetTickCount();
  for (bool on = false;; on = !on) {
    digitalWrite(LED_PIN, on);
    vTaskDelayUntil(&woken, pdMS_TO_TICKS(isOnline ? 1000 : 200));
  }
}

void setup() {
  Serial.begin(115200);
  pinMode(RELAY1_PIN, OUTPUT);
  pinMode(RELAY2_PIN, OUTPUT);
  pinMode(LED_PIN, OUTPUT);
  preferences.begin("ocean");
  wishes = xQueueCreate(1, sizeof(Wish));
  network = xSemaphoreCreateBinary();
  xTaskCreatePinnedToCore(keepNetwork, "network", 4096, nullptr, 1, nullptr, 0);
  xTaskCreatePinnedToCore(talk, "talk", 12288, nullptr, 1, nullptr, 0);
  xTaskCreatePinnedToCore(blink, "blink", 2048, nullptr, 2, nullptr, 1);
}

void loop() {
  Wish wish;
  if (xQueueReceive(wishes, &wish, portMAX_DELAY) == pdTRUE) {
    digitalWrite(RELAY1_PIN, wish.relay1);
    digitalWrite(RELAY2_PIN, wish.relay2);
  }
}

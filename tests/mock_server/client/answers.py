"""Where the played server is, and what it says."""

URL = "http://server.test:8080"
ADMIN = f"{URL}/_admin"
KEY = "correct-horse"
DEVICE = {
    "id": "52e6b438",
    "name": "bench",
    "board": "esp32",
    "device_id": None,
    "mac": None,
    "ip": None,
    "status": "PENDING",
    "claimed": False,
    "last_contact": None,
    "created_at": 1767225600,
    "token_expires_at": 1767312000,
    "registered_at": None,
    "session_expires_at": None,
    "state": {"relay1": False, "relay2": False, "temperature": None, "humidity": None},
}

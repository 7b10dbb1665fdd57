"""That a name is not found, and that no address comes, is known in many languages, of any board."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, diagnose
from tests.together import together


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize(
    "line",
    [
        "appel : nom introuvable (hostByName a renvoyé 0)",
        "hostByName(oceanremote.net) lieferte 0",
        "hostByName returned 0",
        "buscando www.oceanremote.net: host no encontrado",
        "nome non trovato: www.oceanremote.net",
        "Servername nicht gefunden",
        "serveur introuvable",
        "域名解析失败",
        "ホスト名が見つかりません",
        "хост не найден",
        "имя сервера не найдено",
        "호스트를 찾을 수 없음",
    ],
)
def test_a_name_that_is_not_found_is_known_in_other_words(line: str) -> None:
    assert names(diagnose(f"IP address: 192.168.1.7\n{line}\n" * 3)) == ["name-not-resolved"]


@together
@pytest.mark.parametrize(
    "line",
    [
        "SSID: nom introuvable",
        "photo.jpg: nom introuvable",
        "I2C: nom introuvable",
        "MQTT: serveur introuvable",
        "fichier serveur introuvable",
        "hostByName returned 1",
        "解析失败: JSON",
        "датчик не найден",
    ],
)
def test_what_else_is_not_found_is_no_name(line: str) -> None:
    assert "name-not-resolved" not in names(diagnose("oceanremote client\n" + f"{line}\n" * 3))


@together
@pytest.mark.parametrize(
    "line",
    [
        "nenhum endereço recebido em 15 s",
        "ninguna dirección recibida",
        "nessun indirizzo ottenuto",
        "aucune adresse reçue",
        "keine Adresse erhalten",
        "no address received from the router",
        "ip continua 0.0.0.0",
        "IP bleibt 0.0.0.0",
        "ip pozostaje 0.0.0.0",
        "未获取到IP地址",
        "获取IP地址超时",
        "IPアドレスを取得できません",
        "адрес не получен",
        "IP 주소를 받지 못함",
    ],
)
def test_that_no_address_comes_is_known_in_other_words(line: str) -> None:
    assert names(diagnose(f"{line}\n" * 3)) == ["wifi-no-address"]


@together
@pytest.mark.parametrize(
    "line", ["web server stays on 0.0.0.0:80", "ip address received", "адрес получен", "address 0"]
)
def test_an_address_that_came_is_no_trouble(line: str) -> None:
    assert diagnose(f"{line}\n" * 3).findings == ()


OPENED = "oceanremote.net: session opened\npoll ok\npoll ok\n"


@together
@pytest.mark.parametrize(
    "line",
    [
        "Опрос: истекло время ожидания ответа",
        "опрос: таймаут",
        "状態取得 応答がタイムアウトしました",
        "轮询超时",
        "폴링 시간 초과",
        "kysely: vastausta ei tullut 10 sekunnissa, aikakatkaisu",
        "forespørgsel: intet svar inden tidsgrænsen",
        "lekérdezés: időtúllépés",
        "avläsning: svaret kom för sent",
        "poll: timed out",
    ],
)
def test_an_answer_that_is_late_is_no_server_out_of_reach(line: str) -> None:
    assert names(diagnose(f"{OPENED}" + f"{line}\n" * 3)) == ["server-slow"]


@together
@pytest.mark.parametrize(
    "line", ["сенсор: таймаут", "传感器超时", "DHT タイムアウト", "mqtt: тайм-аут", "i2c: időtúllépés"]
)
def test_a_part_that_is_late_is_no_server(line: str) -> None:
    assert names(diagnose(f"{OPENED}" + f"{line}\npoll ok\n" * 3)) == []

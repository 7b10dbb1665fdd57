import pytest

from oceanhil.protocol.board import BOARD_NAMES, Board


@pytest.mark.parametrize(
    ("board", "prefix"), [(Board.ESP32, "ESP32_"), (Board.ESP8266, "ESP8266_"), (Board.PICOW, "PICOW_")]
)
def test_a_device_id_starts_with_the_family(board: Board, prefix: str) -> None:
    assert board.device_id_prefix == prefix


def test_the_names_of_the_boards_are_the_words_of_files_and_urls() -> None:
    assert BOARD_NAMES == ("esp32", "esp8266", "picow")

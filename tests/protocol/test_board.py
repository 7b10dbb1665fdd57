import copy
import pickle

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board


@pytest.mark.parametrize(
    ("board", "prefix"), [(Board.ESP32, "ESP32_"), (Board.ESP8266, "ESP8266_"), (Board.PICOW, "PICOW_")]
)
def test_a_device_id_starts_with_the_family(board: Board, prefix: str) -> None:
    assert board.device_id_prefix == prefix


def test_a_name_has_its_article() -> None:
    assert [Board.ESP32.named, Board.PICOW.named] == ["an esp32", "a picow"]


def test_the_platforms_boards_are_the_words_of_files_and_urls() -> None:
    assert [board.value for board in PLATFORM_BOARDS] == ["esp32", "esp8266", "picow"]


def test_a_name_is_one_object_however_it_came_about() -> None:
    assert Board("esp32") is Board.ESP32
    assert pickle.loads(pickle.dumps(Board("esp32-c99"))) is Board("esp32-c99")
    assert copy.deepcopy(Board.PICOW) is Board.PICOW


@pytest.mark.parametrize("text", ["", "ESP32", "2040", "esp32_c3", "esp32 ", "a" * 33, "esp32\n"])
def test_what_no_file_name_would_bear_is_no_name_of_a_board(text: str) -> None:
    with pytest.raises(ValueError, match="is no name, expected up to 32 of a-z 0-9 -"):
        Board(text)


def test_a_name_stays_what_it_is() -> None:
    with pytest.raises(AttributeError, match="cannot be changed"):
        Board.ESP32.value = "esp8266"

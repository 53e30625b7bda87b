from __future__ import annotations

import pytest

from archiver.text.count import word_count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param("We won't close it.", 4, id="english"),
        pytest.param("橋を架け直す", 3, id="japanese"),
        pytest.param("我们不会关闭诊所", 4, id="chinese"),
        pytest.param("使用X平台发文", 4, id="mixed"),
        pytest.param("다리는 다시 놓겠다", 3, id="korean"),
        pytest.param("سنعيد بناء الجسر", 3, id="arabic"),
        pytest.param("สะพานเก่า", 4, id="thai"),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert word_count(text) == words

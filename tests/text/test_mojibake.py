from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.text.mojibake import mend


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        pytest.param("canâ€™t", "can’t", id="apostrophe"),
        pytest.param("â€œyesâ€\x9d", "“yes”", id="marks"),
        pytest.param("cafÃ©", "café", id="accent"),
        pytest.param("cÅ“ur", "cœur", id="ligature"),
        pytest.param("SeÃ±or Ã“scar", "Señor Óscar", id="capital"),
        pytest.param("aÂ\xa0b", "a\xa0b", id="no-break-space"),
        pytest.param("ðŸ˜€", "😀", id="emoji"),
        pytest.param("cats &amp; dogs", "cats & dogs", id="named-reference"),
        pytest.param("don&#39;t &#x2019;", "don't ’", id="numeric-reference"),
        pytest.param("&quot;canâ€™t&quot;", '"can’t"', id="both"),
    ],
)
def test_mended(damaged: str, meant: str) -> None:
    mended = mend(damaged)
    assert mended is not None
    assert mended.text == meant
    assert len(mended.offsets) == len(meant) + 1
    assert mended.offsets[0] == 0
    assert mended.offsets[-1] == len(damaged)
    assert list(mended.offsets) == sorted(mended.offsets)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("plain", id="ascii"),
        pytest.param("can’t café 😀 日本", id="whole"),
        pytest.param("“café”… yes", id="accent-before-marks"),
        pytest.param("CAFÉ’S", id="capital-accent-before-an-apostrophe"),
        pytest.param("voilà”", id="accent-before-a-mark"),
        pytest.param("R&B; AT&T", id="ampersand-in-a-name"),
        pytest.param("&nosuch; &#xD800;", id="no-such-reference"),
        pytest.param("Ã alone", id="letter-alone"),
        pytest.param("", id="nothing"),
    ],
)
def test_nothing_to_mend(text: str) -> None:
    assert mend(text) is None


@given(text=st.text(st.sampled_from("’“”éñüœ…–€😀日"), min_size=1, max_size=6))
def test_what_was_damaged_is_read_as_it_was(text: str) -> None:
    raw = text.encode()
    damaged = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in raw)
    mended = mend(damaged)
    assert mended is not None
    assert mended.text == text


@given(text=st.text(max_size=30))
def test_offsets_point_into_the_damaged_text(text: str) -> None:
    mended = mend(text)
    if mended is not None:
        assert len(mended.offsets) == len(mended.text) + 1
        assert list(mended.offsets) == sorted(mended.offsets)
        assert mended.offsets[-1] == len(text)

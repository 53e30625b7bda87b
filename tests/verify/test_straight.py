"""The direct path for words replaced one by one says what the rules for every case say."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.model import Alignment, EditKind
from archiver.text.language import language
from archiver.text.tokens import tokenize
from archiver.verify import align as aligning
from archiver.verify import pieces
from archiver.verify.align import align, prepare
from archiver.verify.locate import Op, Tag, locate_by_anchors
from archiver.verify.straight import straight_edits

WORDS = {
    "en": (
        "we will not never can't cannot couldn't close the a one of year two 2 12 2018 million "
        "five may May September Leeds Mayor Bell I II no. No. said told clinic clinics center "
        "centre colour color it's its US 5% $5 percent labelled labeled @bell #leeds going to "
        "gonna govt government half dozen between and per cent nobody some all must could"
    ),
    "de": (
        "wir werden nicht kein keine die der das eine ein zwei 2 12 2018 Millionen am 5. Mai "
        "Leipzig Klinik Kliniken alle manche muss kann dass daß Haus Straße Strasse um bis % "
        "Prozent ohne mit"
    ),
    "fr": (
        "nous ne fermerons pas jamais plus la le les l’hôpital d’ici une un deux 2 12 2018 "
        "millions mai Lyon n’est aucun tous peut doit que de pour cent 5 % euros"
    ),
    "hi": "हम नहीं बंद करेंगे अस्पताल दो 2 १२ लाख सब कोई मत यह है साल मई",
}
GAPS = [" ", " ", " ", " ", ", ", ". ", " — ", "\n"]


def _general(quotation: str, post: str, tag: str) -> Alignment | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligning, "straight_edits", lambda *_, **__: None)
        patch.setattr(pieces, "_told_by_keys", lambda *_: None)
        return align(prepare(quotation), tokenize(post), language(tag).judging)


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[str, str, str]:
    """A post, and a quotation of it with words replaced and gaps changed here and there."""
    tag = draw(st.sampled_from(sorted(WORDS)))
    word, gap = st.sampled_from(WORDS[tag].split()), st.sampled_from(GAPS)
    post = draw(st.lists(st.tuples(word, gap), min_size=6, max_size=18))
    quoted = list(post)
    for at in draw(st.lists(st.integers(0, len(post) - 1), max_size=4)):
        changed = (draw(word), quoted[at][1]), (quoted[at][0], draw(gap))
        quoted[at] = draw(st.sampled_from(changed))
    texts = ["".join(map("".join, side)).rstrip() for side in (quoted, post)]
    return texts[0], texts[1], tag


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pair=_pairs())
def test_the_direct_path_changes_nothing(pair: tuple[str, str, str]) -> None:
    quotation, post, tag = pair
    direct = align(prepare(quotation), tokenize(post), language(tag).judging)
    assert direct == _general(quotation, post, tag)


@pytest.mark.parametrize(
    ("quotation", "post", "kinds"),
    [
        pytest.param(
            "they open every red window in Leeds",
            "they open every tall window in Leeds",
            [EditKind.WORD_SUBSTITUTED],
            id="a-word",
        ),
        pytest.param(
            "they open 12 red windows in Leeds",
            "they open 13 red windows in Leeds",
            [EditKind.NUMBER_CHANGED],
            id="a-number",
        ),
        pytest.param(
            "they could open windows in Leeds",
            "they couldn't open windows in Leeds",
            [EditKind.NEGATION_CHANGED],
            id="a-denial",
        ),
        pytest.param(
            "they open windows; often in Leeds",
            "they open shutters often in Leeds",
            [EditKind.WORD_SUBSTITUTED, EditKind.INNER_PUNCTUATION],
            id="a-sign-beside",
        ),
    ],
)
def test_it_answers(quotation: str, post: str, kinds: list[EditKind]) -> None:
    one, other, tables = tokenize(quotation), tokenize(post), language("en").judging
    found = straight_edits(one, other, locate_by_anchors(one, other), tables, damaged=False)
    assert found is not None
    assert [edit.kind for edit in found] == kinds


@pytest.mark.parametrize(
    ("quotation", "post"),
    [
        pytest.param(
            "costs 5 million there", "costs five million there", id="a-number-of-two-words"
        ),
        pytest.param("open Windows in Leeds", "open windows in Leeds", id="another-letter"),
        pytest.param("shutters open in Leeds", "windows open in Leeds", id="at-an-end"),
    ],
)
def test_it_leaves_to_the_rules(quotation: str, post: str) -> None:
    one, other, tables = tokenize(quotation), tokenize(post), language("en").judging
    ops = locate_by_anchors(one, other) or (Op(Tag.REPLACE, 0, len(one), 0, len(other)),)
    assert straight_edits(one, other, ops, tables, damaged=False) is None

"""The laws of the plan: they hold for every text, so texts are drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from archiver.model import Alignment, Materiality, Verdict
from archiver.text.tokens import Tokens, tokenize
from archiver.verify.verdict import judge
from tests.verify.stories import applied

Lay = Callable[[str, str], Alignment | None]

# -- posts as people write them -----------------------------------------------------------

NEGATIONS = ["not", "no", "never", "nobody", "without", "cannot", "don't", "won’t", "isn't"]
NUMBERS = ["12", "3", "400,000", "$5", "7%", "2018", "nine", "twelve", "40k", "1.5", "€20"]
WORDS = (Path(__file__).parent / "words.txt").read_text("utf-8").split()
"""Of posts, made up."""
ORNAMENTS = [
    "#Leeds",
    "@mayor",
    "🎉",
    "👩‍👩‍👧",
    "https://t.co/aB3xYz",
    "pic.twitter.com/2Ydoe1",
    "❤️",
    "🇬🇧",
]
GAPS = [
    " ",
    " ",
    " ",
    " ",
    " ",
    ", ",
    ". ",
    "! ",
    "? ",
    "\n",
    "\n\n",
    " — ",
    " - ",
    "… ",
    ": ",
    "  ",
]
QUOTED = [("“", "”"), ('"', '"'), ("‘", "’"), ("(", ")"), ("[", "]")]

words = st.sampled_from(WORDS)
bits = st.one_of(
    words,
    words,
    words,
    st.sampled_from(NUMBERS),
    st.sampled_from(NEGATIONS),
    st.sampled_from(ORNAMENTS),
    st.tuples(st.sampled_from(QUOTED), words).map(lambda pair: pair[1].join(pair[0])),
)


def _posts(bit: st.SearchStrategy[str], low: int) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(bit, st.sampled_from(GAPS)), min_size=low, max_size=16)
    return pairs.map(lambda parts: "".join(a + b for a, b in parts))


posts = _posts(bits, 1)
# No ellipsis in these: it would mark what is left out beside it.
plain_posts = _posts(st.one_of(words, words, st.sampled_from(NUMBERS + NEGATIONS)), 4).map(
    lambda post: post.replace("…", "")
)

PIECES = [
    *["…", "...", ". . .", "[...]", "[sic]", "[she]", "[w]e", "clinic[s]", "[", "]", "(", ")", "&"],
    *["\u00a0", "\u200b", "\u200d", "\u200f", "\ufe0f", "\r\n", "\t", "&amp;", "&#39;", "&quot;"],
    *["é", "e\u0301", "\u0301", "ﬁ", "½", "²", "İ", "ß", "ẞ", "Σ", "ς", "â€™", "Ã©", "ðŸ˜€"],
    *["日本語", "ไทย", "שלום", "مرحبا", "f***ing", "'", "’", "“", "”", "-", "—", "don't", "No. 1"],
]
anything = st.lists(
    st.tuples(
        st.one_of(bits, st.sampled_from(PIECES), st.text(max_size=4)),
        st.sampled_from(["", "", *GAPS]),
    ),
    max_size=14,
).map(lambda parts: "".join(a + b for a, b in parts))


@st.composite
def near_pairs(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and the same with a few parts put in, taken away or replaced."""
    text = draw(anything)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    changed, at = "", 0
    for left, right in zip(cuts[::2], cuts[1::2], strict=False):
        changed += text[at:left] + draw(st.one_of(bits, st.sampled_from(PIECES), st.just("")))
        at = right
    return changed + text[at:], text


# -- what they must satisfy ---------------------------------------------------------------


def span(post: str, tokens: Tokens, start: int, size: int) -> str:
    end = min(start + size, len(tokens))
    return post[tokens.starts[start] : tokens.ends[end - 1]]


@settings(deadline=None, max_examples=150)
@given(post=posts, start=st.integers(0, 15), size=st.integers(1, 16))
def test_an_unedited_span_is_exact(lay: Lay, post: str, start: int, size: int) -> None:
    tokens = tokenize(post)
    assume(start < len(tokens))
    alignment = lay(span(post, tokens, start, size), post)
    assert alignment is not None
    assert alignment.edits == ()
    assert judge(alignment.edits).verdict is Verdict.EXACT


STRAIGHTENED = str.maketrans("“”‘’", "\"\"''")


@settings(deadline=None, max_examples=150)
@given(post=posts, start=st.integers(0, 15), size=st.integers(1, 16), curl=st.booleans())
def test_curly_for_straight_is_at_worst_exact(
    lay: Lay, post: str, start: int, size: int, *, curl: bool
) -> None:
    tokens = tokenize(post)
    assume(start < len(tokens))
    quotation = span(post, tokens, start, size).translate(STRAIGHTENED)
    if curl:
        post, quotation = post.translate(STRAIGHTENED), span(post, tokens, start, size)
    alignment = lay(quotation, post)
    assert alignment is not None
    assert judge(alignment.edits).verdict is Verdict.EXACT


def _verdict(lay: Lay, quotation: str, post: str) -> tuple[Verdict, Materiality | None] | None:
    alignment = lay(quotation, post)
    if alignment is None:
        return None
    judgement = judge(alignment.edits)
    return judgement.verdict, judgement.materiality


ALTERED = (Verdict.ALTERED, Materiality.MEANING)
charged = st.sampled_from(NEGATIONS + NUMBERS)


def _stands_in(quotation: str, post: str) -> bool:
    """Whether the words stand there as they are: then nothing was put in or left out."""
    return tokenize(quotation).line in tokenize(post).line


@settings(deadline=None, max_examples=300)
@given(post=plain_posts, at=st.integers(1, 15), word=charged)
def test_a_negation_or_number_put_in_alters_the_meaning(
    lay: Lay, post: str, at: int, word: str
) -> None:
    tokens = tokenize(post)
    assume(at < len(tokens))
    quotation = f"{post[: tokens.starts[at]]} {word} {post[tokens.starts[at] :]}".strip()
    assume(not _stands_in(quotation, post))
    assert _verdict(lay, quotation, post) == ALTERED


@settings(deadline=None, max_examples=300)
@given(post=plain_posts, at=st.integers(1, 15), word=charged)
def test_a_negation_or_number_left_out_alters_the_meaning(
    lay: Lay, post: str, at: int, word: str
) -> None:
    tokens = tokenize(post)
    assume(at < len(tokens))
    longer = f"{post[: tokens.starts[at]]} {word} {post[tokens.starts[at] :]}"
    assume(not _stands_in(post, longer))
    assert _verdict(lay, post.strip(), longer) == ALTERED


@settings(deadline=None, max_examples=300)
@given(
    post=plain_posts,
    at=st.integers(0, 15),
    pair=st.one_of(
        st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2, unique=True),
        st.lists(
            st.sampled_from(["not", "never", "no", "hardly"]), min_size=2, max_size=2, unique=True
        ),
    ),
)
def test_a_negation_or_number_changed_alters_the_meaning(
    lay: Lay, post: str, at: int, pair: list[str]
) -> None:
    tokens = tokenize(post)
    assume(at < len(tokens) and set(pair) != {"12", "twelve"})
    head, tail = post[: tokens.starts[at]], post[tokens.starts[at] :]
    one, other = (f"{head} {word} {tail}".strip() for word in pair)
    assume(not _stands_in(one, other))
    assert _verdict(lay, one, other) == ALTERED


FAR = ["zebra", "quagga", "99", "never", "17", "okapi", "Zanzibar", "#yak", "@gnu", "🦓"]
far = _posts(st.sampled_from(FAR), 0)


@settings(deadline=None, max_examples=200)
@given(
    post=plain_posts,
    start=st.integers(0, 13),
    size=st.integers(3, 16),
    change=st.integers(0, 15),
    before=far,
    after=far,
)
def test_what_stands_around_the_words_in_the_post_changes_no_verdict(
    lay: Lay, post: str, start: int, size: int, change: int, before: str, after: str
) -> None:
    tokens = tokenize(post)
    assume(start + 3 <= len(tokens))
    quotation = span(post, tokens, start, size)
    parts = tokenize(quotation)
    at = change % len(parts)
    # Where a phrase stands twice, a word put in at its end can stand for a word beside either.
    assume(0 < at < len(parts) - 1 or len(set(tokens.keys)) == len(tokens))
    changed = f"{quotation[: parts.starts[at]]}xylophone{quotation[parts.ends[at] :]}"
    for words_ in (quotation, changed, f"{quotation}.", f"{changed}!"):
        alone = _verdict(lay, words_, post)
        assume(alone is not None)
        assert _verdict(lay, words_, f"{before}\n\n{post}\n\n{after}") == alone


def _holds(alignment: Alignment, quotation: str, post: str) -> None:
    mine, theirs = 0, alignment.target.start
    for edit in alignment.edits:
        assert mine <= edit.at[0] <= edit.at[1] <= len(quotation)
        assert theirs <= edit.original_at[0] <= edit.original_at[1] <= alignment.target.end
        assert quotation[slice(*edit.at)] == edit.quotation
        assert post[slice(*edit.original_at)] == edit.original
        assert edit.quotation != edit.original
        mine, theirs = edit.at[1], edit.original_at[1]
    assert applied(alignment, post) == quotation
    assert 0 <= alignment.matched_words <= alignment.quotation_words


@settings(deadline=None, max_examples=300)
@given(pair=st.one_of(near_pairs(), st.tuples(anything, anything)))
@example(pair=("“a not ", ":\nnot "))
@example(pair=(" not ", " \x08\nnot "))
def test_the_edits_give_the_quotation_back(lay: Lay, pair: tuple[str, str]) -> None:
    quotation, post = pair
    alignment = lay(quotation, post)
    if alignment is not None:
        _holds(alignment, quotation, post)

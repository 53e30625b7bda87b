from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.articles.quotations import CONTEXT, find_quotations
from archiver.articles.reader import read_structure
from archiver.articles.structure import Span, SpanKind
from archiver.model import Channel, QuotationKind
from archiver.platforms.x import X

ROOT = Path(__file__).parents[2]
PAGES = ROOT.parent / "shared" / "data" / "pages"


def span_of(text: str, part: str, kind: SpanKind) -> Span:
    start = text.index(part)
    return Span(start=start, end=start + len(part), kind=kind)


def exacts(text: str, *spans: Span) -> list[str]:
    return [q.quote.exact for q in find_quotations(text, spans=spans, language="en")]


LONG = "The road was shut for nine long days and nights."


# -- blocks -----------------------------------------------------------------------------


def test_a_block_without_marks_is_a_quotation() -> None:
    text = f"He wrote:\n{LONG}\nThen he left."
    (quotation,) = find_quotations(
        text, spans=(span_of(text, LONG, SpanKind.BLOCKQUOTE),), language="en"
    )
    assert quotation.kind is QuotationKind.BLOCKQUOTE
    assert quotation.quote.exact == LONG


def test_a_block_that_marks_fill_counts_once_by_its_marks() -> None:
    text = f"He wrote:\n“{LONG}”\nThen he left."
    (quotation,) = find_quotations(
        text, spans=(span_of(text, f"“{LONG}”", SpanKind.BLOCKQUOTE),), language="en"
    )
    assert quotation.kind is QuotationKind.MARKS
    assert quotation.quote.exact == LONG


def test_a_block_with_a_few_words_in_marks_is_whole() -> None:
    block = f"{LONG} They called it “the long week” there."
    text = f"He wrote:\n{block}\nThen he left."
    assert exacts(text, span_of(text, block, SpanKind.BLOCKQUOTE)) == [block]


def test_a_q_element_is_a_quotation() -> None:
    text = "She said nine long days were enough of it, he wrote."
    span = span_of(text, "nine long days", SpanKind.Q)
    (quotation,) = find_quotations(text, spans=(span,), language="en")
    assert (quotation.kind, quotation.quote.exact) == (QuotationKind.Q, "nine long days")


def test_a_q_element_inside_marks_is_part_of_them() -> None:
    text = f"“{LONG}” he said."
    assert exacts(text, span_of(text, "nine long days", SpanKind.Q)) == [LONG]


def test_a_block_inside_a_block_is_part_of_it() -> None:
    text = f"{LONG}\nHe left."
    spans = [span_of(text, part, SpanKind.BLOCKQUOTE) for part in (LONG, "nine long days")]
    assert exacts(text, *spans) == [LONG]


def test_a_block_that_holds_a_post_is_none() -> None:
    text = f"He wrote:\n{LONG}\nThen he left."
    block = span_of(text, LONG, SpanKind.BLOCKQUOTE)
    assert exacts(text, block, span_of(text, LONG, SpanKind.EMBED)) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(f"“{LONG}” he said.\n“{LONG}”", 0, id="paragraph-of-its-own"),
        pytest.param(f"“{LONG}”\n“{LONG}” he said.", 1, id="paragraph-in-front"),
        pytest.param(f"“{LONG}” he said.\n“{LONG}” she said.", 2, id="said-twice"),
        pytest.param(f"“{LONG}”\n“{LONG}”", 3, id="two-pull-quotes"),
        pytest.param("“No way” he said.\n“No way”", 2, id="short"),
    ],
)
def test_pull_quotes_count_once(text: str, kept: int) -> None:
    starts = [q.position.start for q in find_quotations(text, language="en")]
    both = [1, text.rindex("“") + 1]
    assert starts == {0: both[:1], 1: both[1:], 2: both, 3: both[:1]}[kept]


def test_a_block_that_says_a_quotation_again_is_a_pull_quote() -> None:
    text = f"“{LONG}” he said.\nnine long days and nights\nHe left."
    span = span_of(text, "nine long days and nights", SpanKind.BLOCKQUOTE)
    pulled = Span(start=text.rindex("nine"), end=text.rindex("nights") + 6, kind=span.kind)
    assert exacts(text, pulled) == [LONG]


# -- kinds, embeds, context -------------------------------------------------------------


def test_a_headline_has_single_marks() -> None:
    text = "Mayor: 'We will rebuild'\nThe mayor spoke on Monday."
    span = span_of(text, "Mayor: 'We will rebuild'", SpanKind.HEADLINE)
    (quotation,) = find_quotations(text, spans=(span,), language="en")
    assert (quotation.kind, quotation.quote.exact) == (QuotationKind.HEADLINE, "We will rebuild")


def test_nothing_in_an_embed_is_the_articles() -> None:
    post = 'I said "one two" and "three four"'
    text = f"{post}\nShe said “five six” here."
    assert exacts(text, span_of(text, post, SpanKind.EMBED)) == ["five six"]


def test_prefix_and_suffix_are_what_stands_around() -> None:
    text = "x" * 100 + ' "one two" ' + "y" * 100
    (quotation,) = find_quotations(text)
    assert quotation.quote.prefix == text[quotation.position.start - CONTEXT :][:CONTEXT]
    assert quotation.quote.suffix == text[quotation.position.end :][:CONTEXT]


@pytest.mark.parametrize(
    ("text", "continues"),
    [
        pytest.param('"One," she wrote, "two."', [None, 0], id="comma"),
        pytest.param('"One," she wrote. "Two."', [None, 0], id="full-stop"),
        pytest.param('"One?" she wrote. "Two."', [None, 0], id="question"),
        pytest.param('"One", she wrote, "two".', [None, 0], id="comma-outside"),
        pytest.param('"One," wrote Sen. Ann Poole. "Two."', [None, 0], id="abbreviation"),
        pytest.param('"One," she wrote, "two," and then, "three."', [None, 0, None], id="own-lead"),
        pytest.param('"One," she wrote. "Two," he said.', [None, None], id="another-speaker"),
        pytest.param('"One," she wrote. He added: "Two."', [None, None], id="own-verb"),
        pytest.param('"One," she wrote. It rained. "Two."', [None, None], id="sentence-between"),
        pytest.param('"One," she wrote.\n"Two."', [None, None], id="next-paragraph"),
        pytest.param('A "red" and a "blue" one.', [None, None], id="terms"),
    ],
)
def test_interrupted_quotations(text: str, continues: list[int | None]) -> None:
    assert [q.continues for q in find_quotations(text, language="en")] == continues


def test_one_that_goes_on_has_the_attribution_of_the_first() -> None:
    first, second = find_quotations('"One two," Ann Poole tweeted, "three four."', language="en")
    assert (second.attribution, second.attributed_to, second.channel, second.cue) == (
        first.attribution,
        "Ann Poole",
        Channel.POSTED,
        "tweeted",
    )


# -- lines ------------------------------------------------------------------------------

WRAPPED = (
    "The council met on Monday night in the old hall by the river, and the\n"
    'mayor had a message for the builders. She tweeted: "We will rebuild\n'
    'the bridge by spring, whatever it takes." The builders did not answer\n'
    "her, and nobody expects that they will do so before the next council.\n"
    "\n"
    "The next paragraph of the text has lines of the same width, more or\n"
    "less, as somebody broke them at seventy signs when he wrote it down.\n"
)


def test_lines_broken_at_a_width_are_read_as_paragraphs() -> None:
    (quotation,) = find_quotations(WRAPPED, language="en")
    assert quotation.quote.exact == ("We will rebuild\nthe bridge by spring, whatever it takes.")
    assert WRAPPED[quotation.position.start : quotation.position.end] == quotation.quote.exact
    assert quotation.channel is Channel.POSTED


def test_lines_of_all_lengths_are_paragraphs() -> None:
    text = (
        'A "stray mark.\nShort.\n\n' + "A line of some length, that goes on. " * 3 + '\nEnds" here.'
    )
    assert exacts(text) == []


# -- laws -------------------------------------------------------------------------------

SIGNS = st.text(alphabet="ab said,. \n\r\"'“”‘’«»„—:X", max_size=120)
KINDS = st.sampled_from(list(SpanKind))


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    text = draw(st.one_of(st.text(max_size=80), SIGNS))
    edges = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(edges, edges, KINDS), max_size=5))
    return text, tuple(Span(start=min(a, b), end=max(a, b), kind=kind) for a, b, kind in pairs)


@given(texts_with_spans(), st.sampled_from([None, "en", "de", "xx"]))
def test_positions_are_the_words_in_order_and_apart(
    given_: tuple[str, tuple[Span, ...]], language: str | None
) -> None:
    text, spans = given_
    embeds = [s for s in spans if s.kind is SpanKind.EMBED and s.start < s.end]
    end = 0
    for index, quotation in enumerate(find_quotations(text, spans=spans, language=language)):
        position = quotation.position
        assert text[position.start : position.end] == quotation.quote.exact
        assert end <= position.start < position.end
        assert not any(s.start < position.end and position.start < s.end for s in embeds)
        assert quotation.continues in {None, index - 1}
        end = position.end


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param('"a b c d e," said x.\n', id="attributed"),
        pytest.param('"a b c d e"\n', id="paragraphs"),
        pytest.param('"a", and "b", ', id="one-line"),
        pytest.param('"a," he said, ', id="interrupted"),
        pytest.param("and said ", id="verbs"),
        pytest.param("\u2028\"a' ", id="separators"),
        pytest.param('""', id="marks"),
    ],
)
def test_hostile_texts_take_linear_time(
    piece: str, growth: Callable[[Callable[[int], object]], float]
) -> None:
    quarter = 12_000 // len(piece)
    assert growth(lambda n: find_quotations(piece * quarter * n, language="en")) < 9


def test_many_blocks_take_linear_time(growth: Callable[[Callable[[int], object]], float]) -> None:
    def work(quarters: int) -> None:
        count = 700 * quarters
        spans = tuple(
            Span(start=at, end=at + 16, kind=SpanKind.BLOCKQUOTE) for at in range(0, 17 * count, 17)
        )
        text = "words of a block\n" * count
        assert len(find_quotations(text, spans=spans, language="en")) == count

    assert growth(work) < 9


# -- real pages -------------------------------------------------------------------------


@pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not beside us")
@pytest.mark.parametrize(
    ("name", "posted"),
    [
        pytest.param(
            "advancedlogic_GoOse_sites_cnn.com.html",
            [("Hamilton", "on his instagram account")],
            id="cnn",
        ),
        pytest.param("advancedlogic_GoOse_sites_huffingtonpost.co.uk.html", [], id="huffington"),
        pytest.param(
            "codelucas_newspaper_tests_data_html_telegraph.co.uk1.html", [], id="live-blog"
        ),
        pytest.param("codelucas_newspaper_tests_data_html_dailystar.co.uk2.html", [], id="column"),
        pytest.param("go-shiori_go-readability_test-pages_001.html", [], id="source-code"),
        pytest.param("go-shiori_go-readability_test-pages_aktualne.html", [], id="czech"),
    ],
)
def test_what_real_pages_say_was_posted(name: str, posted: list[tuple[str, str]]) -> None:
    reading = read_structure((PAGES / name).read_bytes(), platforms=(X(),))
    found = find_quotations(
        reading.article.text, spans=reading.spans, language=reading.article.language
    )
    assert [(q.attributed_to, q.cue) for q in found if q.channel is Channel.POSTED] == posted
    for quotation in found:
        position = quotation.position
        assert reading.article.text[position.start : position.end] == quotation.quote.exact


def test_the_worked_example() -> None:
    payload = (ROOT / "fixtures" / "articles" / "cnn-2018-09-06" / "page.html").read_bytes()
    reading = read_structure(payload, platforms=(X(),))
    found = find_quotations(reading.article.text, spans=reading.spans, language="en")
    assert [(q.channel, q.attributed_to, q.cue) for q in found] == [
        (Channel.SPOKEN, "Hogan Gidley", "told"),
        (Channel.POSTED, "Kardashian West", "shared"),
        (Channel.TERM, None, None),
        (Channel.TERM, None, None),
        (Channel.POSTED, "Ivanka Trump", "shared"),
    ]

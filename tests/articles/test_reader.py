from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.articles import reader
from archiver.articles.reader import Reading, read, read_structure
from archiver.articles.structure import SpanKind
from archiver.errors import InputError
from archiver.platforms.x import X

ROOT = Path(__file__).parents[2]
CNN = ROOT / "fixtures" / "articles" / "cnn-2018-09-06"
PLATFORMS = (X(),)
LONG = "A paragraph that is long enough to count as running text of an article."


def structure(payload: bytes | str, content_type: str | None = None) -> Reading:
    raw = payload.encode() if isinstance(payload, str) else payload
    return read_structure(raw, platforms=PLATFORMS, content_type=content_type)


def text_of(payload: bytes | str) -> str:
    return structure(payload).article.text


def stretches(reading: Reading, kind: SpanKind) -> list[str]:
    return [reading.article.text[s.start : s.end] for s in reading.spans if s.kind is kind]


def test_the_flattened_article() -> None:
    payload = (CNN / "article.txt").read_bytes()
    article = structure(payload).article
    assert article.text == payload.decode()
    assert article.published == date(2018, 9, 6)
    assert article.language == "en"
    assert article.title is None
    assert article.reader == "plain/1"
    assert article.sha256 == sha256(payload).hexdigest()
    first, second = article.embeds
    assert first.ref.key == "x:?KimKardashian/2018-09-05/1"
    assert first.author_name == "Kim Kardashian West"
    assert first.text is not None
    assert first.text.endswith("REAL systemic change pic.twitter.com/kdKr8s6lJW")
    assert first.text.startswith("It started with Ms. Alice")
    assert second.ref.key == "x:?IvankaTrump/2018-09-06/1"
    assert second.created == datetime(2018, 9, 6, tzinfo=UTC)
    assert (first.alternatives, first.repairs) == ((), ())


def test_the_same_article_as_a_page() -> None:
    plain = structure((CNN / "article.txt").read_bytes()).article
    reading = structure((CNN / "page.html").read_bytes())
    page = reading.article
    assert page.title == "Kim Kardashian West returns to the White House"
    assert page.published == date(2018, 9, 6)
    assert page.authors == ("A Reporter",)
    assert page.language == "en"
    assert page.url == (
        "https://news.example/2018/09/06/politics/kardashian-west-white-house/index.html"
    )
    assert [embed.text for embed in page.embeds] == [embed.text for embed in plain.embeds]
    assert [embed.created for embed in page.embeds] == [embed.created for embed in plain.embeds]
    assert [embed.ref.id for embed in page.embeds] == ["1037470730156351681", "1037495027760894016"]
    assert stretches(reading, SpanKind.HEADLINE) == [page.title]
    assert len(stretches(reading, SpanKind.EMBED)) == 2
    paragraphs = [line for line in plain.text.strip().split("\n") if "(@" not in line]
    paragraphs[0] = paragraphs[0].removeprefix("date 2018-09-06 ")
    lines = page.text.split("\n")
    assert [line for line in lines if line in paragraphs] == paragraphs
    assert len(lines) == 1 + len(paragraphs) + 4, "nothing but headline, paragraphs and posts"


@pytest.mark.parametrize("name", ["article.txt", "page.html"])
def test_ids_of_the_page_hold_the_days_that_are_printed(name: str) -> None:
    for embed in structure((CNN / name).read_bytes()).article.embeds:
        assert embed.created is not None
        if not embed.ref.provisional:
            inside = X().created_from_id(embed.ref)
            assert inside is not None
            assert inside.date() == embed.created.date()


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t ", "empty", id="blank"),
        pytest.param(b"\xef\xbb\xbf \n", "no text", id="only-a-mark"),
        pytest.param(b"%PDF-1.7\n...", "PDF", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "picture", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture", id="jpeg"),
        pytest.param(b"GIF89a\x01", "picture", id="gif"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBP", "media", id="webp"),
        pytest.param(b"PK\x03\x04\x14\x00", "zip", id="zip"),
        pytest.param(b"\x1f\x8b\x08\x00", "gzip", id="gzip"),
        pytest.param(b"SQLite format 3\x00", "SQLite", id="sqlite"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42", "media", id="mp4"),
        pytest.param(b"some text \x00\x01\x02 and more", "binary", id="nul"),
        pytest.param(b"x" * 101, "101 bytes, more than 100", id="too-large"),
    ],
)
def test_bad_input_is_one_line_with_a_remedy(payload: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as raised:
        read(payload, platforms=PLATFORMS, max_bytes=100)
    assert raised.value.exit_code == 2
    assert raised.value.remedy
    assert "\n" not in raised.value.diagnostics()


FRENCH = "« Le général a répété qu’il n’avait pas été prévenu », écrit-elle à Genève. " * 4
RUSSIAN = "Привет, это обычный текст на русском языке, который достаточно длинный. " * 4
JAPANESE = "これは日本語の文章です。とても長い文章です。" * 4


@pytest.mark.parametrize(
    ("payload", "words", "note"),
    [
        pytest.param(FRENCH.encode(), FRENCH, None, id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + FRENCH.encode(), FRENCH, None, id="utf-8-mark"),
        pytest.param(FRENCH.encode("utf-16"), FRENCH, None, id="utf-16-mark"),
        pytest.param(FRENCH.encode("cp1252"), FRENCH, "windows-1252", id="undeclared-western"),
        pytest.param(RUSSIAN.encode("cp1251"), RUSSIAN, "windows-1251", id="undeclared-cyrillic"),
        pytest.param(RUSSIAN.encode("koi8-r"), RUSSIAN, "koi8-r", id="undeclared-koi8"),
        pytest.param(
            b"<html><head><meta charset=shift_jis></head><p>" + JAPANESE.encode("shift_jis"),
            JAPANESE,
            "shift_jis",
            id="declared-in-the-page",
        ),
        pytest.param(
            b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>'
            + FRENCH.encode("cp1252"),
            FRENCH,
            "windows-1252",
            id="latin-1-is-windows-1252-on-the-web",
        ),
        pytest.param(
            b"<html><head><meta charset=iso-2022-jp></head><p>" + JAPANESE.encode("iso2022_jp"),
            JAPANESE,
            None,
            id="seven-bit-japanese",
        ),
        pytest.param(
            b"<html><head><meta charset=windows-1252></head><p>" + FRENCH.encode(),
            FRENCH,
            None,
            id="declared-wrongly-but-utf-8",
        ),
        pytest.param(
            b"<html><head><meta charset=x-nonsense></head><p>" + RUSSIAN.encode("cp1251"),
            RUSSIAN,
            "windows-1251",
            id="declared-but-unknown",
        ),
        pytest.param(FRENCH.encode() + b"\xff", FRENCH, "1 undecodable place", id="one-bad-byte"),
    ],
)
def test_encodings(payload: bytes, words: str, note: str | None) -> None:
    article = structure(payload).article
    assert article.text.rstrip("\ufffd").strip() == words.strip()
    if note is None:
        assert article.notes == ()
    else:
        (line,) = article.notes
        assert note in line
        assert line.startswith("not valid UTF-8")


def test_the_transport_names_the_encoding() -> None:
    article = structure(RUSSIAN.encode("koi8-r"), "text/plain; charset=KOI8-R").article
    assert article.text == RUSSIAN


@pytest.mark.parametrize(
    ("payload", "content_type", "kind"),
    [
        pytest.param("<p>x</p>", None, "html/1", id="fragment"),
        pytest.param("\n<!DOCTYPE html><p>x", None, "html/1", id="doctype"),
        pytest.param("1 < 2 and <p> is a tag", None, "plain/1", id="text-with-a-tag"),
        pytest.param("<p>x</p>", "text/plain", "plain/1", id="said-to-be-text"),
        pytest.param("just words", "text/html; charset=utf-8", "html/1", id="said-to-be-html"),
        pytest.param("<Name> said so", None, "plain/1", id="text-that-begins-with-a-bracket"),
    ],
)
def test_html_and_text_are_told_apart(payload: str, content_type: str | None, kind: str) -> None:
    assert structure(payload, content_type).article.reader == kind


@pytest.mark.parametrize(
    ("text", "title", "published"),
    [
        pytest.param("A headline\nAnd text.", "A headline", None, id="title"),
        pytest.param("A sentence, in full.\nAnd text.", None, None, id="sentence"),
        pytest.param("Only one line", None, None, id="one-line"),
        pytest.param(f"{'x' * 151}\nAnd text.", None, None, id="too-long"),
        pytest.param("T\ndate: 2018-09-06\nText.", "T", "2018-09-06", id="date-line"),
        pytest.param(" date 2018-09-06 Kim\nText.", None, "2018-09-06", id="corpus-header"),
        pytest.param("T\nPublished 6 September 2018\nText.", "T", "2018-09-06", id="published"),
        pytest.param("T\nPublished on September 6, 2018 by A\n.", "T", "2018-09-06", id="and-by"),
        pytest.param("T\nShe published a book in 2018.", "T", None, id="no-date"),
    ],
)
def test_title_and_date_of_plain_text(text: str, title: str | None, published: str | None) -> None:
    article = structure(text).article
    assert article.title == title
    assert article.published == (None if published is None else date.fromisoformat(published))
    assert article.text == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("<p>one <b>two</b>three <i> four</i></p>", "one twothree four", id="inline"),
        pytest.param("<p>a<br>b<br><br>c</p><p>d</p>", "a\nb\n\nc\nd", id="breaks"),
        pytest.param("<p>a&nbsp;b &amp; c</p>", "a\xa0b & c", id="entities"),
        pytest.param("<div>a<p>b</p>c</div>", "a\nb\nc", id="mixed-blocks"),
        pytest.param("<p>a\n  b\t c</p>", "a b c", id="spaces"),
        pytest.param("<p>“It <em>was</em> <a href=/x>so</a>.”</p>", "“It was so.”", id="marks"),
        pytest.param("<ul><li>a<li>b</ul>", "a\nb", id="list"),
        pytest.param("<p>a<!-- x -->b<script>c</script>d</p>", "abd", id="unseen"),
        pytest.param('<p>a <img class="emoji" alt="😀"> b</p>', "a 😀 b", id="emoji"),
        pytest.param("<p>a</p><nav>n</nav><footer>f</footer><form>g</form>", "a", id="aside"),
        pytest.param('<p>a</p><p hidden>b</p><p style="display:none">c</p>', "a", id="hidden"),
        pytest.param('<p>a</p><div class="share-bar">S</div>', "a", id="share-bar"),
        pytest.param('<p>a</p><div class="related-articles">R</div>', "a", id="teasers"),
        pytest.param('<p>a</p><div id="comments"><p>c</p></div>', "a", id="comments"),
    ],
)
def test_text_of_markup(markup: str, text: str) -> None:
    body = f"<article><p>{LONG}</p>{markup}</article>"
    assert text_of(f"<html><body>{body}</body></html>") == f"{LONG}\n{text}"


def test_spans_of_markup() -> None:
    reading = structure(
        f"<h1>The head</h1><article><p>{LONG}</p><p>He <q>did not</q> go.</p>"
        "<blockquote><p>One.</p><p>Two.</p></blockquote>"
        '<figure><img src="https://a.example/i.jpg" alt="A sea"><figcaption>Sea</figcaption>'
        "</figure></article>"
    )
    assert stretches(reading, SpanKind.HEADLINE) == ["The head"]
    assert stretches(reading, SpanKind.Q) == ["did not"]
    assert stretches(reading, SpanKind.BLOCKQUOTE) == ["One.\nTwo."]
    assert stretches(reading, SpanKind.CAPTION) == ["Sea"]
    assert [(image.url, image.alt) for image in reading.article.images] == [
        ("https://a.example/i.jpg", "A sea")
    ]
    assert list(reading.spans) == sorted(reading.spans)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<div itemprop=articleBody>{}</div>", id="itemprop"),
        pytest.param("<article>{}</article>", id="article"),
        pytest.param("<main><div>{}</div></main>", id="main"),
        pytest.param("<div role=main>{}</div>", id="role"),
        pytest.param("<div class=x><div class=y>{}</div></div>", id="unmarked"),
    ],
)
def test_the_body_is_found(body: str) -> None:
    inner = "".join(f"<p>{number} {LONG}</p>" for number in range(6))
    boxes = "<div><ul><li><a href=/1>Teaser one</a></ul></div>" * 8
    text = text_of(f"<html><body>{boxes}{body.format(inner)}{boxes}</body></html>")
    assert text == "\n".join(f"{number} {LONG}" for number in range(6))


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div>" * 10_000 + f"<p>{LONG}</p>" + "</div>" * 10_000, id="div"),
        pytest.param("<p>" + "<b>" * 10_000 + LONG, id="inline"),
        pytest.param("<blockquote class=twitter-tweet>" * 10_000 + LONG, id="empty-embeds"),
        pytest.param("<table><tr><td>" * 4_000 + LONG, id="tables"),
    ],
)
def test_ten_thousand_nested_tags_lose_nothing(markup: str) -> None:
    text = text_of(f"<html><body>{markup}<p>After. {LONG}</p></body></html>")
    assert LONG in text
    assert "After." in text


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("[" * 100_000, id="deep-json"),
        pytest.param('["' * 50_000, id="many-starts"),
        pytest.param('<blockquote class="twitter-tweet">' * 20_000, id="unclosed-blocks"),
        pytest.param("[" + '"<p>twitter</p>",' * 30_000 + "0]", id="many-fragments"),
    ],
)
def test_hostile_scripts_are_bounded(script: str) -> None:
    article = structure(f"<html><body><script>twitter={script}</script><p>{LONG}</p>").article
    assert article.embeds == ()
    assert article.text == LONG


def test_a_page_without_text_says_so() -> None:
    article = structure("<!doctype html><html><body><script>f()</script></body></html>").article
    assert article.text == ""
    assert article.notes == ("no running text was found in the page",)


def test_read_ends_with_the_quotations(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def quotations(text: str, **given: object) -> tuple[()]:
        seen.update(given, text=text)
        return ()

    monkeypatch.setattr(reader, "find_quotations", quotations)
    payload = (CNN / "page.html").read_bytes()
    article = read(payload, platforms=PLATFORMS, source="page.html", url="https://a.example/")
    assert seen["text"] == article.text
    assert seen["language"] == "en"
    assert seen["spans"] == structure(payload).spans
    assert (article.source, article.url) == ("page.html", "https://a.example/")


def test_a_flattened_post_in_a_page_is_found() -> None:
    reading = structure(
        f"<article><p>{LONG}</p><p>Words of it. — Jane Doe (@janedoe) August 2, 2020</p></article>"
    )
    (embed,) = reading.article.embeds
    assert (embed.marker, embed.text) == ("flattened", "Words of it.")
    assert stretches(reading, SpanKind.EMBED) == [
        "Words of it. — Jane Doe (@janedoe) August 2, 2020"
    ]


def test_plain_words_of_a_post_that_a_script_names_are_one_embed() -> None:
    address = "https://twitter.com/janedoe/status/1289865845053652994"
    data = f'{{"url": "{address}", "full_text": "Words of it.", "username": "janedoe"}}'
    reading = structure(
        f"<article><p>{LONG}</p><p>Words of it. — Jane Doe (@janedoe) August 2, 2020</p>"
        f'</article><script type="application/json">{data}</script>'
    )
    (embed,) = reading.article.embeds
    assert embed.ref.key == "x:1289865845053652994"
    assert embed.author_name == "Jane Doe"
    assert embed.created == datetime(2020, 8, 2, tzinfo=UTC)
    assert embed.start is not None
    assert reading.article.text[embed.start :].startswith("Words of it. — Jane")


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    try:
        article = structure(payload).article
    except InputError:
        return
    assert article.sha256 == sha256(payload).hexdigest()


TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<br>", "<q>", "</q>", "<blockquote>", "</blockquote>", "<h1>"]
)
PIECES = st.one_of(TAGS, st.text(alphabet="ab “”\n&", max_size=8))


@given(st.lists(PIECES, max_size=30))
def test_spans_lie_in_the_text_and_words_are_kept(pieces: list[str]) -> None:
    reading = structure(f"<html><body><p>{LONG}</p>{''.join(pieces)}</body></html>")
    text = reading.article.text
    for span in reading.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip()
    letters = "".join(piece for piece in pieces if not piece.startswith("<"))
    kept = [char for char in text.removeprefix(LONG) if char in "ab“”"]
    assert sorted(kept) == sorted(char for char in letters if char in "ab“”")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(FRENCH, "fr", id="french"),
        pytest.param(RUSSIAN, "ru", id="russian"),
        pytest.param(JAPANESE, "ja", id="japanese"),
        pytest.param("Too short to say.", None, id="short"),
        pytest.param("1234567890 " * 20, None, id="no-letters"),
    ],
)
def test_the_language_of_plain_text(text: str, language: str | None) -> None:
    assert structure(text).article.language == language

"""What the shared readers make of answers that are not what was promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.answers import addresses, markup, readings, times, values
from archiver.errors import ParseError
from archiver.model import (
    Availability,
    Claimant,
    Exchange,
    Precision,
    Source,
    TimeClaim,
    TimeKind,
)

Answer = Callable[..., Exchange]
A = Availability
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "finding"),
    [
        pytest.param({"status": 200}, None, id="200"),
        pytest.param({"status": 404}, A.NOT_FOUND, id="404"),
        pytest.param({"status": 410}, A.NOT_FOUND, id="410"),
        *(
            pytest.param({"status": status}, A.BLOCKED_FOR_US, id=str(status))
            for status in (401, 403, 407, 420, 429, 451, 999, 302)
        ),
        *(pytest.param({"status": status}, A.ERROR, id=str(status)) for status in (400, 500, 503)),
        pytest.param({"status": 0, "error": "timeout"}, A.ERROR, id="no-answer"),
        pytest.param({"status": 200, "truncated": "length"}, A.ERROR, id="cut"),
        pytest.param({"status": 404, "error": "broke off"}, A.ERROR, id="half-a-404"),
    ],
)
def test_what_a_status_says(
    facts: dict[str, object], finding: Availability | None, answer: Answer
) -> None:
    reading = readings.silence(answer(b"x", **facts), "page")
    assert (None if reading is None else reading.finding) is finding


CHALLENGE = b"<html><title>Just a moment...</title>"
FORM = b'<html><div class="g-recaptcha"></div>'


@pytest.mark.parametrize(
    ("body", "target", "walled"),
    [
        pytest.param(CHALLENGE, "", True, id="challenge"),
        pytest.param(CHALLENGE + b" " * 100_000, "", True, id="a-long-challenge"),
        pytest.param(FORM, "", True, id="captcha"),
        pytest.param(FORM + b"<p>words</p>" * 10_000, "", False, id="a-page-with-a-form"),
        pytest.param(b'{"text": "verify you are human"}', "", False, id="words-in-json"),
        pytest.param(b"<p>words</p>", "https://a.example/login", True, id="login"),
        pytest.param(b"<p>words</p>", "https://a.example/accounts/login/?next=/p/1", True, id="ig"),
        pytest.param(b"<p>words</p>", "https://a.example/authwall?x=1", True, id="authwall"),
        pytest.param(b"<p>words</p>", "https://a.example/auth/sign_in", True, id="sign-in"),
        pytest.param(b"<p>words</p>", "https://a.example/v3/signin/x", True, id="version"),
        pytest.param(b"<p>words</p>", "https://a.example/en-us/login", True, id="language"),
        pytest.param(b"<p>w</p>", "https://a.example/r/b/comments/1c/login/", False, id="a-slug"),
        pytest.param(b"<p>words</p>", "https://a.example/r/login/comments/1", False, id="a-group"),
        pytest.param(FORM + b"<p>words</p>" * 50, "", False, id="a-small-page-with-a-form"),
        pytest.param(
            FORM + b'<meta property="og:description" content="' + b"words " * 50 + b'">',
            *("", False),
            id="a-page-with-a-form-and-a-summary",
        ),
        pytest.param(
            FORM + b'<script type="application/ld+json">' + b"[" * 900 + b"</script>",
            *("", False),
            id="a-page-with-a-form-and-data",
        ),
        pytest.param(FORM + b"<script>" + b"words " * 99 + b"</script>", "", True, id="a-script"),
        pytest.param(
            b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><p>words</p>',
            *("", False),
            id="a-page-behind-cloudflare",
        ),
        pytest.param(
            b'<script src="/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js"></script><p>w</p>',
            *("", False),
            id="a-page-behind-cloudflare-of-old",
        ),
        pytest.param(
            b'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
            *("", True),
            id="a-challenge-s-script",
        ),
        pytest.param(b"<p>words</p>", "https://a.example/loginsoft/1", False, id="a-name"),
        pytest.param(b"<p>words</p>", "https://a.example/@login", False, id="a-handle"),
        pytest.param(b"<p>words</p>", "http://[", False, id="no-address"),
    ],
)
def test_walls(body: bytes, target: str, walled: bool, answer: Answer) -> None:
    reading = readings.wall(answer(body, target_uri=target or "https://a.example/1"), "page")
    assert (reading is not None) is walled
    assert reading is None or reading.finding is A.BLOCKED_FOR_US


def test_an_address_that_was_asked_for_is_no_login_page(answer: Answer) -> None:
    url = "https://blog.example/challenge/"
    assert readings.wall(answer(b"<p>words</p>", url=url), "page") is None
    moved = answer(b"<p>words</p>", url=url, target_uri="http://blog.example/challenge/?a=1")
    assert readings.wall(moved, "page") is None


def test_an_archive_s_address_is_no_login_page(answer: Answer) -> None:
    made = answer(
        b"<p>words</p>", target_uri="https://archive.example/login/1", source=Source.ARCHIVE
    )
    assert readings.wall(made, "page") is None


@pytest.mark.parametrize("source", [Source.ARCHIVE, Source.THIRD_PARTY])
def test_only_the_platform_speaks_of_availability(source: Source, answer: Answer) -> None:
    reading = readings.Reading(finding=A.NOT_FOUND, line="page: 404")
    assert readings.by_source(answer(status=404, source=source), reading).finding is None
    assert readings.by_source(answer(status=404), reading) is reading


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("https://X.com/a", "x.com", id="case"),
        pytest.param("x.com/a", "x.com", id="no-scheme"),
        pytest.param("//x.com/a", "x.com", id="no-scheme-slashes"),
        pytest.param("https://x.com./a", "x.com", id="full-stop"),
        pytest.param("https://x.com:443/a", "x.com", id="its-port"),
        pytest.param("  https://x.com/a ", "x.com", id="spaces"),
        pytest.param("https://web.archive.org/web/2020id_/https://x.com/a", "x.com", id="archived"),
        pytest.param("https://x.com:444/a", None, id="another-port"),
        pytest.param("https://x.com@evil.example/", None, id="user"),
        pytest.param("ftp://x.com/a", None, id="ftp"),
        pytest.param("https://x.com:99999/", None, id="no-port"),
        pytest.param("http://[x", None, id="no-address"),
        pytest.param("https://[2001:db8::1]/a", "2001:db8::1", id="ipv6"),
        pytest.param("https://bücher.example/a", "bücher.example", id="letters"),
        pytest.param("https://evil.example\\.x.com/a", None, id="backslash"),
        pytest.param("https://evil.example%2f.x.com/a", None, id="percent"),
        pytest.param("https://evil.example .x.com/a", None, id="space"),
        pytest.param("https://evil.example;.x.com/a", None, id="semicolon"),
    ],
)
def test_addresses(url: str, host: str | None) -> None:
    parts = addresses.split(url)
    assert (None if parts is None else addresses.host_of(parts)) == host


@pytest.mark.parametrize(
    ("host", "held"),
    [
        pytest.param("x.com", True, id="itself"),
        pytest.param("m.x.com", True, id="below"),
        pytest.param("notx.com", False, id="look-alike"),
        pytest.param("x.com.evil.example", False, id="above"),
    ],
)
def test_hosts(host: str, held: bool) -> None:
    assert addresses.is_host(host, "x.com") is held


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        pytest.param("Straße".encode(), None, "Straße", id="utf-8"),
        pytest.param("Стена".encode("cp1251"), "text/html; charset=windows-1251", "Стена", id="vk"),
        pytest.param(
            b'<meta charset="windows-1251">' + "Стена".encode("cp1251"), None, "Стена", id="meta"
        ),
        pytest.param(
            "Straße".encode(), "text/html; charset=no-such-thing", "Straße", id="unknown-charset"
        ),
        pytest.param("Straße".encode("latin-1"), None, "Stra�e", id="wrong-bytes"),
        pytest.param(
            "café isn’t".encode(), "text/html; charset=windows-1251", "café isn’t", id="false-1251"
        ),
        pytest.param("café".encode(), "text/html; charset=iso-8859-1", "café", id="false-latin-1"),
        pytest.param(
            "isn’t".encode("cp1252"), "text/html; charset=ISO-8859-1", "isn’t", id="as-browsers-do"
        ),
        pytest.param("café".encode("cp1252"), "text/html; charset=utf-8", "caf�", id="false-utf-8"),
        pytest.param(
            b'<meta charset="windows-1252">' + "café".encode("cp1252"),
            *("text/html; charset=utf-8", "café"),
            id="the-page-knows-better",
        ),
        pytest.param("Straße".encode()[:-2], None, "Stra�", id="ends-in-a-letter"),
        pytest.param("Maß, Straß".encode()[:-1], None, "Maß, Stra�", id="utf-8-to-its-end"),
        pytest.param("Straße".encode("utf-8-sig"), None, "Straße", id="mark"),
        pytest.param("Straße".encode("utf-16"), None, "Straße", id="utf-16"),
        pytest.param(
            "日本".encode("iso-2022-jp"), "text/html; charset=iso-2022-jp", "日本", id="all-ascii"
        ),
        pytest.param(b"a\\u0062", "text/html; charset=unicode_escape", "a\\u0062", id="no-charset"),
        pytest.param(b"a+AGI-", "text/html; charset=utf-7", "a+AGI-", id="utf-7"),
    ],
)
def test_charsets(body: bytes, content_type: str | None, words: str, answer: Answer) -> None:
    root = markup.tree_of(answer(body, content_type=content_type))
    assert root is not None
    assert markup.words(root).strip() == words


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        pytest.param("<!DOCTYPE html><html><p>a</html>", True, id="whole"),
        pytest.param("<HTML lang=en><p>a</HTML >\n<!-- b --><script>c</script>", True, id="more"),
        pytest.param("<!DOCTYPE html><html><p>a", False, id="cut"),
        pytest.param("<html><p>a</p></body></htm", False, id="cut-in-its-end"),
        pytest.param("<html><p>" + "</html>" + "a" * 9_000, False, id="an-end-in-the-middle"),
        pytest.param("<div>a</div>", True, id="a-piece"),
        pytest.param("", True, id="nothing"),
    ],
)
def test_where_a_page_ends(body: str, whole: bool, answer: Answer) -> None:
    assert markup.ends_whole(answer(body)) is whole


def test_elements_outside_of_others() -> None:
    root = markup.fragment('<p class="a"><b class="not-x">1<i>2</i></b><u>3<s>4</s></u></p>')
    assert root is not None
    tags = [one.tag for one in markup.outside(root, ("not",))]
    assert [tag for tag in tags if tag in {"p", "b", "i", "u", "s"}] == ["p", "b", "u", "s"]


PAGE = """<link rel="canonical" href="https://a.example/1"><meta property="OG:Title" content="T">
<meta property="og:title" content="Second"><meta property="og:url" content="https://a.example/2">
<script type="application/json" data-sjs>{"a": {"b": 1}}</script>
<script type="application/json" data-sjs>{broken</script>
<script type="application/ld+json">[{"@type": "A", "@graph": [{"@type": "B"}]}]</script>"""


def test_what_a_page_says_of_itself(answer: Answer) -> None:
    root = markup.tree_of(answer(PAGE))
    assert root is not None
    assert markup.open_graph(root) == {"og:title": "T", "og:url": "https://a.example/2"}
    assert list(markup.canonical(root)) == ["https://a.example/1", "https://a.example/2"]
    assert list(markup.json_scripts(root, data_sjs="")) == [{"a": {"b": 1}}]
    assert [data["@type"] for data in markup.linked_data(root)] == ["A", "B"]


def test_values_anywhere_under_a_key() -> None:
    data = {"a": [{"k": 1}, {"b": {"k": {"k": 2}}}], "k": 0}
    assert list(markup.under_key(data, "k")) == [0, 1, {"k": 2}, 2]


def test_a_deep_answer_is_looked_through_without_recursion() -> None:
    deep: object = {"k": 1}
    for _ in range(50_000):
        deep = [deep]
    assert list(markup.under_key(deep, "k")) == [1]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"a": ', id="truncated"),
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b"<html>", id="html"),
        pytest.param(b'{"a": "\xff"}', id="no-utf-8"),
    ],
)
def test_what_is_no_json(body: bytes, answer: Answer) -> None:
    with pytest.raises(ParseError, match="no JSON"):
        values.json_of(answer(body))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(1677866777, datetime(2023, 3, 3, 18, 6, 17, tzinfo=UTC), id="number"),
        pytest.param("1677866777", datetime(2023, 3, 3, 18, 6, 17, tzinfo=UTC), id="digits"),
        pytest.param(True, None, id="boolean"),
        pytest.param(-1, None, id="negative"),
        pytest.param(10**15, None, id="milliseconds"),
        pytest.param("16778667770000", None, id="too-many-digits"),
        pytest.param("²", None, id="another-digit"),
        pytest.param(1.5, None, id="fraction"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_unix_times(value: object, expected: datetime | None) -> None:
    moment, precision = times.of_unix(value)
    assert moment == expected
    assert precision == (None if expected is None else Precision.SECOND)


def test_a_stated_time_is_the_platforms_claim() -> None:
    claim = times.stated("createTime", times.of_unix(1677866777), TimeKind.EDITED)
    assert claim == TimeClaim(
        kind=TimeKind.EDITED,
        time=datetime(2023, 3, 3, 18, 6, 17, tzinfo=UTC),
        precision=Precision.SECOND,
        claimant=Claimant.PLATFORM,
        field="createTime",
    )
    assert times.stated("createTime", times.of_unix("soon")) is None


@given(st.integers())
def test_no_number_breaks_a_calendar(value: int) -> None:
    for of in (times.of_milliseconds, times.of_microseconds):
        moment = of(value)
        assert moment is None or moment.tzinfo is UTC


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_no_value_breaks_the_readers(value: object) -> None:
    data = {"k": value}
    values.object_at(data, "k")
    list(values.objects_at(data, "k"))
    text = values.string_at(data, "k")
    assert text is None or text.encode()
    assert values.id_at(data, "k") is None or str(values.id_at(data, "k")).isdigit()
    values.time_of(value)
    name = values.name_of(value)
    assert name is None or ("\n" not in name and len(name) <= values.NAME_LIMIT)
    assert values.language_of(value) in {None, value if isinstance(value, str) else None}

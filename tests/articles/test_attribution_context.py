"""What stands further away than a quotation's own clause."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archiver.articles.quotations import find_quotations
from archiver.articles.structure import Span, SpanKind

Told = list[tuple[str, str | None]]


def told(tag: str, text: str) -> Told:
    return [(q.channel.value, q.attributed_to) for q in find_quotations(text, language=tag)]


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        pytest.param(
            "ru",
            "В интервью газете «Речной вестник» Харин добавил: «Денег там нет».",
            [("term", None), ("spoken", "Харин")],
            id="a-medium-in-front",
        ),
        pytest.param(
            "ru",
            "«Денег там нет», — написал депутат Игорь Харин во «ВКонтакте».",
            [("posted", "Игорь Харин"), ("term", None)],
            id="a-platform-behind",
        ),
        pytest.param(
            "pl",
            "Lis powiedział w programie „Rozmowa dnia”, że „czas na decyzje”.",
            [("term", None), ("spoken", "Lis")],
            id="a-programme-in-front",
        ),
        pytest.param(
            "en",
            "Ann Lowe, host of “Long Nights”, tweeted: “We are not sorry for it.”",
            [("term", None), ("posted", "Ann Lowe")],
            id="a-show-in-front",
        ),
        pytest.param(
            "en",
            "Replying to a user called “Dry Dan”, Ann Lowe tweeted: “We are not sorry.”",
            [("term", None), ("posted", "Ann Lowe")],
            id="a-user-in-front",
        ),
    ],
)
def test_a_title_within_a_sentence_does_not_end_it(tag: str, text: str, expected: Told) -> None:
    assert told(tag, text) == expected


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        pytest.param(
            "de",
            "In einem Thread auf Bluesky schrieb Jana Holt: „Es stimmt nicht.“ Und weiter: „Nie.“",
            [("posted", "Jana Holt"), ("posted", "Jana Holt")],
            id="and-further",
        ),
        pytest.param(
            "es",
            "En un hilo en X, Luis Vela escribió: “Conté los trenes”. Y añadió: “Faltan diez”.",
            [("posted", "Luis Vela"), ("posted", "Luis Vela")],
            id="and-added",
        ),
        pytest.param(
            "en",
            "Ann Lowe wrote on X that “one of them read it” and that “nobody asked why”.",
            [("posted", "Ann Lowe"), ("posted", "Ann Lowe")],
            id="and-that",
        ),
        pytest.param(
            "id",
            'Aktris Indah Wira berpamitan di Instagram. "Saya tidak menyesal," tulisnya.',
            [("posted", "Indah Wira")],
            id="the-sentence-before-names-the-platform",
        ),
        pytest.param(
            "it",
            "«È una vergogna». Lo scrive su X la capogruppo Marta Gilli.",
            [("posted", "Marta Gilli")],
            id="the-sentence-behind-says-so",
        ),
        pytest.param(
            "en",
            "Ann Lowe spoke on Instagram Live. “I regret none of it,” she wrote.",
            [("neutral", "Ann Lowe")],
            id="a-platform-where-one-speaks",
        ),
        pytest.param(
            "en",
            "Ann Lowe never posted it on X. “I regret none of it,” she wrote.",
            [("neutral", "Ann Lowe")],
            id="a-denial-before",
        ),
    ],
)
def test_what_goes_on_from_a_post_is_of_it(tag: str, text: str, expected: Told) -> None:
    assert told(tag, text) == expected


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        pytest.param(
            "pl",
            "Olga Bień napisała na X: „Nie”.\n"
            "Rzeczniczka ratusza nie chciała nic dodać. „To koniec” – powiedziała dziennikarzom.",
            id="a-role",
        ),
        pytest.param(
            "de",
            "Im Brief schreibt Uwe Pohl: „Er ist morsch.“ Brooks Antwort kam auf X. "
            "„Mein Vater hat ihn gebaut“, schrieb er dort.",
            id="a-possessor",
        ),
        pytest.param(
            "en",
            "Tess Okafor tweeted: “Nothing closes.”\n"
            "Retired teacher Howard Pell had none of it. “It does close,” he shot back.",
            id="a-name-that-is-no-plain-subject",
        ),
        pytest.param(
            "pl",
            "Zofia Rogoż zabrała głos. „Pacjenci czekają” – stwierdziła w rozmowie z portalem "
            "pielęgniarka szpitala.",
            id="a-role-behind-the-verb",
        ),
    ],
)
def test_nobody_is_better_than_somebody_else(tag: str, text: str) -> None:
    assert find_quotations(text, language=tag)[-1].attributed_to is None


@pytest.mark.parametrize(
    ("tag", "headline", "speaker"),
    [
        pytest.param("de", "Jonas Harms zum Steg: ‚Das reicht jetzt‘", "Jonas Harms", id="full"),
        pytest.param("de", "Zoff um den Steg: ‚Das reicht jetzt‘", None, id="no-name"),
        pytest.param("nl", "Mol: ‘Ik treed niet af’", "Mol", id="known-from-the-text"),
    ],
)
def test_a_headline_names_the_speaker_before_its_colon(
    tag: str, headline: str, speaker: str | None
) -> None:
    text = f"{headline}\nGeert Mol sprak, Jonas Harms ook."
    spans = (Span(start=0, end=len(headline), kind=SpanKind.HEADLINE),)
    (quotation,) = find_quotations(text, spans=spans, language=tag)
    assert quotation.attributed_to == speaker
    assert quotation.channel.value == ("none" if speaker is None else "neutral")


@pytest.mark.parametrize(
    ("tag", "piece"),
    [
        pytest.param("fr", "le film « Long Jour » et ", id="titles"),
        pytest.param("ru", "«Мы, — сказал он, — идём», — написал Пётр в X. ", id="incises"),
        pytest.param("tr", 'Ahmet X\'te "Durum kötü" dedi. ', id="verb-last"),
        pytest.param("de", "„Es reicht“, schrieb Jonas Harms auf X. ", id="attributed"),
    ],
)
def test_hostile_texts_of_any_language_take_linear_time(
    tag: str, piece: str, growth: Callable[[Callable[[int], object]], float]
) -> None:
    quarter = 12_000 // len(piece)
    assert growth(lambda n: find_quotations(piece * quarter * n, language=tag)) < 9

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.articles.quotations import find_quotations
from archiver.model import Channel


@pytest.mark.parametrize(
    ("tag", "text", "parts"),
    [
        pytest.param(
            "fr",
            "« Nous ne fermerons pas, a-t-il écrit sur X, les douze cliniques. »",
            ["Nous ne fermerons pas", "les douze cliniques."],
            id="french-clitic",
        ),
        pytest.param(
            "fr",
            "« Pourquoi partir ? demande-t-elle sur X. Nous sommes chez nous. »",
            ["Pourquoi partir ?", "Nous sommes chez nous."],
            id="behind-a-question-mark",
        ),
        pytest.param(
            "fr",
            "« Nous ne fermerons pas, a écrit Claire Roche sur X. »",
            ["Nous ne fermerons pas"],
            id="at-the-end",
        ),
        pytest.param(
            "fr",
            "« Non, a-t-il dit à l’AFP, jamais, a-t-il insisté, jamais. »",
            ["Non", "jamais", "jamais."],
            id="two-of-them",
        ),
        pytest.param(
            "es",
            "«Cerraremos —escribió en X— las clínicas»",
            ["Cerraremos", "las clínicas"],
            id="spanish-dashes",
        ),
        pytest.param(
            "it",
            "«Chiuderemo – ha scritto Righi su X – gli ospedali»",
            ["Chiuderemo", "gli ospedali"],
            id="italian-dashes",
        ),
        pytest.param(
            "pt",
            "«Fecharemos, escreveu Ana Rocha no X, as clínicas»",
            ["Fecharemos", "as clínicas"],
            id="portuguese-commas",
        ),
        pytest.param(
            "de",
            "„Wir schließen nicht, schrieb er auf X, die Kliniken“",
            ["Wir schließen nicht", "die Kliniken"],
            id="german",
        ),
        pytest.param(
            "ru",
            "«Мы закроем, — написал он в X, — больницы»",
            ["Мы закроем", "больницы"],
            id="russian",
        ),
        pytest.param(
            "ru",
            "«Мы закроем больницы, — написал Харин. — Другого пути нет»",
            ["Мы закроем больницы", "Другого пути нет"],
            id="russian-two-sentences",
        ),
        pytest.param(
            "pl",
            "„Zamkniemy – napisał Jan Harny na X – szpitale”",
            ["Zamkniemy", "szpitale"],
            id="polish",
        ),
    ],
)
def test_an_incise_parts_a_quotation(tag: str, text: str, parts: list[str]) -> None:
    found = find_quotations(text, language=tag)
    assert [q.quote.exact for q in found] == parts
    assert [q.continues for q in found] == [None, *range(len(parts) - 1)]
    assert len({(q.channel, q.attributed_to) for q in found}) == 1
    assert found[0].channel in {Channel.POSTED, Channel.SPOKEN, Channel.NEUTRAL}
    for one in found:
        assert text[one.position.start : one.position.end] == one.quote.exact


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        pytest.param("fr", "« Je pense, dit le poète, donc je doute. »", id="somebody-quoted"),
        pytest.param("fr", "« Elle m’a dit, hier soir, de partir. »", id="subject-in-front"),
        pytest.param("fr", "« Il faut, je le dis, partir. »", id="first-person"),
        pytest.param("fr", "« Venez, écrivez-nous, parlez. »", id="imperative"),
        pytest.param("es", "«Cerraremos —y lo digo con pena— las clínicas»", id="aside"),
        pytest.param("es", "«Ana, Luis y Marta, todos, vienen»", id="names"),
        pytest.param("de", "„Er kam, sagte nichts, und ging“", id="a-tale"),
        pytest.param("ru", "«Мы закроем — и это решено — больницы»", id="russian-aside"),
        pytest.param("it", "«Voi, che dite sempre sì, tacete»", id="relative"),
        pytest.param("en", "“We shall not, he wrote on X, close the clinics.”", id="english"),
    ],
)
def test_what_is_no_incise_parts_nothing(tag: str, text: str) -> None:
    (found,) = find_quotations(text, language=tag)
    assert found.quote.exact == text[1:-1].strip()


@given(
    st.sampled_from(["fr", "es", "it", "pt", "de", "ru", "pl", "uk", "nl", "id", "tr"]),
    st.text(alphabet="«»„“,—–-?.a éscribódit XI'’\n", max_size=120),
)
def test_parts_stand_in_order_and_apart(tag: str, text: str) -> None:
    end = 0
    for one in find_quotations(text, language=tag):
        assert text[one.position.start : one.position.end] == one.quote.exact
        assert one.position.start >= end
        assert one.quote.exact == one.quote.exact.strip()
        assert any(sign.isalnum() for sign in one.quote.exact)
        end = one.position.end

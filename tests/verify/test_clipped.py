"""A negation that is cut off where the cut doesn't show. All made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import EditKind
from archiver.text.language import language
from archiver.text.tokens import tokenize
from archiver.verify.align import align, prepare
from archiver.verify.clipped import with_clipped
from archiver.verify.verdict import judge
from tests.verify.stories import applied


@pytest.mark.parametrize(
    ("tag", "post", "said", "verdict"),
    [
        pytest.param("es", "No vamos a cerrarlo.", "Vamos a cerrarlo.", "altered", id="es"),
        pytest.param(
            "it", "Non chiuderemo le cliniche. Mai.", "Chiuderemo le cliniche.", "altered", id="it"
        ),
        pytest.param("ru", "Не закроем мы больницы.", "Закроем мы больницы.", "altered", id="ru"),
        pytest.param(
            "ar", "لن نغلق العيادات هذا العام.", "نغلق العيادات هذا العام", "exact",
            id="ar",
        ),
        pytest.param(
            "de", "Wir schließen die Praxis nicht.", "Wir schließen die Praxis.", "conventional",
            id="behind-the-words",
        ),
        pytest.param(
            "en", "We will not close the clinics.", "… Close the clinics.", "marked",
            id="the-cut-shows",
        ),
        pytest.param(
            "en", "Not all of our clinics will close.", "All of our clinics will close.", "altered",
            id="not-all",
        ),
        pytest.param(
            "en", "We will not close the clinics.", "Close the clinics.", "altered",
            id="a-sentence-made-of-a-clause",
        ),
        pytest.param(
            "en", "We will not close the clinics.", "close the clinics.", "exact", id="small-letter"
        ),
        pytest.param(
            "en", "No, we will close the clinics.", "We will close the clinics.", "conventional",
            id="another-clause",
        ),
        pytest.param(
            "en", "This is not Labour's plan for us.", "Labour's plan for us.", "exact", id="a-name"
        ),
        pytest.param(
            "en", "No. 10 will close the clinics now.", "10 will close the clinics now.", "exact",
            id="no-negation",
        ),
        pytest.param(
            "fr", "Ne fermons pas les cliniques.", "Fermons pas les cliniques.", "conventional",
            id="ne-alone",
        ),
    ],
)  # fmt: skip
def test_a_cut_that_does_not_show(tag: str, post: str, said: str, verdict: str) -> None:
    tables = language(tag).judging
    prepared = prepare(said)
    laid = align(prepared, tokenize(post), tables)
    assert laid is not None
    found = with_clipped(laid, prepared.plain, tokenize(post), tables)
    assert judge(found.edits).verdict == verdict
    assert (EditKind.NEGATION_CHANGED in {e.kind for e in found.edits}) is (verdict == "altered")
    for edit in found.edits:
        assert post[slice(*edit.original_at)] == edit.original
    assert applied(found, post) == said


SOME = st.text(alphabet="Nonot we.,'“ ", max_size=30)


@settings(deadline=None)
@given(SOME, SOME)
def test_the_edits_still_give_the_quotation_back(post: str, said: str) -> None:
    tables = language("en").judging
    prepared = prepare(said)
    laid = align(prepared, tokenize(post), tables)
    if laid is None:
        return
    found = with_clipped(laid, prepared.plain, tokenize(post), tables)
    assert applied(found, post) == said

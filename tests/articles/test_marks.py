from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.articles.marks import Marked, spans_between_marks


def between(text: str, masked: tuple[tuple[int, int], ...] = ()) -> list[str]:
    return [text[m.start : m.end] for m in spans_between_marks(text, masked)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # glyphs
        pytest.param('He said "one two" here.', ["one two"], id="straight"),
        pytest.param("He said “one two” here.", ["one two"], id="curly"),
        pytest.param('He said “one two" here.', ["one two"], id="curly-then-straight"),
        pytest.param('He said "one two” here.', ["one two"], id="straight-then-curly"),
        pytest.param('“One" and "two”.', ["One", "two"], id="mixed-twice"),
        pytest.param("« Un deux », dit-il. «Trois».", ["Un deux", "Trois"], id="french"),
        pytest.param("«\xa0Un deux\xa0», dit-il.", ["Un deux"], id="french-no-break-space"),
        pytest.param(
            "»Eins zwei«, sagte er. »Drei«.", ["Eins zwei", "Drei"], id="german-guillemets"
        ),
        pytest.param("„Eins zwei“, sagte er.", ["Eins zwei"], id="german"),
        pytest.param("„Eins“, „zwei“ und „drei“.", ["Eins", "zwei", "drei"], id="german-thrice"),
        pytest.param("„Raz dwa”, powiedział.", ["Raz dwa"], id="polish"),
        pytest.param('„Eins zwei", sagte er.', ["Eins zwei"], id="german-then-straight"),
        pytest.param("”Ett två”, sade han. ”Tre”.", ["Ett två", "Tre"], id="swedish"),
        pytest.param("»Ett två», sade han.", ["Ett två"], id="swedish-guillemets"),
        pytest.param("‹un deux› et ›eins zwei‹", ["un deux", "eins zwei"], id="single-guillemets"),
        pytest.param("彼は「一二」と『三』と言った。", ["一二", "三"], id="japanese"),
        pytest.param("彼は“一二”と言った。", ["一二"], id="chinese-curly"),
        pytest.param("〝一二〟と", ["一二"], id="japanese-primes"),
        pytest.param("He said ＂one two＂ here.", ["one two"], id="full-width"),
        pytest.param("He said ``one two'' here.", ["one two"], id="tex"),
        pytest.param("He said ''one two'' here.", ["one two"], id="two-apostrophes"),
        pytest.param("He said ‘‘one two’’ here.", ["one two"], id="two-singles"),
        # nesting
        pytest.param("“He said ‘no’ to me.”", ["He said ‘no’ to me."], id="single-in-double"),
        pytest.param("\"He said 'no' to me.\"", ["He said 'no' to me."], id="straight-nested"),
        pytest.param("‘He said “no” to me.’", ["He said “no” to me."], id="double-in-single"),
        pytest.param("'He said \"no\" to me.'", ['He said "no" to me.'], id="straight-british"),
        pytest.param("“He said “no” to me.”", ["He said “no” to me."], id="double-in-double"),
        pytest.param('"He said "no" to me."', ['He said "no" to me.'], id="straight-in-straight"),
        pytest.param('“He said "no" to me.”', ['He said "no" to me.'], id="straight-in-curly"),
        pytest.param("« Il a dit “non” hier »", ["Il a dit “non” hier"], id="curly-in-guillemets"),
        pytest.param("« Il a dit « non » hier »", ["Il a dit « non » hier"], id="guillemets-twice"),
        pytest.param("„Er sagte ‚nein‘ zu mir“", ["Er sagte ‚nein‘ zu mir"], id="german-nested"),
        pytest.param("「彼は『一』と」", ["彼は『一』と"], id="japanese-nested"),
        pytest.param("“He said, ‘No.’”", ["He said, ‘No.’"], id="both-close"),
        pytest.param("“‘No,’ he said.”", ["‘No,’ he said."], id="both-open"),
        pytest.param("“A ‘b “c” d’ e f.”", ["A ‘b “c” d’ e f."], id="three-deep"),
        # apostrophes
        pytest.param("'Twas the night. The teachers' room.", [], id="twas-and-plural"),
        pytest.param("’Twas the night. The teachers’ room.", [], id="curly-twas-and-plural"),
        pytest.param("The 1990s' rock 'n' roll at five o'clock.", [], id="rock-n-roll"),
        pytest.param("Back in the '90s and '80s we ate fish 'n' chips.", [], id="decades"),
        pytest.param("Give 'em hell, y'all, 'til we're goin' home.", [], id="elisions"),
        pytest.param("It's the boys' and girls' school.", [], id="two-plurals"),
        pytest.param(
            "'It's the teachers' fault,' he said.", ["It's the teachers' fault,"], id="in-single"
        ),
        pytest.param(
            "‘It’s the teachers’ fault,’ he said.",
            ["It’s the teachers’ fault,"],
            id="in-curly-single",
        ),
        pytest.param("'Give 'em hell,' he said.", ["Give 'em hell,"], id="elision-in-single"),
        pytest.param('"Give \'em hell," he said.', ["Give 'em hell,"], id="elision-in-double"),
        pytest.param(
            "A 'no deal' exit and a 'hard border' plan.",
            ["no deal", "hard border"],
            id="two-singles-in-a-line",
        ),
        pytest.param("The 'Angel' came.", [], id="one-word-in-single-marks"),
        # inches, feet, and other signs
        pytest.param(
            'He is 6\'2" tall and said "one two" here.', ["one two"], id="feet-and-inches"
        ),
        pytest.param('A 27" monitor and a 32" one.', [], id="inches"),
        pytest.param(
            '"The 27" monitor is mine," he said.', ['The 27" monitor is mine,'], id="inches-inside"
        ),
        pytest.param(
            '"It was 1990" and "it was 1991" too.',
            ["It was 1990", "it was 1991"],
            id="digits-before-marks",
        ),
        pytest.param('"I am 6\'2"," he said.', ["I am 6'2\","], id="inches-at-the-end"),
        # places of marks
        pytest.param('said,"One two,"he added.', ["One two,"], id="lost-spaces"),
        pytest.param('He said " one two " here.', ["one two"], id="spaced-marks"),
        pytest.param('(“one two”) and ["three four"]', ["one two", "three four"], id="brackets"),
        pytest.param('He—"one two"—left.', ["one two"], id="dashes"),
        pytest.param('He said "...and so on" here.', ["...and so on"], id="ellipsis-first"),
        pytest.param('He said "…and so on" here.', ["…and so on"], id="ellipsis-sign-first"),
        pytest.param('He said "@jane #tag" here.', ["@jane #tag"], id="handle-first"),
        pytest.param('"One—" she began.', ["One—"], id="dash-last"),
        pytest.param('"One two."', ["One two."], id="all-of-it"),
        pytest.param('""One two""', ["One two"], id="doubled"),
        pytest.param('"!!" and "…"', [], id="no-words"),
        pytest.param('"" and “”', [], id="empty"),
        # stray marks
        pytest.param('A stray " mark. He said "one two".', ["one two"], id="stray-between-spaces"),
        pytest.param('A "stray mark. He said "one two" here.', ["one two"], id="stray-opening"),
        pytest.param('A stray" mark. He said "one two" here.', ["one two"], id="stray-closing"),
        pytest.param(
            "A “stray mark. He said “one two” here.", ["one two"], id="stray-curly-opening"
        ),
        pytest.param(
            "A stray” mark. He said “one two” here.", ["one two"], id="stray-curly-closing"
        ),
        pytest.param(
            'The "so-called thing.\nHe said "one two".',
            ["one two"],
            id="stray-in-the-paragraph-before",
        ),
        pytest.param(
            'Open "here\n"One two," he said.', ["One two,"], id="stray-without-a-sentence"
        ),
    ],
)
def test_what_stands_between_marks(text: str, found: list[str]) -> None:
    assert between(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("“One.\n“Two.”", ["One.\n“Two."], id="two"),
        pytest.param("“One.\n“Two.\n“Three,” he said.", ["One.\n“Two.\n“Three,"], id="three"),
        pytest.param('He said: "One.\n"Two."', ['One.\n"Two.'], id="straight"),
        pytest.param("« Un.\n« Deux. »", ["Un.\n« Deux."], id="french"),
        pytest.param("« Un.\n» Deux. »", ["Un.\n» Deux."], id="french-old"),
        pytest.param("“One.\n\n“Two.”", ["One.\n\n“Two."], id="blank-line"),
        pytest.param("“One.\nTwo.”", [], id="second-does-not-open"),
        pytest.param("“One\n“Two.”", ["Two."], id="first-ends-in-no-sentence"),
        pytest.param("the “so called.\n“Two.”", ["Two."], id="first-begins-in-no-sentence"),
        pytest.param("“One “a” b.\n“Two.”", ["a", "Two."], id="first-has-a-pair"),
        pytest.param("“One.\n“Two.\nThree.”", [], id="never-closed"),
        pytest.param("“One.\n“Two.” Then “three four”.", ["One.\n“Two.", "three four"], id="more"),
    ],
)
def test_quotations_of_several_paragraphs(text: str, found: list[str]) -> None:
    assert between(text) == found


def test_nothing_is_found_in_what_is_masked() -> None:
    text = 'He said "one two" and "three four" there.'
    start = text.index('"three')
    assert between(text, ((start, start + 12),)) == ["one two"]


def test_no_span_runs_into_what_is_masked() -> None:
    text = 'He "said POST and" left "five six".'
    start = text.index("POST")
    assert between(text, ((start, start + 4),)) == ["five six"]


def test_no_quotation_goes_on_behind_what_is_masked() -> None:
    text = "“One.\nPOST\n“Two.”"
    start = text.index("POST")
    assert between(text, ((start, start + 4),)) == ["Two."]


SIGNS = st.text(alphabet="ab1 .,\n\"'“”‘’«»„‹›「」—(", max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4).map(tuple)


@given(st.one_of(st.text(max_size=80), SIGNS), SPANS)
def test_spans_are_in_order_apart_and_trimmed(
    text: str, masked: tuple[tuple[int, int], ...]
) -> None:
    end = 0
    for marked in spans_between_marks(text, masked):
        assert end <= marked.outer_start < marked.start < marked.end < marked.outer_end
        assert marked.outer_end <= len(text)
        exact = text[marked.start : marked.end]
        assert exact == exact.strip()
        assert any(sign.isalnum() or sign == "_" for sign in exact)
        assert not any(a < b and a < marked.outer_end and marked.outer_start < b for a, b in masked)
        end = marked.outer_end


PARAGRAPH = st.lists(
    st.sampled_from(["plain words", '"one two"', "“three four”", "it's", "‘five six’", "6'2\""]),
    min_size=1,
    max_size=5,
).map(lambda parts: "So " + " and ".join(parts) + ".")


@given(
    st.lists(PARAGRAPH, min_size=1, max_size=5),
    st.integers(0, 4),
    st.integers(0, 200),
    st.sampled_from("\"“”«»„'‘’"),
)
def test_a_stray_mark_spoils_its_own_paragraph_alone(
    paragraphs: list[str], which: int, where: int, mark: str
) -> None:
    which %= len(paragraphs)
    where %= len(paragraphs[which]) + 1
    spoiled = list(paragraphs)
    spoiled[which] = paragraphs[which][:where] + mark + paragraphs[which][where:]
    # No paragraph opens with a mark, so that none can go on in the next.
    for at, paragraph in enumerate(spoiled):
        if at != which:
            assert set(between(paragraph)) <= set(between("\n".join(spoiled)))
    others = [found for at, p in enumerate(paragraphs) if at != which for found in between(p)]
    mine = between(spoiled[which])
    assert sorted(between("\n".join(spoiled))) == sorted(others + mine)


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param('"', id="straight"),
        pytest.param('"a ', id="openings"),
        pytest.param('a" ', id="closings"),
        pytest.param(' "', id="spaced"),
        pytest.param("“", id="curly"),
        pytest.param("«»", id="guillemets"),
        pytest.param("'", id="apostrophes"),
        pytest.param(" 'a", id="single-openings"),
        pytest.param("s' ", id="plurals"),
        pytest.param(" 'a's s'", id="singles"),
        pytest.param('1" ', id="inches"),
        pytest.param('"\n', id="one-a-line"),
        pytest.param("“a.\n", id="one-long-quotation"),
        pytest.param('"a." ', id="pairs"),
    ],
)
def test_a_text_of_nothing_but_marks_takes_linear_time(
    piece: str, growth: Callable[[Callable[[int], object]], float]
) -> None:
    quarter = 25_000 // len(piece)
    assert growth(lambda quarters: spans_between_marks(piece * quarter * quarters)) < 9


def test_many_masks_take_linear_time(growth: Callable[[Callable[[int], object]], float]) -> None:
    def work(quarters: int) -> None:
        text = '"a b" ' * 4_000 * quarters
        masked = tuple((at, at + 1) for at in range(0, len(text), 12))
        assert len(spans_between_marks(text, masked)) == 2_000 * quarters

    assert growth(work) < 9


def test_the_outer_positions_have_the_marks() -> None:
    (marked,) = spans_between_marks("said “ one two ” x")
    assert marked == Marked(start=7, end=14, outer_start=5, outer_end=16)

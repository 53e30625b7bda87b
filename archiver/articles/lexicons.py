"""The attribution words of each language, ready for looking up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import regex

from archiver.articles.labels import TABLES, Label
from archiver.text.language import language as tables_of

UNKNOWN = "und"
"""The tag of a language that nobody stated (BCP 47, ISO 639-2)."""
_CLOSED = (
    "prepositions",
    "determiners",
    "pronouns",
    "conjunctions",
    "subordinators",
    "adverbs",
    "neutral_verbs",
)
"""Tables of words that every text of some sentences has some of."""
_SAMPLE = 3_000
"""The code points of a text that show its language."""
_LETTERS = regex.compile(r"[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*")
WORD = regex.compile(
    r"(?<![\w/])/?u/[\w-]{3,20}|[@#]?[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*(?:[-'’.&@][\p{L}\p{M}\p{N}_]+)*(?:['’](?!\p{L}))?"
    r"|[^\s\p{L}\p{N}]"
)


Raw = tuple[str, str, int, int]
"""A word: as it stands, folded, and where it begins and ends."""


def fold(word: str) -> str:
    """``word`` without case and with straight apostrophes; Turkish dotless i as i."""
    return word.casefold().replace("’", "'").replace("i\u0307", "i").replace("ı", "i")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joints:
    """Where a language's words are taken apart."""

    elisions: tuple[str, ...]
    """What is joined to the front of a word: French "l'", "d'"; the longest first."""
    clitics: tuple[tuple[str, int], ...]
    """What is joined to the end of a word, and what it is: French "-t-il"."""
    suffixes: Mapping[str, int]
    """Endings that stand behind an apostrophe, and what they make of a name: Turkish "'ın"."""

    @property
    def any(self) -> bool:
        """Whether any word is."""
        return bool(self.elisions or self.clitics or self.suffixes)

    def apart(self, raw: Raw) -> Iterable[Raw]:
        """A word without what is joined to it, and that on its own: "l'" "homme", "a" "-t-il"."""
        text, folded, start, end = raw
        if len(folded) != len(text):
            folded = text.lower().replace("’", "'")
        if not self.any or len(folded) != len(text):
            yield raw
            return
        first = next((one for one in self.elisions if folded.startswith(one)), "")
        if first and len(folded) > len(first):
            yield text[: len(first)], first, start, start + len(first)
            text, folded, start = text[len(first) :], folded[len(first) :], start + len(first)
        cut = len(folded) - len(self._end_of(folded))
        if 0 < cut < len(folded):
            yield text[:cut], fold(text[:cut]), start, start + cut
            text, start = text[cut:], start + cut
        yield text, fold(text), start, end

    def _end_of(self, folded: str) -> str:
        last = next((one for one, _ in self.clitics if folded.endswith(one)), "")
        if last or not self.suffixes:
            return last
        at = folded.rfind("'")
        return folded[at:] if at > 0 and fold(folded[at:]) in self.suffixes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The attribution words of one language, ready for looking up."""

    tag: str
    """The language's primary subtag; "und" where it is unknown or has no table."""
    engine: str
    """Which reader its sentences need: "clauses", or "uncased" for scripts without capitals."""
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]
    """By their first word, the longest phrases first."""
    capitalised: frozenset[str]
    """Platforms that count only where they have a capital."""
    abbreviations: frozenset[str]
    possessive: tuple[str, ...]
    """Endings that make a name a possessor, the longest first."""
    endings: tuple[tuple[str, int], ...]
    """What the ending of a longer word, not listed itself, says that it is."""
    titles: tuple[str, ...]
    """Endings of nouns that tell who somebody is ("SPD-Politikerin")."""
    spoken: tuple[str, ...]
    """Endings of nouns that tell where somebody spoke ("Trauerrede")."""
    ages: tuple[str, ...]
    """Endings that make of a number one who is that old ("34-year-old")."""
    joints: Joints
    nouns: bool
    """Whether all nouns have capitals."""
    compounds: bool
    """Whether nouns joined by a hyphen are what the last of them is: "X-Account"."""
    genitives: tuple[str, ...]
    """Endings that, beside another noun, make a name its possessor: German "Müllers Anwalt"."""
    feminine: tuple[str, ...]
    """Endings that no man's name has where he is the subject."""
    oblique: tuple[str, ...]
    """Endings that no name has where it is the subject."""
    final: bool
    """Whether the verb ends the sentence, behind the quotation."""
    ordinals: bool
    """Whether a full stop behind a number makes it an ordinal: "am 3. März"."""
    inverts: bool
    """Whether the subject often stands behind the verb."""
    definite: bool
    """Whether a word in front of a role says that it was named before: "the mayor"."""
    other_ranks: frozenset[str]
    """What in front of a role, in one word with it, makes another of it: "Vizekanzler"."""
    incises: bool
    """Whether papers set "he said" between the marks, within the words themselves."""


@cache
def lexicon(tag: str | None) -> Lexicon:
    """The lexicon for a BCP 47 tag; where it has no table, that of words which leave no doubt."""
    primary = (tag or UNKNOWN).split("-")[0].casefold()
    data = _table(primary)
    return _built(primary, data) if data else _built(UNKNOWN, _undoubted())


def likeliest(text: str) -> str | None:
    """The language whose small words ``text`` has most of; None where none has the most."""
    sets = _small_words()
    counts: Counter[str] = Counter()
    for word in _LETTERS.findall(text[:_SAMPLE]):
        for tag in sets.get(fold(word), ()):
            counts[tag] += 1
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


@cache
def _tags() -> tuple[str, ...]:
    """The languages that have a table, sorted."""
    folder = files("archiver.text") / "languages"
    found = (p.name for p in folder.iterdir() if p.joinpath("attribution.toml").is_file())
    return tuple(sorted(found))


@cache
def _table(primary: str) -> Mapping[str, Any]:
    """The attribution table of a language; empty where it has none."""
    if primary not in _tags():
        return MappingProxyType({})
    return tables_of(primary).attribution


def _undoubted() -> Mapping[str, Any]:
    """The words of all languages that say "tweeted" and can mean nothing else."""
    found = [_table(tag) for tag in _tags()]
    return {
        key: sorted({word for table in found for word in table.get(key, ())})
        for key in ("posted_verbs", "abbreviations", "denials")
    }


@cache
def _small_words() -> Mapping[str, tuple[str, ...]]:
    """Small words, each with the languages that have it."""
    found: dict[str, list[str]] = {}
    for tag in _tags():
        table = _table(tag)
        for word in {fold(word) for key in _CLOSED for word in table.get(key, ())}:
            found.setdefault(word, []).append(tag)
    return MappingProxyType({word: tuple(tags) for word, tags in found.items()})


def _built(tag: str, data: Mapping[str, Any]) -> Lexicon:
    joints = _joints(data)
    labels = _labels(data, joints)
    by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for words in sorted(labels, key=len, reverse=True):
        by_first.setdefault(words[0], []).append((words, labels[words]))
    return Lexicon(
        tag=tag,
        engine=str(data.get("engine", "clauses")),
        phrases=MappingProxyType({first: tuple(found) for first, found in by_first.items()}),
        capitalised=frozenset(data.get("capitalised_platforms", ())),
        abbreviations=frozenset(data.get("abbreviations", ())),
        possessive=_longest(data.get("possessive_endings", ())),
        endings=(
            *((ending, Label.ADVERB) for ending in data.get("adverb_endings", ())),
            *((ending, Label.OTHER_VERB) for ending in data.get("verb_endings", ())),
        ),
        titles=_longest(data.get("title_endings", ())),
        spoken=_longest(data.get("spoken_endings", ())),
        ages=_longest(data.get("age_endings", ())),
        joints=joints,
        nouns=bool(data.get("nouns_have_capitals")),
        compounds=bool(data.get("compounds")),
        genitives=tuple(data.get("genitive_endings", ())),
        feminine=tuple(data.get("feminine_endings", ())),
        oblique=tuple(data.get("oblique_endings", ())),
        final=bool(data.get("verb_last")),
        ordinals=bool(data.get("ordinal_dots")),
        inverts=bool(data.get("verbs_invert")),
        definite=bool(data.get("definites")),
        other_ranks=frozenset(data.get("other_ranks", ())),
        incises=bool(data.get("incises")),
    )


def _labels(data: Mapping[str, Any], joints: Joints) -> dict[tuple[str, ...], int]:
    """What each phrase of the tables is, with what the language makes of its verbs."""
    labels: dict[tuple[str, ...], int] = {}
    for table, label in TABLES.items():
        for phrase in data.get(table, ()):
            words = tuple(
                folded
                for found in WORD.finditer(phrase)
                for _, folded, *_ in joints.apart(
                    (found.group(), fold(found.group()), *found.span())
                )
            )
            labels[words] = labels.get(words, 0) | label
    for words, label in labels.items():
        labels[words] = label | _bits(words, label, data)
    return labels


def _bits(words: tuple[str, ...], label: int, data: Mapping[str, Any]) -> int:
    """What a word of these labels is besides, in this language."""
    bits = 0
    if label & Label.VERB:
        if data.get("verbs_invert") or not label & Label.SPOKEN_VERB:
            bits |= Label.INVERTS
        if data.get("verbs_invert"):
            bits |= Label.FRONTED
        drops = data.get("drops_pronouns") or label & Label.PERSONAL_VERB
        if drops and not label & Label.PARTICIPLE:
            bits |= Label.DROPS
        if data.get("verb_last"):
            bits |= Label.FINAL
        if words[0].endswith(tuple(data.get("masculine_verb_endings", ())) or ("\0",)):
            bits |= Label.MASCULINE
        if words[0].endswith(tuple(data.get("neuter_verb_endings", ())) or ("\0",)):
            bits |= Label.NEUTER
    if data.get("no_articles") and label & (Label.PREPOSITION | Label.PLACE_PREPOSITION):
        bits |= Label.BARE
    return bits


def _joints(data: Mapping[str, Any]) -> Joints:
    bits = {"oblique": Label.OBLIQUE, "possessor": Label.POSSESSOR, "place": Label.POSTPOSITION}
    return Joints(
        elisions=_longest(data.get("elisions", ())),
        clitics=(
            *((one, Label.PRONOUN) for one in _longest(data.get("subject_clitics", ()))),
            *((one, Label.CLITIC) for one in _longest(data.get("object_clitics", ()))),
        ),
        suffixes={
            fold(ending): bit
            for kind, bit in bits.items()
            for ending in data.get(f"{kind}_suffixes", ())
        },
    )


def _longest(endings: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(endings, key=len, reverse=True))

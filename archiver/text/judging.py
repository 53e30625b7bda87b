"""The words of a language that make an edit matter.

In ``judging.toml`` an entry may stand for several: "kein|keine|keinen" are forms of one word,
and a mark from ``[judging.endings]`` at its end puts each of these endings in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType
from typing import Any

from archiver.text.fold import fold_word

Lists = Mapping[str, tuple[str, ...]]


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judging:
    """What makes an edit matter. All words are folded as the keys of tokens are.

    Tables are compared by identity, so that what is known of a word can be remembered.
    """

    negations: frozenset[str] = frozenset()
    negating_prefixes: tuple[str, ...] = ()
    undivided: frozenset[str] = frozenset()
    """Words that only look like another with such a prefix: "inform" denies no "form"."""
    negating_suffixes: tuple[tuple[str, str], ...] = ()
    negating_parts: tuple[str, ...] = ()
    """What denies inside a word: with a hyphen before it, not at its start."""
    negating_infixes: tuple[str, ...] = ()
    """What a verb has inside where it is denied, and has not where it is not."""
    negation_partners: Lists = field(default_factory=_nothing)
    """Words that deny nothing more where one of these follows: "ne" before "pas"."""
    modal_parts: tuple[str, ...] = ()
    """What says "can" or "must" inside a word."""
    modals: frozenset[str] = frozenset()
    hedges: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    quantifiers: frozenset[str] = frozenset()
    classes: Mapping[str, str] = field(default_factory=_nothing)
    """A form of one of these words, and the word."""
    lookalikes: frozenset[str] = frozenset()
    """Phrases whose words are not what they are alone: "un pas" denies nothing."""
    other_posts: frozenset[str] = frozenset()
    """Beside a quotation of a post, these tell of another than the one that stands next."""
    platforms: Mapping[str, str] = field(default_factory=_nothing)
    """What tells of a post on a platform, and that platform's name."""
    speech_particles: frozenset[str] = frozenset()
    """Right behind a quotation, these say that it is direct speech."""
    speech_verbs: tuple[str, ...] = ()
    """How words begin that say behind such a particle that it was written or posted."""
    function_words: frozenset[str] = frozenset()
    contractions: Lists = field(default_factory=_nothing)
    contraction_endings: Lists = field(default_factory=_nothing)
    elisions: Mapping[str, str] = field(default_factory=_nothing)
    """What stands before an apostrophe for a word of its own: "l'homme"."""
    proclitics: tuple[str, ...] = ()
    """Words that are written together with the next."""
    particles: frozenset[str] = frozenset()
    """Endings that are words of their own for what is judged here."""
    abbreviations: Lists = field(default_factory=_nothing)
    numbers: Mapping[str, int] = field(default_factory=_nothing)
    number_parts: Mapping[str, int] = field(default_factory=_nothing)
    """Numbers inside a compound alone: "ein" in "einundzwanzig"."""
    number_joiners: frozenset[str] = frozenset()
    """Words inside a number: "two hundred and five"."""
    inverting: bool = False
    """Whether units go before tens: "five and twenty"."""
    vigesimal: bool = False
    """Whether sixty and eighty take numbers to nineteen."""
    compounds: bool = False
    """Whether number words are written as one."""
    ordinals: Mapping[str, int] = field(default_factory=_nothing)
    ordinal_suffixes: frozenset[str] = frozenset()
    """What behind digits makes an ordinal."""
    ordinal_prefixes: frozenset[str] = frozenset()
    ordinal_dot: bool = False
    """Whether a full stop behind digits may make an ordinal."""
    fractions: Mapping[str, str] = field(default_factory=_nothing)
    multipliers: Mapping[str, int] = field(default_factory=_nothing)
    units: Mapping[str, str] = field(default_factory=_nothing)
    """Units that are a number's, a number beside them or not: money, percent, dozens."""
    measures: Mapping[str, str] = field(default_factory=_nothing)
    """Units only where a number stands before them: kilometres, days."""
    clock: Mapping[str, str] = field(default_factory=_nothing)
    """What tells a time behind a number: "am", "pm", or "h" for hours of 24."""
    months: Mapping[str, int] = field(default_factory=_nothing)
    date_fillers: frozenset[str] = frozenset()
    """Small words between a day and its month."""
    range_words: frozenset[str] = frozenset()
    """What stands between two numbers where others write a dash."""
    minus: frozenset[str] = frozenset()
    pronoun_numbers: frozenset[str] = frozenset()
    """Numbers that are pronouns behind a determiner where no noun follows: "the one we want"."""
    determiners: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    """In front of a multiplier these say one: "a million"."""
    decimal_mark: str = "."
    """What stands before the tenths."""
    capitals: str = "names"
    """What capital letters inside a sentence tell: "names", "nouns" or "nothing"."""
    names: frozenset[str] = frozenset()
    """Names that a capital letter alone doesn't give away: days, months, agencies."""
    name_titles: frozenset[str] = frozenset()
    """What stands before a name where capitals tell none."""
    lower_names: frozenset[str] = frozenset()
    """Names that the language writes without a capital: days."""
    honorifics: frozenset[str] = frozenset()
    """What stands behind a name where capitals tell none."""
    name_markers: frozenset[str] = frozenset()
    """Behind these, a noun without an article is a name, where all nouns have capitals."""
    name_endings: tuple[str, ...] = ()
    """Ends of names where capitals tell none."""
    opposites: Mapping[str, frozenset[str]] = field(default_factory=_nothing)
    """Words that say the contrary of each other, both ways."""
    misspellings: Lists = field(default_factory=_nothing)
    finite_verbs: frozenset[str] = frozenset()
    """Behind these, no sentence's first word is anything but its subject."""
    spelling: tuple[tuple[str, str], ...] = ()
    letter_variants: tuple[tuple[str, str], ...] = ()
    """Letters that stand for each other in two spellings of one word."""
    distinct_letters: frozenset[str] = frozenset()
    """Letters that are no forms of the plain letter, for all that they have a mark."""
    unspaced: bool = False
    """Whether words are written without spaces, so that phrases are looked for sign by sign."""
    qualifiers: frozenset[str] = frozenset()
    """Words that say how sure, how many or on what condition: the four tables above as one."""
    counting: frozenset[str] = frozenset()
    """Every word that can be part of a number or its unit."""
    charged: frozenset[str] = frozenset()
    """Every word of any table that judging turns on, and every word of their phrases."""
    phrases: Mapping[str, int] = field(default_factory=_nothing)
    """The first words of phrases, and the most words that one has."""
    phrase_table: frozenset[str] = frozenset()
    """The phrases: words joined by a space, or signs by nothing where ``unspaced``."""
    in_context: frozenset[str] = frozenset()
    """Words that may be of a phrase, or mean something else by what follows them."""


_QUALIFIERS = ("modals", "hedges", "conditions", "quantifiers")
_COUNTING = ("numbers", "ordinals", "multipliers", "units", "fractions", "minus")
_SETS = (
    *("negations", *_QUALIFIERS, "lookalikes", "other_posts", "function_words", "particles"),
    *("number_joiners", "ordinal_suffixes", "ordinal_prefixes", "date_fillers", "range_words"),
    *("minus", "pronoun_numbers", "determiners", "articles", "names", "name_titles"),
    *("honorifics", "lower_names", "name_markers", "undivided", "speech_particles"),
    *("finite_verbs", "distinct_letters"),
)
_TUPLES = (
    "negating_prefixes",
    "negating_parts",
    "negating_infixes",
    "proclitics",
    "modal_parts",
    "name_endings",
    "speech_verbs",
)
_MAPS = (
    *("platforms", "elisions", "numbers", "number_parts", "ordinals", "fractions"),
    *("multipliers", "units", "measures", "clock", "months"),
)
_LISTS = ("contractions", "contraction_endings", "abbreviations", "misspellings")
_PLAIN = (
    *("inverting", "vigesimal", "compounds", "ordinal_dot", "decimal_mark", "capitals"),
    "unspaced",
)
_CHARGED = (
    *("negations", *_QUALIFIERS, "lookalikes", "number_joiners", "articles"),
    *("numbers", "ordinals", "multipliers", "units", "fractions", "measures", "clock"),
    *("contractions", "abbreviations", "misspellings", "opposites", "range_words"),
    *("negation_partners", "minus", "months", "ordinal_prefixes"),
)


def read_judging(data: Mapping[str, Any], places: Iterable[str] = ()) -> Judging:
    """The tables of one ``[judging]`` section; ``places`` are names beside those that it has."""
    endings: dict[str, list[str]] = data.get("endings", {})
    entries = {name: list(data.get(name, ())) for name in _SETS}
    fields: dict[str, Any] = {
        name: frozenset(word for entry in found for word in _forms(entry, endings))
        for name, found in entries.items()
    }
    fields["names"] |= frozenset(places)
    fields["negations"] |= frozenset(part.lstrip("-") for part in data.get("negating_parts", ()))
    fields |= {
        name: tuple(word for entry in data.get(name, ()) for word in _forms(entry, endings))
        for name in _TUPLES
    }
    fields["modals"] |= frozenset(fields["modal_parts"])
    fields |= {name: _mapping(data.get(name, {}), endings) for name in _MAPS}
    fields |= {name: _lists(data.get(name, {}), endings) for name in _LISTS}
    fields["negation_partners"] = _lists(data.get("negation_partners", {}), endings)
    fields |= {name: data[name] for name in _PLAIN if name in data}
    fields["classes"] = MappingProxyType(
        {
            word: next(_forms(entry, endings))
            for name in ("negations", *_QUALIFIERS)
            for entry in entries[name]
            for word in _forms(entry, endings)
        }
    )
    fields["negating_suffixes"] = tuple((a, b) for a, b in data.get("negating_suffixes", ()))
    fields["spelling"] = tuple((a, b) for a, b in data.get("spelling", {}).get("endings", ()))
    fields["letter_variants"] = tuple((a, b) for a, b in data.get("letter_variants", ()))
    fields["opposites"] = _both_ways(data.get("opposites", {}).get("pairs", ()), endings)
    fields["qualifiers"] = frozenset().union(*(fields[name] for name in _QUALIFIERS))
    fields["counting"] = frozenset(
        word for name in _COUNTING for phrase in fields[name] for word in phrase.split()
    )
    return Judging(**fields, **_phrases(fields))


def _phrases(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is found word by word: the phrases, and every word that is or begins a thing."""
    unspaced = bool(fields.get("unspaced"))
    entries = frozenset(entry for name in _CHARGED for entry in fields[name])
    shown = not unspaced and fields.get("capitals", "names") == "names"
    found = entries if shown else entries.union(fields["names"], fields["honorifics"])
    table = frozenset(entry for entry in found if len(entry if unspaced else entry.split()) > 1)
    starts: dict[str, int] = {}
    charged = set(entries)
    in_context = set(fields["negation_partners"])
    for phrase in table:
        parts = tuple(phrase) if unspaced else tuple(phrase.split())
        starts[parts[0]] = max(starts.get(parts[0], 0), len(parts))
        charged.update(parts)
        in_context.update(parts)
    return {
        "phrases": MappingProxyType(starts),
        "phrase_table": table,
        "in_context": frozenset(in_context),
        "charged": frozenset(charged),
    }


def _forms(entry: str, endings: Mapping[str, list[str]]) -> Iterator[str]:
    """The words that an entry stands for, the first one the one to name it by."""
    for part in entry.split("|"):
        options = endings.get(part[-1:]) if len(part) > 1 else None
        for word in [part] if options is None else [part[:-1] + ending for ending in options]:
            yield word if word.isascii() else fold_word(word)


def _mapping(data: Mapping[str, Any], endings: Mapping[str, list[str]]) -> Mapping[str, Any]:
    return MappingProxyType(
        {word: value for entry, value in data.items() for word in _forms(entry, endings)}
    )


def _lists(data: Mapping[str, list[str]], endings: Mapping[str, list[str]]) -> Lists:
    return MappingProxyType(
        {
            word: tuple(form for value in values for form in _forms(value, endings))
            for entry, values in data.items()
            for word in _forms(entry, endings)
        }
    )


def _both_ways(
    pairs: Iterable[tuple[str, str]], endings: Mapping[str, list[str]]
) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        for a, b in product(_forms(one, endings), _forms(other, endings)):
            if a != b:
                found.setdefault(a, set()).add(b)
                found.setdefault(b, set()).add(a)
    return MappingProxyType({word: frozenset(others) for word, others in found.items()})

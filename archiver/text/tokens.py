"""Words and what stands between them.

A token is a word, a number, a hashtag, a mention, a link or an emoji. All other signs,
punctuation and white space, stand between tokens and are compared apart from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import regex

from archiver.text.fold import fold_word
from archiver.text.mojibake import mend


class TokenKind(IntEnum):
    """What a token is."""

    WORD = 1
    NUMBER = 2
    HASHTAG = 3
    MENTION = 4
    LINK = 5
    EMOJI = 6


# Scripts that put no spaces between words: each sign is a token of its own, but a run of
# katakana or of numerals is one.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}ーﾞﾟ\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_STOPS = "，。、；：！？（）「」『』【】《》،؛؟।"
"""Marks of other scripts that end an address."""
_NUMERALS = "〇一二三四五六七八九十百千万萬億亿兆零两兩"
_MONEY = "$€£¥₹₽₩₺₴₪"

_TOKEN = regex.compile(
    rf"""
    (?P<LINK> https?://[^\s<>"“”«»{_STOPS}]*[^\s<>"“”«».,;:!?'’)\]…—{_STOPS}]
        | (?<![\w.])(?:www\.|pic\.[a-z0-9-]+\.com/|[a-z]\.co/)[^\s<>"“”«»—…]*[\w/]
        | (?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|info|io|co|uk|de|fr|eu|app|social)
          /[^\s<>"“”«»—…]*[\w/…] )
  | (?P<MENTION> (?<![\w@])[@＠][\w]+(?:[.-]\w+)*(?:@\w+(?:[.-]\w+)+)? )
  | (?P<HASHTAG> (?<![\w&])[#＃][\w]*[\p{{L}}_][\w]* )
  | (?P<EMOJI> (?:\p{{RI}}\p{{RI}}
        | [0-9#*]\ufe0f?\u20e3
        | \p{{Extended_Pictographic}}[\ufe0f\p{{EMod}}]*
          (?:\u200d\p{{Extended_Pictographic}}[\ufe0f\p{{EMod}}]*)* ) )
  | (?P<NUMBER> (?:(?<![\w\d])[-−+](?=[{_MONEY}]?\d))?
        (?:(?<!\w)R\$ | [{_MONEY}%٪] | (?<!\w)\p{{Latin}}{{1,3}}(?=\d{{1,3}}[.,]\d))?
        \d+(?:[.,:/’'٫٬]\d+)*
        (?:[%‰°٪{_MONEY}]|(?:[hH]\d\d|[\p{{L}}--[{_UNSPACED}]]{{1,3}})
          (?![[\p{{L}}\p{{N}}]--[{_UNSPACED}]]) | \p{{Hangul}}{{1,6}}(?!\p{{Hangul}}))?
        | [½⅓⅔¼¾⅕⅛²³¹] )
  | (?P<WORD> [{_NUMERALS}]{{2,}} | [\p{{Katakana}}ーﾞﾟ]{{2,}}
        | [{_UNSPACED}]\p{{M}}*
        | (?<!\p{{L}})[%‰٪{_MONEY}](?!\p{{L}}) | (?<!\w)R\$(?!\w)
        | (?:\p{{L}}\.){{2,}}
        | \p{{L}}+\*+\p{{L}}+ | \p{{L}}\*{{2,}}(?![\p{{L}}*])
        | [\p{{L}}\p{{M}}\p{{Cf}}--[{_UNSPACED}\u200d]]
          (?:[\p{{L}}\p{{M}}\p{{N}}_\p{{Cf}}--[{_UNSPACED}]]
             | ['’‘ʼ′＇](?=[\p{{L}}--\p{{Hangul}}]) | (?<=\p{{Hebrew}})[״׳"](?=\p{{Hebrew}}))*
        | & )
    """,
    regex.VERBOSE | regex.VERSION1 | regex.IGNORECASE,
)
_KINDS = {kind.name: kind for kind in TokenKind}
_NOT_EMOJI = frozenset("©®™‼⁉↔")

# Nine chunks of ten are a plain word with punctuation around it: the full pattern is for the rest.
_CHUNK = regex.compile(r"\S+")
_PLAIN = regex.compile(r"""["“„‘'(\[«]*+([a-zA-Z]++(?:['’][a-zA-Z]++)?)[.,;:!?"”’')\]»…—–-]*+""")


_SHORT = 24
"""Code points of a chunk whose tokens are remembered: few words are most of all texts."""

_Token = tuple[str, int, int, TokenKind]
"""Key, start, end and kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A text and its tokens, as parallel tuples.

    ``starts`` and ``ends`` are code points in ``text``. ``line`` holds all keys between
    line feeds, so that a run of tokens is found by one substring search. ``places`` has
    the index of every key, or -1 where it stands more than once.
    """

    text: str
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    kinds: tuple[TokenKind, ...]
    line: str
    places: Mapping[str, int]

    @classmethod
    def of(cls, text: str, found: Sequence[_Token]) -> Tokens:
        """``text`` with these tokens: (key, start, end, kind), in order."""
        keys, starts, ends, kinds = zip(*found, strict=True) if found else ((), (), (), ())
        places: dict[str, int] = {}
        for index, key in enumerate(keys):
            places[key] = -1 if key in places else index
        return cls(
            text=text,
            keys=keys,
            starts=starts,
            ends=ends,
            kinds=kinds,
            line="\n" + "\n".join(keys) + "\n",
            places=places,
        )

    def __len__(self) -> int:
        """The number of tokens."""
        return len(self.keys)

    def word(self, index: int) -> str:
        """Token ``index`` as it stands in the text."""
        return self.text[self.starts[index] : self.ends[index]]


def tokenize(text: str) -> Tokens:
    """``text`` in tokens; nothing of it is changed.

    Where ``text`` holds mojibake or character references that nobody decoded, words are read
    as they were meant, and the positions are those of the damaged text.
    """
    mended = mend(text)
    found = _scan(mended.text if mended else text)
    if mended:
        at = mended.offsets
        found = [(key, at[start], at[end], kind) for key, start, end, kind in found]
    return Tokens.of(text, found)


def _scan(text: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _CHUNK.finditer(text):
        chunk, offset = match.group(), match.start()
        tokens = _tokens_of_short(chunk) if len(chunk) <= _SHORT else _tokens_of(chunk)
        for key, start, end, kind in tokens:
            found.append((key, offset + start, offset + end, kind))
    return found


@lru_cache(maxsize=32768)
def _tokens_of_short(chunk: str) -> tuple[_Token, ...]:
    return _tokens_of(chunk)


def _tokens_of(chunk: str) -> tuple[_Token, ...]:
    """The tokens of what stands between two white spaces."""
    plain = _PLAIN.fullmatch(chunk)
    if plain:
        return ((fold_word(plain.group(1)), plain.start(1), plain.end(1), TokenKind.WORD),)
    return tuple(
        (key, match.start(), match.end(), _KINDS[match.lastgroup or "WORD"])
        for match in _TOKEN.finditer(chunk)
        if (key := fold_word(match.group())) and match.group() not in _NOT_EMOJI
    )

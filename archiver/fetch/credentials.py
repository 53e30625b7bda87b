"""The user's tokens: sent to their own hosts over TLS, and never stored."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, quote_plus, unquote

from archiver.errors import InputError
from archiver.fetch.transport import digest
from archiver.model import Exchange
from archiver.model.exchange import UNASKED

X = "ARCHIVER_X_TOKEN"
YOUTUBE = "ARCHIVER_YOUTUBE_KEY"
MASTODON = "ARCHIVER_MASTODON_TOKENS"

_X_HOSTS = ("api.x.com", "api.twitter.com")
_YOUTUBE_HOSTS = ("www.googleapis.com", "youtube.googleapis.com")
_VARIABLES = {"x": X, "youtube": YOUTUBE, "mastodon": MASTODON}
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
_HOST = re.compile(r"(?=.{1,253}(?::|$))[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*(:[0-9]{1,5})?")
_MASK = "[token]"
_NOT_KEPT = "the answer held the token and was not kept"
_SHORTEST_MASKED = 6
"""Shorter ones stand in an ordinary header by chance."""
_SHORTEST_IN_BODY = 12
"""Shorter ones stand in an ordinary body by chance; no server gives out tokens as short."""
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def _lowered(escape: re.Match[str]) -> str:
    return escape[0].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A header for some hosts, by the name that routes want it by ("x", "mastodon")."""

    name: str
    header: str
    value: str = field(repr=False)
    hosts: tuple[str, ...]
    """Lower case, with the port where it isn't the scheme's own."""

    def secrets(self) -> Iterator[str]:
        """All forms in which a server might send it back, longest first."""
        bare = self.value.removeprefix("Bearer ")
        plain = unquote(bare)
        forms = {self.value, bare, plain, *(quote(one, safe="") for one in (bare, plain))}
        forms |= {quote_plus(bare), *(_ESCAPE.sub(_lowered, form) for form in forms)}
        forms |= {html.escape(bare), json.dumps(bare)[1:-1], bare.replace("/", "\\/")}
        yield from sorted(
            (form for form in forms if len(form) >= _SHORTEST_MASKED), key=len, reverse=True
        )


@dataclass(frozen=True, slots=True)
class Credentials:
    """All tokens that a user has given."""

    known: tuple[Credential, ...] = ()

    def find(self, name: str, host: str) -> Credential | None:
        """The token of that name for the host, or None."""
        return next(
            (one for one in self.known if one.name == name and host in one.hosts),
            None,
        )

    def missing(self, name: str, host: str) -> str:
        """Why a request that wants this token is not asked, in one line: what to set."""
        variable = variable_of(name)
        if not any(one.name == name for one in self.known):
            return f"{UNASKED} no token: set {variable}"
        return f"{UNASKED} no token for {host}: set {variable}"

    def masked(self, exchange: Exchange) -> Exchange:
        """The exchange without any of the tokens in its headers, address and error.

        A body that holds one is not kept: what it has besides could not be told from what was
        sent, were it changed.
        """
        secrets = [secret for one in self.known for secret in one.secrets()]
        if not secrets:
            return exchange
        any_secret = re.compile("|".join(map(re.escape, secrets)))

        def mask(text: str) -> str:
            return any_secret.sub(_MASK, text)

        long = (secret.encode() for secret in secrets if len(secret) >= _SHORTEST_IN_BODY)
        if any(secret in exchange.payload for secret in long):
            exchange = replace(exchange, payload=b"", payload_sha256=digest(b""), error=_NOT_KEPT)
        return replace(
            exchange,
            headers=tuple((mask(key), mask(value)) for key, value in exchange.headers),
            target_uri=mask(exchange.target_uri),
            error=None if exchange.error is None else mask(exchange.error),
        )


def variable_of(name: str) -> str:
    """The environment variable for a token; a plugin's is made from its name."""
    return _VARIABLES.get(name) or f"ARCHIVER_{re.sub(r'[^A-Za-z0-9]', '_', name).upper()}_TOKEN"


def credentials_from(environ: Mapping[str, str]) -> Credentials:
    """The tokens that the environment variables hold; an empty one counts as not set.

    Raises InputError for what can't be a token, with the name of the variable and never its
    value.
    """
    found: list[Credential] = []
    if token := environ.get(X, "").strip():
        found.append(_bearer("x", _checked(token, X), _X_HOSTS))
    if key := environ.get(YOUTUBE, "").strip():
        value = _checked(key, YOUTUBE)
        found.append(
            Credential(name="youtube", header="X-Goog-Api-Key", value=value, hosts=_YOUTUBE_HOSTS)
        )
    found += _mastodon(environ.get(MASTODON, ""))
    return Credentials(tuple(found))


def _mastodon(value: str) -> Iterator[Credential]:
    hosts: set[str] = set()
    for number, entry in enumerate(value.split(",") if value.strip() else (), 1):
        host, equals, token = entry.strip().partition("=")
        host = host.strip().lower()
        if not equals or not _HOST.fullmatch(host):
            raise InputError(
                f"{MASTODON}: entry {number} is not host=token", "write host=token,host2=token2"
            )
        if host in hosts:
            raise InputError(
                f"{MASTODON}: entry {number} names a host again", "name each host once"
            )
        hosts.add(host)
        yield _bearer("mastodon", _checked(token.strip(), MASTODON), (host,))


def _bearer(name: str, token: str, hosts: tuple[str, ...]) -> Credential:
    return Credential(name=name, header="Authorization", value=f"Bearer {token}", hosts=hosts)


def _checked(token: str, variable: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise InputError(
            f"{variable} holds what can't be a token", "copy the token alone, without spaces"
        )
    return token

"""Which addresses may be asked: the public internet's, and no others unless allowed."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Sequence

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

Resolve = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host's name, for a port. Raises OSError where there are none."""
IP = ipaddress.IPv4Address | ipaddress.IPv6Address

Kinds = tuple[tuple[str, tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]], ...]


def _networks(*kinds: tuple[str, ...]) -> Kinds:
    return tuple((name, tuple(map(ipaddress.ip_network, networks))) for name, *networks in kinds)


# The IANA registries of special-purpose addresses, and what clouds answer on.
_PRIVATE = _networks(
    ("loopback", "127.0.0.0/8", "::1/128"),
    ("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    ("a carrier's shared", "100.64.0.0/10"),
)
_NEVER = _networks(
    ("link-local", "169.254.0.0/16", "fe80::/10"),
    ("unspecified", "0.0.0.0/8", "::/128"),
    ("multicast", "224.0.0.0/4", "ff00::/8"),
    ("a cloud's own", "168.63.129.16/32", "100.100.100.200/32", "fd00:ec2::/32"),
    (
        "reserved",
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "240.0.0.0/4", "64:ff9b:1::/48", "100::/64", "2001::/23"),
        *("2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10"),
    ),
)
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_EMBEDDING = tuple(
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0),  # IPv4-mapped
        ("::ffff:0:0:0/96", 0),  # IPv4-translated
        ("64:ff9b::/96", 0),  # NAT64
        ("::/96", 0),  # IPv4-compatible
        ("2002::/16", 80),  # 6to4
    )
)


class Refused(Exception):  # noqa: N818 - a decision, not a fault
    """A host whose addresses must not be asked; the message says why, in one line."""


def refusal_of_ip(address: str, *, allow_private: bool = False) -> str | None:
    """Why the IP address must not be asked, or None.

    An IPv6 address that stands for an IPv4 address is judged by that one. ``allow_private``
    opens loopback, private and carriers' networks, and nothing else.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _embedded(ip)
    kinds = _NEVER if allow_private else (*_NEVER, *_PRIVATE)
    for one in (ip, inner):
        kind = _kind(one, kinds) if one is not None else None
        if kind is not None:
            return f"refused: {address} is {kind}"
    if ip.version == 6 and inner is None and ip not in _PUBLIC_V6 and not _kind(ip, _PRIVATE):
        return f"refused: {address} is reserved"
    return None


def refusal_of_url(url: str, *, allow_private: bool = False) -> str | None:
    """Why the address must not be asked, as far as it says by itself, or None."""
    try:
        parts = parse_url(url)
    except (LocationParseError, ValueError):
        return "no address that can be read"
    if parts.scheme not in {"http", "https"}:
        return f"refused: {parts.scheme or 'no scheme'} is neither http nor https"
    host = (parts.host or "").strip("[]").rstrip(".").lower()
    if not host:
        return "refused: the address names no host"
    literal = literal_ip(host)
    if literal is not None:
        return refusal_of_ip(literal, allow_private=allow_private)
    if not allow_private and (host == "localhost" or host.endswith(".localhost")):
        return f"refused: {host} is loopback"
    return None


def literal_ip(host: str) -> str | None:
    """The IP address that ``host`` is, in any form that the system reads ("127.1"), or None."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    else:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _embedded(ip: IP) -> IP | None:
    if ip.version == 4 or ip in {ipaddress.IPv6Address("::"), ipaddress.IPv6Address("::1")}:
        return None
    for network, shift in _EMBEDDING:
        if ip in network:
            return ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)
    return None


def _kind(ip: IP, kinds: Kinds) -> str | None:
    for name, networks in kinds:
        if any(ip in network for network in networks):
            return name
    return None


def system_resolve(host: str, port: int) -> tuple[str, ...]:
    """The host's addresses by the system's resolver, in its order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


class _LookUp:
    """One look-up under way, for all threads that want it."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.addresses: tuple[str, ...] = ()
        self.error: OSError | UnicodeError | None = None


class Guard:
    """Resolves names within a time, and gives only addresses that may be asked."""

    def __init__(self, resolve: Resolve = system_resolve, *, allow_private: bool = False) -> None:
        self.allow_private = allow_private
        self._resolve = resolve
        self._lock = threading.Lock()
        self._running: dict[tuple[str, int], _LookUp] = {}

    def addresses(self, host: str, port: int, seconds: float) -> Iterator[str]:
        """The addresses that may be asked, as the resolver orders them; at least one.

        Raises Refused where there are none but others, TimeoutError where the resolver takes
        longer than ``seconds``, and OSError where it fails.
        """
        literal = literal_ip(host)
        found = (literal,) if literal is not None else self._look_up(host, port, seconds)
        refusals = {each: refusal_of_ip(each, allow_private=self.allow_private) for each in found}
        if not refusals:
            raise OSError(f"{host} has no address")
        allowed = [each for each, refusal in refusals.items() if refusal is None]
        if not allowed:
            why = next(iter(refusals.values())) or ""
            raise Refused(why if literal is not None else f"{why}, an address of {host}")
        return iter(allowed)

    def _look_up(self, host: str, port: int, seconds: float) -> tuple[str, ...]:
        """By a thread of its own: a resolver can't be interrupted, but left behind."""
        key = (host, port)
        with self._lock:
            look_up = self._running.get(key)
            if look_up is None:
                look_up = self._running[key] = _LookUp()
                threading.Thread(target=self._run, args=(key, look_up), daemon=True).start()
        if not look_up.done.wait(max(seconds, 0)):
            raise TimeoutError(f"{host} isn't resolved within {seconds:g} s")
        if look_up.error is not None:
            raise OSError(str(look_up.error)) from look_up.error
        return look_up.addresses

    def _run(self, key: tuple[str, int], look_up: _LookUp) -> None:
        try:
            look_up.addresses = tuple(self._resolve(*key))
        except (OSError, UnicodeError) as error:
            look_up.error = error
        finally:
            with self._lock:
                del self._running[key]
            look_up.done.set()

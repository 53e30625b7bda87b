"""A time stamping authority on this machine: ``openssl ts -reply`` behind HTTP, and its vices.

    python -m tests.real.tsa.authority

prints one line of JSON, ``{"url": ..., "roots": {"rsa": PEM, "ec": PEM, ...}}``, and ends with its
standard input. Paths are names of authorities (``/rsa``, ``/ec-sha512``, ...) and of vices
(``/html``, ``/slow``, ...). ``/calendar`` is a calendar of OpenTimestamps.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from archiver.custody.timestamps_asn1 import element, query
from tests.real.tsa.calendar import Calendar
from tests.real.tsa.forge import STAMPS, Holder, Key, ec_key, holder, refusal, rsa_key

SECONDS = 30
_CONFIG = """\
[tsa]
dir = {home}
serial = {home}/serial
crypto_device = builtin
signer_cert = {home}/signer.pem
{certs}
signer_key = {home}/signer.key
signer_digest = {digest}
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = {ess}
{more}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One authority: its folder, its root, and the lock on its serial numbers."""

    home: Path
    root: Holder
    lock: threading.Lock

    def reply(self, request: bytes) -> bytes:
        """What openssl answers to a TimeStampReq."""
        with self.lock:
            (self.home / "query.tsq").write_bytes(request)
            (self.home / "reply.tsr").unlink(missing_ok=True)
            words = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa"]
            subprocess.run(
                [*words, "-queryfile", "query.tsq", "-out", "reply.tsr"],
                cwd=self.home,
                capture_output=True,
                check=True,
                timeout=SECONDS,
            )
            return (self.home / "reply.tsr").read_bytes()


def desk(
    home: Path,
    make: Callable[[], Key],
    *,
    digest: str = "sha256",
    ess: str = "sha256",
    between: bool = True,
    sends: bool = True,
    more: str = "",
    ends: timedelta = timedelta(days=365),
) -> Desk:
    """An authority with a new root."""
    home.mkdir()
    now = datetime.now(UTC).replace(microsecond=0)
    begins, last = now - timedelta(days=1), now + timedelta(days=3650)
    root = issuer = holder(f"{home.name} root", make(), authority=True, begins=begins, ends=last)
    if between:
        issuer = holder(
            f"{home.name} between", make(), root, authority=True, begins=begins, ends=last
        )
    signer = holder(
        f"{home.name} signer", make(), issuer, uses=STAMPS, begins=begins, ends=now + ends
    )
    (home / "signer.pem").write_bytes(signer.pem)
    (home / "signer.key").write_bytes(signer.key_pem)
    (home / "chain.pem").write_bytes(issuer.pem if between else b"")
    (home / "serial").write_text("01\n")
    certs = f"certs = {home}/chain.pem" if between and sends else ""
    text = _CONFIG.format(home=home, certs=certs, digest=digest, ess=ess, more=more)
    (home / "tsa.cnf").write_text(text)
    return Desk(home=home, root=root, lock=threading.Lock())


def desks(home: Path) -> dict[str, Desk]:
    """All authorities, by the names of their paths."""
    kinds: tuple[tuple[str, Callable[[], Key]], ...] = (("rsa", rsa_key), ("ec", ec_key))
    made: dict[str, Desk] = {}
    for kind, make in kinds:
        for digest in ("sha256", "sha384", "sha512"):
            name = kind if digest == "sha256" else f"{kind}-{digest}"
            made[name] = desk(home / name, make, digest=digest)
    made["direct"] = desk(home / "direct", ec_key, between=False)
    made["old-name"] = desk(home / "old-name", ec_key, ess="sha1")
    made["exact"] = desk(home / "exact", ec_key, more="clock_precision_digits = 3")
    made["brief"] = desk(home / "brief", ec_key, ends=timedelta(seconds=4))
    made["gap"] = desk(home / "gap", ec_key, sends=False)
    return made


def _changed(request: bytes, *, imprint: bytes | None = None, nonce: int | None = None) -> bytes:
    """The request with another digest, or another nonce."""
    _, message, number, _ = element(request).parts()
    own = message.parts()[1].value
    return query(imprint or own, nonce or int.from_bytes(number.value, "big"))


def _unasked(request: bytes) -> bytes:
    """The request as it is without the wish for certificates."""
    parts = element(request).parts()
    inner = b"".join(one.whole for one in parts[:-1])
    return b"\x30" + bytes([len(inner)]) + inner


class Authorities(ThreadingHTTPServer):
    """All of them on one port."""

    daemon_threads = True

    def __init__(self, home: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.desks = desks(home)
        self.calendar = Calendar(f"{self.url}/calendar")
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Authorities

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name = self.path.strip("/")
        self.server.requests.append(name)
        if name == "calendar/digest":
            self._send(self.server.calendar.submit(body), "application/octet-stream")
        elif self.headers.get("Content-Type") != "application/timestamp-query":
            self._send(b"<html>Ask for the time by POST", "text/html", 415)
        elif name in self.server.desks:
            self._send(self.server.desks[name].reply(body))
        else:
            self._vice(name, body)

    def _vice(self, name: str, body: bytes) -> None:
        reply = self.server.desks["ec"].reply
        match name:
            case "other-nonce":
                self._send(reply(_changed(body, nonce=99)))
            case "other-imprint":
                self._send(reply(_changed(body, imprint=hashlib.sha256(body).digest())))
            case "no-certificate":
                self._send(reply(_unasked(body)))
            case "refuses":
                self._send(refusal(2, ["The clock is being set"], 14))
            case "html":
                self._send(b"<!doctype html><title>Sign in</title>", "text/html")
            case "error":
                self._send(b"out of order", "text/plain", 500)
            case "huge":
                self._send(b"0" * 1_000_000)
            case "slow":
                time.sleep(SECONDS)
            case "moved":
                self.send_response(307)
                self.send_header("Location", f"{self.server.url}/ec")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case _:
                self._send(b"nobody here", "text/plain", 404)

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name not in {"mine", "requests"}:
            self.server.requests.append(name)
        if name == "mine":
            self.server.calendar.mine()
            self._send(b"", "text/plain")
        elif name == "requests":
            self._send(json.dumps(self.server.requests).encode(), "application/json")
        elif name.startswith("calendar/timestamp/"):
            found = self.server.calendar.look_up(bytes.fromhex(name.rpartition("/")[2]))
            if found is None:
                self._send(b"Pending confirmation in Bitcoin blockchain", "text/plain", 404)
            else:
                self._send(found, "application/octet-stream")
        else:
            self._send(b"<html>nothing", "text/html", 404)

    def _send(
        self, body: bytes, kind: str = "application/timestamp-reply", status: int = 200
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
        """Say nothing."""


def main() -> None:
    """Serve until standard input ends."""
    with tempfile.TemporaryDirectory() as folder, Authorities(Path(folder)) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        roots = {name: one.root.pem.decode() for name, one in server.desks.items()}
        others = {
            name: (one.home / "signer.pem").read_text() + (one.home / "chain.pem").read_text()
            for name, one in server.desks.items()
        }
        print(json.dumps({"url": server.url, "roots": roots, "others": others}), flush=True)
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()

"""Makes the files in fixtures/warc: a made-up web, recorded by real programs.

    python tests/warc/make_read_fixtures.py TOOLS PYWB

TOOLS is the ``bin`` folder of an environment with ``wacz`` (0.6.0) and ``warcio`` (1.8.1), PYWB
that of one with ``pywb`` (2.10.0). ``wget`` must be installed. Nothing leaves the machine: the
recorders ask a proxy on 127.0.0.1, which plays every host.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parents[2] / "fixtures" / "warc"
LIVE, GONE, TWEET = "112042320216068660", "112042556146745000", "1764946452280246272"
SOCIAL, NEWS = "http://social.example", "http://news.example"
STORY = f"{NEWS}/2024/03/story.html"
PICTURE = f"{SOCIAL}/media/one.png"
SYNDICATION = (
    "http://cdn.syndication.twimg.com/tweet-result?features=tfw_timeline_list%3A&"
    f"id={TWEET}&lang=en&token=4c2mmul6mnh"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
ACCOUNT = {
    "id": "109000000000000001",
    "username": "jane",
    "acct": "jane",
    "display_name": "Jane Doe",
    "locked": False,
    "bot": False,
    "created_at": "2022-11-05T00:00:00.000Z",
    "note": "<p>Made up.</p>",
    "url": "https://social.example/@jane",
    "uri": "https://social.example/users/jane",
    "emojis": [],
    "fields": [],
}
STATUS = {
    "id": LIVE,
    "created_at": "2024-03-05T09:15:30.250Z",
    "in_reply_to_id": None,
    "in_reply_to_account_id": None,
    "sensitive": False,
    "spoiler_text": "",
    "visibility": "public",
    "language": "en",
    "uri": f"https://social.example/users/jane/statuses/{LIVE}",
    "url": f"https://social.example/@jane/{LIVE}",
    "edited_at": None,
    "content": "<p>The bridge will not open before the ninth of May, whatever they say.</p>",
    "reblog": None,
    "account": ACCOUNT,
    "media_attachments": [
        {
            "id": "1",
            "type": "image",
            "url": "https://social.example/media/one.png",
            "preview_url": "https://social.example/media/one.png",
            "description": "a bridge",
            "meta": {},
        }
    ],
    "mentions": [],
    "tags": [],
    "emojis": [],
    "card": None,
    "poll": None,
}
POST = {
    "__typename": "Tweet",
    "lang": "en",
    "created_at": "2024-03-05T09:30:00.000Z",
    "display_text_range": [0, 51],
    "entities": {"hashtags": [], "urls": [], "user_mentions": [], "symbols": []},
    "id_str": TWEET,
    "text": "Nine days of rain, and the harbour is still closed.",
    "user": {"id_str": "22", "name": "Sam Poe", "screen_name": "sampoe", "verified": False},
    "edit_control": {"edit_tweet_ids": [TWEET], "edits_remaining": "5"},
    "isEdited": False,
}
ARTICLE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The bridge stays closed</title>
<meta property="og:type" content="article">
<meta property="article:published_time" content="2024-03-06T08:00:00Z"></head>
<body><article><h1>The bridge stays closed</h1>
<p>Jane Doe wrote on Mastodon: “The bridge will open before the ninth of May, whatever they
say.” Two towns wait for it, and so does the harbour, where work stopped in the autumn.</p>
<iframe src="https://social.example/@jane/{LIVE}/embed" class="mastodon-embed"></iframe>
<p>Sam Poe tweeted: “Nine days of rain, and the harbour is still closed.” Nobody was hurt, the
town said, and the ferries go every hour until the road is mended.</p>
<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Nine days of rain, and the harbour is
still closed.</p>&mdash; Sam Poe (@sampoe)
<a href="https://twitter.com/sampoe/status/{TWEET}">March 5, 2024</a></blockquote>
</article></body></html>
"""
PAGE = """<!DOCTYPE html><html><head><title>Jane Doe: "The bridge"</title>
<meta property="og:title" content="Jane Doe (@jane@social.example)">
<meta property="og:description" content="The bridge will not open before the ninth of May,
 whatever they say."></head><body><div id="mastodon"></div></body></html>"""
HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
WEB: dict[str, tuple[int, dict[str, str], bytes]] = {
    f"{SOCIAL}/@jane/{LIVE}": (200, {"Content-Type": HTML}, PAGE.encode()),
    f"{SOCIAL}/api/v1/statuses/{LIVE}": (200, {"Content-Type": JSON}, json.dumps(STATUS).encode()),
    f"{SOCIAL}/@jane/{GONE}": (404, {"Content-Type": HTML}, b"<title>Not found</title>"),
    f"{SOCIAL}/api/v1/statuses/{GONE}": (
        404,
        {"Content-Type": JSON},
        b'{"error":"Record not found"}',
    ),
    PICTURE: (200, {"Content-Type": "image/png"}, PNG),
    SYNDICATION: (200, {"Content-Type": JSON, "X-Send": "chunked"}, json.dumps(POST).encode()),
    STORY: (200, {"Content-Type": HTML, "X-Send": "gzip"}, ARTICLE.encode()),
    f"{NEWS}/short": (301, {"Location": "/2024/03/story.html"}, b""),
    f"{NEWS}/about.html": (200, {"Content-Type": HTML}, b"<title>About</title><p>A paper."),
    "http://127.0.0.1/story.html": (200, {"Content-Type": HTML}, ARTICLE.encode()),
}
SEEDS = [one for one in WEB if "127.0.0.1" not in one]


class Proxy(BaseHTTPRequestHandler):
    """Answers for every host; chunked or packed where the page says so."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = self.path if "://" in self.path else f"http://127.0.0.1{self.path}"
        status, headers, body = WEB.get(url, (404, {"Content-Type": "text/plain"}, b"no such page"))
        how = headers.get("X-Send", "")
        self.send_response(status)
        for name, value in headers.items():
            if name != "X-Send":
                self.send_header(name, value)
        if how == "gzip":
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        if how == "chunked":
            half = len(body) // 2
            parts = (body[:half], body[half:], b"")
            body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def web() -> Iterator[int]:
    """The proxy's port, while it runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def run(*words: object, cwd: Path, fine: tuple[int, ...] = (0,)) -> None:
    """The program ran, and ended as it should."""
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, check=False)
    if done.returncode not in fine:
        sys.exit(f"{words[0]} ended with {done.returncode}: {(done.stdout + done.stderr).decode()}")


def wget(port: int, name: str, seeds: list[str], *more: str) -> None:
    """A WARC by wget; it ends with 8 where a server answered with an error, which one does."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["wget", "-q", "-e", "use_proxy=yes", "-e", f"http_proxy=http://127.0.0.1:{port}"]
        words += [f"--warc-file={name}", "--no-warc-keep-log", "--delete-after", "-t1", "-T5"]
        words += ["--user-agent=wget", "--no-hsts", *more, *seeds]
        run(*words, cwd=Path(folder), fine=(0, 8))
        for made in Path(folder).glob("*.warc*"):
            (HERE / made.name).write_bytes(made.read_bytes())


CAPTURE = """
import os, sys
from warcio.capture_http import capture_http
from warcio.warcwriter import WARCWriter
import requests
name, proxy, *urls = sys.argv[1:]
with open(name, "wb") as out:
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for number in (1, 2):
        fields = {"software": "recorder/%d (made up) warcio/1.8.1" % number, "isPartOf": "test",
                  "hostname": "127.0.0.1"}
        writer.write_record(writer.create_warcinfo_record("part-%d.warc.gz" % number, fields))
        with capture_http(writer):
            for url in urls:
                requests.get(url, proxies={"http": proxy}, allow_redirects=False, timeout=5)
        if number == 1:
            first = open(name, "rb").read() if out.flush() is None else b""
    from io import BytesIO
    from datetime import UTC, datetime, timedelta
    later = (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    from warcio.archiveiterator import ArchiveIterator
    for record in ArchiveIterator(BytesIO(first)):
        if record.rec_type == "response" and "short" not in record.rec_headers["WARC-Target-URI"]:
            headers = record.rec_headers
            revisit = writer.create_revisit_record(
                headers["WARC-Target-URI"], headers["WARC-Payload-Digest"],
                headers["WARC-Target-URI"], headers["WARC-Date"], http_headers=record.http_headers,
                warc_headers_dict={"WARC-Date": later,
                                   "WARC-Refers-To": headers["WARC-Record-ID"]})
            writer.write_record(revisit)
"""
CONFIG = "enable_memento: true\nrecorder: live\ncollections:\n  live: $live\n"


def pywb(port: int, bins: Path) -> None:
    """A WARC by the recorder of pywb, of a page on this machine."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config.yaml").write_text(CONFIG)
        run(bins / "wb-manager", "init", "rec", cwd=home)
        words = [str(bins / "wayback"), "-b", "127.0.0.1", "-p", "28931"]
        server = subprocess.Popen(words, cwd=home, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:28931/rec/record/id_/http://127.0.0.1:{port}/story.html"
            for _ in range(60):
                time.sleep(0.5)
                try:
                    urllib.request.urlopen(address, timeout=5).read()
                    break
                except OSError:
                    continue
            time.sleep(1)
        finally:
            server.terminate()
            server.wait(10)
        (made,) = home.glob("collections/rec/archive/*.warc.gz")
        (HERE / "pywb.warc.gz").write_bytes(made.read_bytes())


def main() -> None:
    """All files of the folder are made anew."""
    tools, pywb_bins = (Path(word).absolute() for word in sys.argv[1:3])
    with web() as port:
        wget(port, "wget", SEEDS)
        wget(
            port,
            "wget-plain",
            [STORY, PICTURE, PICTURE.replace("one", "two")],
            "--no-warc-compression",
        )
        proxy = f"http://127.0.0.1:{port}"
        script = HERE / "capture.tmp"
        script.write_text(CAPTURE)
        run(tools / "python", script, HERE / "recorder.warc.gz", proxy, *SEEDS, cwd=HERE)
        script.unlink()
        pywb(port, pywb_bins)
    pages = HERE / "pages.jsonl"
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}]
    for number, url in enumerate((STORY, f"{SOCIAL}/@jane/{LIVE}")):
        lines.append(
            {"id": str(number), "url": url, "title": "A page", "ts": "2026-01-01T00:00:00Z"}
        )
    pages.write_text("".join(json.dumps(line) + "\n" for line in lines))
    words = (tools / "wacz", "create", "-f", "-o", HERE / "crawl.wacz", "--copy-pages", "-p", pages)
    run(*words, "--title", "A crawl", HERE / "recorder.warc.gz", cwd=HERE)
    pages.unlink()


if __name__ == "__main__":
    main()

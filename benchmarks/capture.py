"""How fast posts and their pictures come into the archive, beside bare threads of requests.

    python benchmarks/capture.py [--posts 2000] [--jobs 8]

nginx serves made-up posts of X, each with two pictures, on this machine. Ours captures them by
the platform's own plan into an archive; the peer fetches the same addresses with as many
threads and throws the bytes away. Both run by turns; the ratio is what counts. Then every
answer is delayed by 200 ms, and what counts is how throughput follows the number of jobs.
Needs nginx (Debian: nginx-light).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import requests
from PIL import Image

from archiver.fetch.limits import Limits
from archiver.fetch.session import Session
from archiver.fetch.transport import Live, Transport
from archiver.model import Exchange, FetchRequest, PostRef
from archiver.pipeline import Desk, visit_posts
from archiver.plugins import build_manager, platforms
from archiver.store import Archive

FIRST_ID = 1289865845053652994
ROUNDS = 3
DELAY_SECONDS = 0.2
PORT = 28766
CONFIGURATION = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; keepalive_requests 1000000; default_type application/json;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/www;
    location /cdn.syndication.twimg.com/tweet-result {{ try_files /posts/$arg_id.json =404; }}
    location /pbs.twimg.com/ {{ default_type image/jpeg; rewrite ^/pbs.twimg.com(.*)$ $1 break; }}
  }}
}}
"""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=2_000)
    parser.add_argument("--jobs", type=int, default=8)
    options = parser.parse_args()
    if shutil.which("nginx") is None and not Path("/usr/sbin/nginx").exists():
        sys.exit("nginx is missing: install it (Debian: apt-get install nginx-light)")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # nginx reads it as another user
        refs = write_posts(folder / "www", options.posts)
        with nginx(folder):
            side_by_side(refs, folder, options.jobs)
        with delayed(folder / "www"):
            following(refs[:160], folder)


# -- what is served ---------------------------------------------------------------------


def write_posts(www: Path, count: int) -> list[PostRef]:
    """Made-up posts in the shape of the syndication endpoint, and two JPEGs for each."""
    (www / "posts").mkdir(parents=True)
    (www / "media").mkdir()
    dice = random.Random(20261124)  # noqa: S311 - made-up pictures, no secret
    pictures = [_picture(dice) for _ in range(40)]
    refs = []
    for number in range(count):
        post_id = str(FIRST_ID + number)
        media = []
        for one in (0, 1):
            name = f"P{number}x{one}"
            (www / "media" / name).write_bytes(dice.choice(pictures))
            media.append({"media_url_https": f"https://pbs.twimg.com/media/{name}.jpg"})
        post = {
            "__typename": "Tweet",
            "id_str": post_id,
            "text": f"Words of post {number}. " * 8,
            "created_at": "2020-08-02T10:28:23.000Z",
            "user": {"id_str": "7001", "name": "Jane Doe", "screen_name": "janedoe_test"},
            "mediaDetails": media,
        }
        (www / "posts" / f"{post_id}.json").write_text(json.dumps(post))
        refs.append(PostRef(platform="x", id=post_id))
    return refs


def _picture(dice: random.Random) -> bytes:
    small = Image.new("RGB", (40, 30))
    small.putdata([tuple(dice.randbytes(3)) for _ in range(40 * 30)])
    file = io.BytesIO()
    small.resize((800, 600)).save(file, "JPEG", quality=80)
    return file.getvalue()


@contextlib.contextmanager
def nginx(folder: Path) -> Iterator[None]:
    """A real nginx on loopback, ended on leaving."""
    settings = folder / "nginx.conf"
    settings.write_text(CONFIGURATION.format(folder=folder, port=PORT))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with subprocess.Popen([program, "-c", settings, "-p", folder, "-e", folder / "log"]) as server:  # noqa: S603 - the server under measurement
        try:
            _wait_for_port()
            yield
        finally:
            server.terminate()


def _wait_for_port() -> None:
    for _ in range(100):
        with contextlib.suppress(requests.ConnectionError):
            requests.get(f"http://127.0.0.1:{PORT}/", timeout=1)
            return
        time.sleep(0.05)
    sys.exit("the server doesn't start")


@contextlib.contextmanager
def delayed(www: Path) -> Iterator[None]:
    """The same files from a server that waits before each answer."""
    loop = asyncio.new_event_loop()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                while await reader.readline() not in {b"\r\n", b""}:
                    pass
                await asyncio.sleep(DELAY_SECONDS)
                body = _file(www, line.split()[1].decode())
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        writer.close()

    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", PORT))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _file(www: Path, target: str) -> bytes:
    if "tweet-result" in target:
        return (
            www / "posts" / f"{target.split('id=')[1].split('&', maxsplit=1)[0]}.json"
        ).read_bytes()
    return (www / "media" / target.rpartition("/")[2].partition("?")[0]).read_bytes()


# -- ours and the peer ------------------------------------------------------------------


class Diverted:
    """A session whose requests all go to the local server; exchanges name who was meant."""

    def __init__(self, session: Transport) -> None:
        self._session = session

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The local server's answer."""
        hops = self._session.answer(replace(request, url=local(request.url)))
        return tuple(replace(hop, request=request, target_uri=request.url) for hop in hops)


def local(url: str) -> str:
    """The address on this machine that stands for another."""
    return f"http://127.0.0.1:{PORT}/{url.partition('://')[2]}"


def ours(refs: Sequence[PostRef], path: Path, jobs: int) -> list[float]:
    """Capture all; resident megabytes after each quarter."""
    limits = Limits(pace_seconds=0, per_host_concurrency=jobs)
    sizes = []
    with (
        Archive.open(path, clock=lambda: datetime.now(UTC)) as archive,
        Session(limits=limits, allow_private=True) as session,
    ):
        desk = Desk(
            archive=archive,
            platforms=platforms(build_manager(load_entry_points=False)),
            transport=None,
            clock=lambda: datetime.now(UTC),
            jobs=jobs,
        )
        transport = Live(session=Diverted(session), mementos=None, clock=desk.clock)
        for number, visit in enumerate(visit_posts(refs, desk, transport), 1):
            if len(visit.postings[0].images) != 2 or not visit.postings[0].images[1].sha256:
                sys.exit(f"post {visit.capture.ref.key} came without its pictures")
            if number % max(1, len(refs) // 4) == 0:
                sizes.append(_resident())
    return sizes


def bare(refs: Sequence[PostRef], jobs: int) -> None:
    """The same addresses, by requests alone; nothing is kept."""
    sessions = threading.local()

    def fetch(number_and_ref: tuple[int, PostRef]) -> None:
        number, ref = number_and_ref
        if not hasattr(sessions, "one"):
            sessions.one = requests.Session()
            sessions.one.trust_env = False
        for url in (
            f"https://cdn.syndication.twimg.com/tweet-result?id={ref.id}&lang=en",
            f"https://pbs.twimg.com/media/P{number}x0?format=jpg&name=orig",
            f"https://pbs.twimg.com/media/P{number}x1?format=jpg&name=orig",
        ):
            answer = sessions.one.get(local(url), timeout=30)
            answer.raise_for_status()
            len(answer.content)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(fetch, enumerate(refs)))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# -- measuring --------------------------------------------------------------------------


def side_by_side(refs: Sequence[PostRef], folder: Path, jobs: int) -> None:
    """Posts a second, ours and the peer's, by turns."""
    mine, peer, sizes = [], [], []
    for round_ in range(ROUNDS):
        start = time.perf_counter()
        bare(refs, jobs)
        middle = time.perf_counter()
        sizes = ours(refs, folder / f"{round_}.db", jobs)
        mine.append(time.perf_counter() - middle)
        peer.append(middle - start)
        (folder / f"{round_}.db").unlink()
    rate, other = (len(refs) / statistics.median(times) for times in (mine, peer))
    print(f"{len(refs)} posts with two pictures each from nginx, {jobs} jobs, posts a second\n")
    print(f"{'requests, bytes thrown away':38}{other:>12,.1f}")
    print(f"{'capture into the archive':38}{rate:>12,.1f}")
    print(f"{'ratio (aim: at least 0.7)':38}{rate / other:>11.2f}x")
    print("resident after each quarter, MB: " + ", ".join(f"{size:.0f}" for size in sizes) + "\n")


def following(refs: Sequence[PostRef], folder: Path) -> None:
    """Posts a second where each answer takes 200 ms, by the number of jobs."""
    print(f"{len(refs)} posts, every answer after {DELAY_SECONDS:g} s, posts a second\n")
    first = 0.0
    for jobs in (1, 2, 4, 8, 16):
        part = refs[: jobs * 10]
        start = time.perf_counter()
        ours(part, folder / f"delayed-{jobs}.db", jobs)
        rate = len(part) / (time.perf_counter() - start)
        first = first or rate
        print(f"{jobs:>4} jobs{rate:>12.2f}{rate / first / jobs:>11.2f} of linear")


if __name__ == "__main__":
    main()

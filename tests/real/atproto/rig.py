"""The AT Protocol's own servers on 127.0.0.1: installed, started and ended.

A PLC directory and a PDS need Node.js alone. Where PostgreSQL and Redis are on the machine,
an AppView and a moderation service start beside them. Nothing here is a stand-in: the packages
are those that the Bluesky company runs, by the lock file in this folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
LOOPBACK = "127.0.0.1"
INSTALL_SECONDS = 600
START_SECONDS = 60
STOP_SECONDS = 10
MANIFEST = ("package.json", "package-lock.json")


class Unavailable(Exception):  # noqa: N818 - it is no failure of the tests, and they skip on it
    """What this machine lacks, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where a running network answers, without a slash at the end."""

    plc: str
    pds: str
    appview: str | None
    admin: str
    """The Authorization header of the network's administrator."""
    why_no_appview: str | None = None


# -- installing -------------------------------------------------------------------------


def provide(cache: Path) -> None:
    """What the servers stand on is installed from the system's packages, where root may.

    Nothing is raised where that fails: ``install`` and ``running`` say what is missing.
    """
    cache.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        with _alone(_private(cache / "atproto-system") / ".lock"):
            script = [str(HERE.parent / "install.sh")]
            subprocess.run(script, timeout=INSTALL_SECONDS, check=False)


def install(cache: Path) -> Path:
    """The folder with the locked packages in it, installed there if they weren't yet.

    One process installs at a time; the others wait for it. Raises Unavailable without Node.js
    or npm, and CalledProcessError or TimeoutExpired where the installation fails.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Unavailable("no AT Protocol servers: node and npm are not installed")
    locked = b"".join((HERE / name).read_bytes() for name in MANIFEST)
    folder = _private(cache / f"atproto-{hashlib.sha256(locked).hexdigest()[:16]}")
    with _alone(folder / ".lock"):
        done = folder / ".installed"
        if not done.exists():
            for name in MANIFEST:
                shutil.copy(HERE / name, folder / name)
            _npm(folder, "ci", "--ignore-scripts", "--prefer-offline")
            # The one package that must be compiled; no other script of a package is run.
            _npm(folder, "rebuild", "better-sqlite3")
            done.touch()
    return folder


def _private(folder: Path) -> Path:
    """The folder, made where it isn't there, and kept out of version control."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", "utf-8")
    return folder


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("a") as file:
        end = time.monotonic() + INSTALL_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise TimeoutError(f"somebody else holds {lock}") from None
                time.sleep(0.5)
        yield


def _npm(folder: Path, *words: str) -> None:
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    environment = dict(os.environ)
    if Path("/usr/include/node/node.h").exists():
        # Else the compiler's driver fetches the headers from a host of its own.
        environment.setdefault("npm_config_nodedir", "/usr")
    subprocess.run(
        [shutil.which("npm") or "npm", *words, *quiet],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        timeout=INSTALL_SECONDS,
        check=True,
    )


# -- running ----------------------------------------------------------------------------


@contextmanager
def running(folder: Path) -> Iterator[Endpoints]:
    """A network of the packages in ``folder``; all of it has ended when the block has."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="atproto-")))
        settings: dict[str, str] = {}
        why = None
        try:
            settings["DB_POSTGRES_URL"] = stack.enter_context(_postgres())
            settings["REDIS_HOST"] = stack.enter_context(_redis(scratch))
        except Unavailable as lacking:
            settings, why = {}, f"no AppView: {lacking}"
        yield stack.enter_context(_network(folder, scratch, settings, why))


@contextmanager
def _network(
    folder: Path, scratch: Path, settings: Mapping[str, str], why: str | None
) -> Iterator[Endpoints]:
    names = ("PLC_PORT", "PDS_PORT", "APPVIEW_PORT", "OZONE_PORT")
    ports = dict(zip(names, map(str, free_ports(len(names))), strict=True))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "LOG_ENABLED": "false",
        **settings,
        **ports,
    }
    words = ["node", "--require", str(HERE / "loopback.cjs"), str(HERE / "network.mjs")]
    log = scratch / "network.log"
    with (
        log.open("wb") as output,
        _process(words, cwd=folder, environment=environment, output=output) as process,
    ):
        ready = _ready(process, log)
        yield Endpoints(
            plc=ready["plc"],
            pds=ready["pds"],
            appview=ready["appview"],
            admin=ready["admin"],
            why_no_appview=why,
        )


def _ready(process: subprocess.Popen[bytes], log: Path) -> dict[str, str]:
    """The line that says where everything answers. Other lines before it don't count."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        for line in log.read_bytes().splitlines(keepends=True):
            if line.startswith(b'{"ready":true') and line.endswith(b"\n"):
                return dict(json.loads(line))
        time.sleep(0.1)
    said = log.read_text("utf-8", "replace")[-4000:]
    raise RuntimeError(f"the AT Protocol servers did not start:\n{said}")


@contextmanager
def _process(
    words: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    output: int | IO[bytes] = subprocess.DEVNULL,
    user: str | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a group of its own, which ends when its standard input does.

    So it ends with us, however we end.
    """
    process = subprocess.Popen(
        words,
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        start_new_session=True,
        user=user,
        group=user and pwd.getpwnam(user).pw_gid,
        extra_groups=[] if user else None,
    )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS)


def _on_a_leash(*words: str) -> list[str]:
    """A command that runs the program until standard input ends, and then interrupts it."""
    script = '"$@" <&- & child=$!; cat >/dev/null; kill -INT $child; wait $child'
    return ["sh", "-c", script, "sh", *words]


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 on which nothing listens."""
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in taken]


# -- what the AppView stands on ---------------------------------------------------------


@contextmanager
def _postgres() -> Iterator[str]:
    """A database server of our own; yields the address of an empty database."""
    programs = _postgres_programs()
    user = _postgres_user()
    with tempfile.TemporaryDirectory(prefix="atproto-pg-") as name:
        place = Path(name)
        if user is not None:
            os.chown(place, pwd.getpwnam(user).pw_uid, -1)
        environment = {"PATH": os.environ["PATH"], "HOME": name, "LC_ALL": "C.UTF-8"}
        data = place / "data"
        subprocess.run(
            [str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "pg", "-N"],
            cwd=place,
            env=environment,
            user=user,
            check=True,
            timeout=START_SECONDS,
            stdout=subprocess.DEVNULL,
        )
        (port,) = free_ports(1)
        settings = {
            "port": port,
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": place,
            "fsync": "off",
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        words = _on_a_leash(str(programs / "postgres"), "-D", str(data), *options)
        with _process(words, cwd=place, environment=environment, user=user):
            client = ["-h", LOOPBACK, "-p", str(port), "-U", "pg"]
            _until([str(programs / "pg_isready"), *client, "-d", "postgres"], environment)
            subprocess.run(
                [str(programs / "createdb"), *client, "--maintenance-db=postgres", "bsky"],
                env=environment,
                check=True,
                timeout=START_SECONDS,
            )
            yield f"postgresql://pg@{LOOPBACK}:{port}/bsky"


def _postgres_programs() -> Path:
    """The folder of the newest PostgreSQL, as Debian lays them out or on the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path is None:
        raise Unavailable("PostgreSQL is not installed")
    return Path(on_path).resolve().parent


def _postgres_user() -> str | None:
    """Who may run PostgreSQL: None for ourselves; it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise Unavailable("PostgreSQL won't run as root, and there is no user postgres")


@contextmanager
def _redis(scratch: Path) -> Iterator[str]:
    if shutil.which("redis-server") is None:
        raise Unavailable("redis-server is not installed")
    (port,) = free_ports(1)
    words = _on_a_leash("redis-server", "--port", str(port), "--bind", LOOPBACK, "--save", "")
    with _process(words, cwd=scratch, environment={"PATH": os.environ["PATH"]}):
        _until(["redis-cli", "-h", LOOPBACK, "-p", str(port), "ping"], {"PATH": os.environ["PATH"]})
        yield f"{LOOPBACK}:{port}"


def _until(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Return when the command succeeds."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        done = subprocess.run(
            words, env=dict(environment), timeout=START_SECONDS, check=False, capture_output=True
        )
        if done.returncode == 0:
            return
        time.sleep(0.2)
    raise RuntimeError(f"{words[0]} never succeeded")

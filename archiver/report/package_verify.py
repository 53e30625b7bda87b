"""Checks an evidence package of archiver: python3 -I -S verify.py [FOLDER] [--head DIGEST]...

It needs Python 3.9 or newer and nothing else, changes nothing, and asks no network. Where a
program "openssl" is installed, it verifies the time stamps, too. The exit code is 0 where no
change was found and 1 where one was. If it came with the package: read it before you run it, or
take archiver/report/package_verify.py of archiver's source, and name the FOLDER to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import runpy
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

MANIFEST = "manifest-sha256.txt"
GENESIS = "0" * 64
SECONDS = 60
PROGRAMS = ("verify.py", "verify_report.py")
WITHOUT_RECORD = ("README.md", "report.html", "review.jsonld", "article.warc.gz")
FIXED = {*WITHOUT_RECORD, *PROGRAMS, MANIFEST, "package.json", "chain.jsonl", "report.json"}
BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
_LINE = re.compile(r"([0-9a-f]{64})  (\S[^\r\n]*)")


class Check:
    """One look at the package in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed = 0
        self.links: dict[int, tuple[str, dict[str, Any]]] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.here: set[str] = set()
        self.package: dict[str, Any] = {}

    def say(self, standing: str, what: str) -> None:
        """A line on standard output; ``changed`` counts what is not as it should be."""
        self.changed += standing == "CHANGED"
        # Names come from the package: nothing in them may act on the terminal, or look like a line.
        shown = (sign if " " <= sign <= "~" else ascii(sign)[1:-1] for sign in what)
        sys.stdout.write(f"{standing}: {''.join(shown)}\n")

    def bytes_of(self, name: object) -> bytes:
        """The file of that name in the folder. Raises ValueError for any other place."""
        path = self.folder / str(name)
        if path.is_symlink() or self.folder.resolve() not in path.resolve().parents:
            raise ValueError(f"{name} is outside of the package")
        if not path.is_file():
            raise ValueError(f"{name} is no file")
        return path.read_bytes()

    def loaded(self, name: object) -> Any:
        """The JSON of the file of that name."""
        return loads(self.bytes_of(name))

    def run(self, heads: list[str]) -> int:
        """The exit code."""
        steps = (
            ("files", self.files),
            ("package.json", self.contents),
            ("chain", self.chain),
            ("records", self.records),
            ("originals", self.originals),
            ("exchanges", self.exchanges),
            ("report", self.report),
            ("proofs of time", self.proofs),
            ("noted heads", lambda: self.heads(heads)),
        )
        for name, step in steps:
            try:
                step()
            except (*BROKEN, RecursionError, MemoryError, subprocess.SubprocessError) as error:
                self.say("CHANGED", f"{name}: can't be read ({type(error).__name__}: {error})")
        alone = ", ".join(WITHOUT_RECORD)
        self.say("can't tell", f"{alone}: {MANIFEST} alone speaks for them, and who made it")
        self.say("result", f"{self.changed} changed" if self.changed else "no change was found")
        return 1 if self.changed else 0

    def files(self) -> None:
        """Each file has the digest that the manifest gives it, and there are no others."""
        listed = {}
        for line in lines_of(self.bytes_of(MANIFEST)):
            found = _LINE.fullmatch(line.decode("utf-8"))
            if found is None or found[2] in listed:
                self.say("CHANGED", f"{MANIFEST}: unreadable line, or one that is there twice")
            else:
                listed[found[2]] = found[1]
        self.here = here = {
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }
        for name in sorted(here - set(listed) - {MANIFEST}):
            self.say("CHANGED", f"{name}: is not in the manifest")
        for name, sha256 in listed.items():
            if name not in here:
                self.say("CHANGED", f"{name}: is missing")
            elif digest(self.bytes_of(name)) != sha256:
                self.say("CHANGED", f"{name}: has another digest")
        if not self.changed:
            self.say("ok", f"{len(listed)} files have the digests of {MANIFEST}")

    def contents(self) -> None:
        """What the package says that it has: every file is one of those, and none is two."""
        self.package = package = self.loaded("package.json")
        lists = (package[name] for name in ("records", "originals", "exchanges", "readings"))
        named = [str(item["file"]) for items in lists for item in items]
        named += [str(name) for item in package["proofs"] for name in item["files"]]
        for name in sorted({*self.here, *named} - FIXED):
            if named.count(name) != 1 or name not in self.here:
                self.say("CHANGED", f"{name}: is not just once in the lists of package.json")
        for name in sorted(FIXED & set(named)):
            self.say("CHANGED", f"{name}: is listed in package.json as evidence, which it is not")

    def chain(self) -> None:
        """Each line of chain.jsonl names the digest of the line before."""
        said = self.package["chain"]
        number, previous, before = said["first"] - 1, said["previous"], self.changed
        if number == 0 and previous != GENESIS:
            self.say("CHANGED", "chain.jsonl: does not begin as a chain does")
        for line in lines_of(self.bytes_of("chain.jsonl")):
            number += 1
            named, fields = loads(line)
            if named != previous:
                self.say("CHANGED", f"chain.jsonl: link {number} does not follow from the last")
            previous = digest(line)
            self.links[number] = (previous, fields)
        written = self.links[number][1]["recorded_at"]
        told = (said["last"], said["head"], said["recorded_at"])
        if (number, previous, written) != told:
            self.say("CHANGED", "chain.jsonl: does not end with the head that package.json names")
        elif self.changed == before:
            self.say(
                "ok", f"{len(self.links)} links follow from each other; the head is {previous}"
            )

    def records(self) -> None:
        """Each record has the digest that its link names."""
        before = self.changed
        for item in self.package["records"]:
            data = self.bytes_of(item["file"])
            _, fields = self.links.get(item["link"], ("", {}))
            name = f"{item['kind']} {item['record']}"
            named = f"{fields.get('kind')} {fields.get('record')}"
            if named != name or digest(data) != fields.get("record_sha256") or name in self.rows:
                self.say("CHANGED", f"{item['file']}: is not what link {item['link']} is of")
            self.rows[name] = loads(data)
        if self.changed == before:
            self.say("ok", f"{many(len(self.rows), 'record')}, each as its link has it")
        others = len(self.links) - len(self.rows)
        if others:
            are = (
                "1 link is of a record that was"
                if others == 1
                else f"{others} links are of records that were"
            )
            self.say("can't tell", f"chain.jsonl: {are} not put into the package")

    def originals(self) -> None:
        """Every answer that a record names is there, with its digest and its name, and no other."""
        before, files = self.changed, {}
        for item in self.package["originals"]:
            sha256 = digest(self.bytes_of(item["file"]))
            files[sha256] = item["file"]
            if item["sha256"] != sha256 or sha256 not in item["file"]:
                self.say("CHANGED", f"{item['file']}: is not named by its digest")
        linked = {
            rows[0]["sha256"] for name, rows in self.rows.items() if name.startswith("blobs ")
        }
        for sha256 in sorted(set(files) ^ linked):
            self.say("CHANGED", f"originals: {sha256} is a file or a record, not both")
        every = [row.get("payload_sha256") for rows in self.rows.values() for row in rows]
        for sha256 in sorted({str(each) for each in every if each} - set(files)):
            self.say("CHANGED", f"originals: {sha256} is missing, which a record names")
        article = self.package["article"]
        if article["file"] != files.get(article["sha256"]):
            self.say("CHANGED", "package.json: names another file as the article")
        if self.changed == before:
            self.say("ok", f"{many(len(files), 'original')}, each one that the records name")

    def exchanges(self) -> None:
        """Each exchange says what its record says, and none is left out."""
        before, shown_rows = self.changed, []
        files = {item["file"]: item["sha256"] for item in self.package["originals"]}
        for item in self.package["exchanges"]:
            shown = self.loaded(item["file"])
            shown_rows.append((shown["record"], shown["seq"]))
            rows = [row for row in self.rows[shown["record"]] if row.get("seq") == shown["seq"]]
            answer, request = shown["response"], shown["request"]
            same = (item["record"], item["url"]) == (shown["record"], request["url"])
            same = same and files.get(answer["body_file"]) == answer["body_sha256"]
            asked = [row for row in rows if "request_headers" in row]
            if not same or [flat(shown)] != [flat_row(row) for row in asked]:
                self.say("CHANGED", f"{item['file']}: is not what {shown['record']} has")
        told = ((name, row) for name, rows in self.rows.items() for row in rows)
        wanted = sorted((name, row["seq"]) for name, row in told if "request_headers" in row)
        if sorted(shown_rows) != wanted:
            self.say("CHANGED", "exchanges: not each one that a record has is there once")
        if self.changed == before:
            self.say("ok", f"{many(len(wanted), 'exchange')}, each as its record has it")

    def report(self) -> None:
        """The report says what the stored check says: by the program that stands beside this."""
        beside = Path(__file__).with_name(f"{Path(__file__).stem}_report.py")
        runpy.run_path(str(beside))["Report"](self).check()

    def proofs(self) -> None:
        """Each proof is of a link that is here; openssl verifies those that it can."""
        newest = max(item["link"] for item in self.package["records"])
        head = self.package["chain"]["head"]
        for item in self.package["proofs"]:
            name = item["files"][0]
            known = self.links.get(item["link"], ("", {}))[0]
            if not known or known != item["imprint"]:
                self.say("CHANGED", f"{name}: is not of link {item['link']}")
                continue
            part = "all" if item["link"] >= newest else "a part"
            covers = f"link {item['link']}, and with it {part} of the records"
            if item["kind"] != "rfc3161":
                self.say("can't tell", f"{name}: of {covers}; see README.md for the command")
            else:
                self.token(item, known, covers)
        if not self.package["proofs"]:
            self.say("can't tell", "proofs of time: there is none in the package")
        self.say("compare", f"the head with one that was noted elsewhere: {head}")

    def token(self, item: dict[str, Any], link: str, covers: str) -> None:
        """The time stamp, by openssl."""
        name, openssl = item["files"][0], shutil.which("openssl")
        if openssl is None:
            self.say("can't tell", f"{name}: no openssl here to verify it")
            return
        # Of the token alone: what stands around it in the answer is not signed.
        words = ["ts", "-reply", "-in", self.place(name), "-token_out", "-text"]
        time = re.search(r"^Time stamp: (.+)$", called(openssl, *words)[1], re.MULTILINE)
        words = ["ts", "-verify", "-digest", link, "-in", self.place(name)]
        words += ["-attime", str(int(item["attime"]))]
        for other in item["files"][1:]:
            root = other.endswith("-root.pem")
            words += ["-CAfile" if root else "-untrusted", self.place(other)]
        code, told = called(openssl, *words)
        if code or time is None or seconds(time[1]) != item["attime"]:
            last = " ".join(told.split())[-200:]
            self.say("CHANGED", f"{name}: openssl does not verify it ({last})")
            return
        root = next(self.bytes_of(each) for each in item["files"] if each.endswith("-root.pem"))
        self.say("ok", f"{name}: {covers}, existed at {time[1]}, as whoever has the key says")
        self.say("compare", f"SHA-256 of the root certificate of {name}: {digest(der(root))}")

    def place(self, name: object) -> str:
        """The path of a file of the package."""
        self.bytes_of(name)
        return str(self.folder / str(name))

    def heads(self, heads: list[str]) -> None:
        """The chain has each head that was noted elsewhere."""
        places = {sha256: number for number, (sha256, _) in self.links.items()}
        places.setdefault(self.package["chain"]["previous"], self.package["chain"]["first"] - 1)
        for head in (each.strip().lower() for each in heads):
            if head in places and head != GENESIS:
                self.say("ok", f"the noted head {head} is link {places[head]}")
            else:
                self.say("CHANGED", f"the noted head {head} is no link of this chain")


def digest(data: bytes) -> str:
    """Lower-case hex SHA-256."""
    return hashlib.sha256(data).hexdigest()


def loads(data: bytes) -> Any:
    """The JSON, in which no name stands twice: people and programs read the same. ValueError."""
    return json.loads(data, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def lines_of(data: bytes) -> list[bytes]:
    """The lines. Raises ValueError where the last one has no end."""
    *lines, rest = data.split(b"\n")
    if rest:
        raise ValueError("the last line has no end")
    return lines


def many(number: int, what: str) -> str:
    """The number, and the noun in the singular or plural."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def seconds(text: str) -> int:
    """Seconds since 1970 of a time as openssl prints it."""
    plain = re.sub(r"\.\d+", "", " ".join(text.split()))
    moment = datetime.strptime(f"{plain} +0000", "%b %d %H:%M:%S %Y GMT %z")
    return int(moment.timestamp())


def der(pem: bytes) -> bytes:
    """The bytes of the first certificate of a PEM file."""
    return base64.b64decode(pem.split(b"-----")[2])


def called(program: str, *words: str) -> tuple[int, str]:
    """Exit code and output of a program."""
    done = subprocess.run(  # noqa: S603 - openssl, with words of this file
        [program, *words],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def flat(shown: dict[str, Any]) -> list[object]:
    """An exchange as its file has it."""
    asked, answer = shown["request"], shown["response"]
    return [
        *(asked["method"], asked["url"], asked["headers"], shown["sent"], shown["source"]),
        *(shown["route"], answer["target_uri"], answer["status"], answer["headers"]),
        *(answer["body_sha256"], answer["error"], answer["truncated"], answer["memento_datetime"]),
    ]


def flat_row(row: dict[str, Any]) -> list[object]:
    """The same of a row of a record."""
    return [
        *(row["method"], row["url"], json.loads(row["request_headers"]), row["warc_date"]),
        *(row["source"], row["route"], row["target_uri"], row["status"]),
        *(json.loads(row["headers"]), row["payload_sha256"], row["error"], row["truncated"]),
        row["memento_datetime"],
    ]


def main(words: list[str]) -> int:
    """The exit code of the program."""
    folder = Path(__file__).resolve().parent
    if words and not words[0].startswith("-"):
        folder = Path(words.pop(0))
    if len(words) % 2 or any(word != "--head" for word in words[::2]):
        sys.stdout.write(str(__doc__))
        return 2
    return Check(folder).run(words[1::2])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

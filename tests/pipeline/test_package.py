"""Evidence packages: they hold without this program, and whatever is changed in one is found."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlite_utils import Database

from archiver.custody.links import GENESIS, seal
from archiver.errors import ArchiveError, InputError
from archiver.model import Availability, Capture, PostRef
from archiver.pipeline import check
from archiver.pipeline.exports.package import package
from archiver.pipeline.exports.package_out import write_folder, write_zip
from archiver.pipeline.exports.reading import reading_desk
from archiver.pipeline.exports.warc import export_warc
from archiver.store.chain import record_rows, record_sha256
from archiver.store.imports import Import

KIM = "1037470730156351681"
IVANKA = "1037495027760894016"
SYNDICATION = "cdn.syndication.twimg.com/tweet-result"
OEMBED = "publish.x.com/oembed"
SECONDS = 60
KINDS = (
    *("README.md", "article.warc.gz", "chain.jsonl", "exchanges/*", "manifest-sha256.txt"),
    *("originals/*.html", "originals/*.json", "originals/*.png", "package.json", "records/*"),
    *("readings/*", "report.html", "report.json", "review.jsonld", "verify.py"),
    "verify_report.py",
)


def png() -> bytes:
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((64, 48)).save(stream, format="PNG")
    return stream.getvalue()


def called(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def verify(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """verify.py as a stranger runs it: nothing of this program, no installed package."""
    return called(sys.executable, "-I", "-S", folder / "verify.py", *words, cwd=folder.parent)


def sha256sum(folder: Path) -> subprocess.CompletedProcess[str]:
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum of the GNU core utilities is missing")
    words = ("sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt")
    return called(*words, cwd=folder)


@pytest.fixture
def archived(bench: Any) -> Any:
    """A checked article whose posts were visited: one with a picture, one that is gone."""
    bench.web.on(SYNDICATION, KIM, bench.tweet(KIM))
    bench.web.on("pbs.twimg.com", "Example1", png())
    bench.web.on(SYNDICATION, IVANKA, b"", 404)
    bench.web.on(OEMBED, IVANKA, b"", 404)
    with bench.open() as desk:
        desk.archive.add_blob(b"of another article", "text/plain")
        check(bench.page, desk)
        desk.archive.add_blob(b"of a later article", "text/plain")
    return bench


@pytest.fixture
def packed(archived: Any, tmp_path: Path) -> Path:
    """The folder of a package."""
    folder = tmp_path / "package"
    folder.mkdir()
    with reading_desk(archived.path) as desk:
        write_folder(package("page.html", desk), folder)
    return folder


def contents(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "package.json").read_bytes())
    return found


def test_a_package_holds_by_itself(packed: Path) -> None:
    ran = verify(packed)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stderr == ""
    lines = ran.stdout.splitlines()
    assert lines[-1] == "result: no change was found"
    assert [line.partition(":")[0] for line in lines if line.startswith("ok")] == ["ok"] * 6
    alone = "README.md, report.html, review.jsonld, article.warc.gz"
    assert [line.partition(": ")[2] for line in lines if line.startswith("can't tell")] == [
        "chain.jsonl: 1 link is of a record that was not put into the package",
        "proofs of time: there is none in the package",
        f"{alone}: manifest-sha256.txt alone speaks for them, and who made it",
    ]
    assert sha256sum(packed).returncode == 0


def test_it_has_what_was_received(packed: Path, archived: Any) -> None:
    found = contents(packed)
    article = packed / found["article"]["file"]
    assert article.read_bytes() == archived.page.payload
    assert article.suffix == ".html"
    pictures = list((packed / "originals").glob("*.png"))
    assert [path.read_bytes() for path in pictures] == [png()]
    assert pictures[0].stem == hashlib.sha256(png()).hexdigest()
    asked = [json.loads((packed / each["file"]).read_bytes()) for each in found["exchanges"]]
    answers = {each["request"]["url"]: each["response"] for each in asked}
    (kim,) = [one for url, one in answers.items() if KIM in url and one["status"] == 200]
    assert (packed / kim["body_file"]).read_bytes() == archived.tweet(KIM)
    assert ["Content-Type", "application/json"] in kim["headers"]
    assert any(one["status"] == 404 for url, one in answers.items() if IVANKA in url)
    report = json.loads((packed / "report.json").read_bytes())
    assert report["schema"] == "archiver.report/1"
    assert {each["kind"] for each in found["records"]} == {
        *("article_captures", "blobs", "captures", "checks"),
    }


def test_records_and_links_are_as_the_readme_says(packed: Path, archived: Any) -> None:
    with reading_desk(archived.path) as desk:
        head = desk.archive.head()
    found = contents(packed)
    lines = (packed / "chain.jsonl").read_bytes().split(b"\n")[:-1]
    digests = [hashlib.sha256(line).hexdigest() for line in lines]
    assert digests[-1] == head == found["chain"]["head"]
    assert [json.loads(line)[0] for line in lines] == [found["chain"]["previous"], *digests[:-1]]
    assert found["chain"]["first"] == 2
    for each in found["records"]:
        link = json.loads(lines[each["link"] - found["chain"]["first"]])[1]
        data = (packed / each["file"]).read_bytes()
        assert link["record_sha256"] == hashlib.sha256(data).hexdigest()
        assert (link["kind"], link["record"]) == (each["kind"], each["record"])
    readme = (packed / "README.md").read_text("utf-8")
    commands = [line.strip() for line in readme.splitlines() if line.startswith("       s")]
    assert [line.split()[0] for line in commands] == ["sha256sum", "sha256sum", "sed", "sed"]
    shown = [called("sh", "-c", line, cwd=packed).stdout for line in commands[1:]]
    assert f'"record_sha256":"{shown[0].split()[0]}"' in shown[1]
    assert shown[2].split()[0] in digests


def test_the_readme_tells_visits_and_no_more(packed: Path) -> None:
    readme = (packed / "README.md").read_text("utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("| 24 November 2026")]
    assert [(KIM in row, " available " in row) for row in rows] == [(True, True), (False, False)]
    assert "deleted" not in readme
    assert "No authority has stamped" in readme


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_byte_is_found(packed: Path, kind: str) -> None:
    path = max(packed.glob(kind))
    data = bytearray(path.read_bytes())
    at = 9 if kind.startswith("verify") else len(data) // 2
    data[at] ^= 1
    path.write_bytes(data)
    assert sha256sum(packed).returncode != 0
    ran = verify(packed)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "CHANGED" in ran.stdout
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "verify.py"])
def test_a_file_that_is_gone_is_found(packed: Path, kind: str) -> None:
    max(packed.glob(kind)).unlink()
    ran = verify(packed)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr


def test_a_file_that_was_put_in_is_found(packed: Path) -> None:
    (packed / "originals" / "more.txt").write_bytes(b"more")
    ran = verify(packed)
    assert ran.returncode == 1
    assert "originals/more.txt: is not in the manifest" in ran.stdout


def resealed(folder: Path) -> None:
    """The manifest is made again, as a forger would."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    (folder / "manifest-sha256.txt").write_text(
        "".join(
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
            for path in files
            if path.name != "manifest-sha256.txt"
        )
    )


def swap(path: Path, old: bytes, new: bytes, count: int = 1) -> None:
    data = path.read_bytes()
    assert old in data, path
    path.write_bytes(data.replace(old, new, count))


def record_of(folder: Path, kind: str) -> Path:
    names = [each["file"] for each in contents(folder)["records"] if each["kind"] == kind]
    return folder / str(names[0])


def answer_of(folder: Path) -> Path:
    """The original that is the platform's answer."""
    return next(path for path in folder.glob("originals/*.json") if b"REAL" in path.read_bytes())


def listed(folder: Path, **changes: Any) -> None:
    found = contents(folder)
    for name, change in changes.items():
        change(found[name])
    (folder / "package.json").write_text(json.dumps(found))


def cut_link(folder: Path) -> None:
    """A link is taken out of the middle of the chain."""
    lines = (folder / "chain.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "chain.jsonl").write_bytes(b"".join(lines[:3] + lines[4:]))
    listed(folder, chain=lambda found: found.update(last=found["last"] - 1))


def add_original(folder: Path) -> None:
    (folder / "originals" / "more.txt").write_bytes(b"more")
    one = {"file": "originals/more.txt", "sha256": hashlib.sha256(b"more").hexdigest()}
    listed(folder, originals=lambda found: found.append(one))


def unlisted(name: str) -> Callable[[Path], None]:
    """A file that only the manifest knows."""
    return lambda folder: none_of((folder / name).write_bytes(b"more"))


def none_of(_: object) -> None:
    """For a change that gives something back."""


def swap_originals(folder: Path) -> None:
    """Two originals under each other's name."""
    one, other = sorted(folder.glob("originals/*"))[:2]
    one_data, other_data = one.read_bytes(), other.read_bytes()
    one.write_bytes(other_data)
    other.write_bytes(one_data)


def other_body(folder: Path) -> None:
    """An exchange that names another file as what was answered."""
    files = [each["file"] for each in contents(folder)["originals"]]
    for path in sorted(folder.glob("exchanges/captures-1-*")):
        shown = json.loads(path.read_bytes())
        if shown["response"]["body_file"]:
            wrong = next(name for name in files if name != shown["response"]["body_file"])
            shown["response"]["body_file"] = wrong
            path.write_text(json.dumps(shown))
            return


def drop_exchange(folder: Path) -> None:
    """The last answer of a visit is not shown."""
    item = contents(folder)["exchanges"][-1]
    (folder / item["file"]).unlink()
    listed(folder, exchanges=lambda found: found.remove(item))


def twice(folder: Path) -> None:
    """A name that people read first, and programs last."""
    path = min(folder.glob("exchanges/captures-1-*"))
    swap(path, b'"status"', b'"status": 404, "status"')


def half_line(folder: Path) -> None:
    """A link that the head does not cover."""
    with (folder / "chain.jsonl").open("ab") as file:
        file.write(b'["", {"kind": "captures"}]')


def other_author(folder: Path) -> None:
    swap(folder / "report.json", b'"author": "Kim Kardashian West"', b'"author": "Ann Other"')


def other_post(folder: Path) -> None:
    """The words are said to be of another post, everywhere."""
    swap(folder / "report.json", KIM.encode(), b"1037470730156351999", count=-1)


def other_words(folder: Path) -> None:
    """Post and quotation are changed alike, and the reading too."""
    swap(folder / "report.json", b"REAL systemic", b"some cosmetic", count=-1)
    for path in folder.glob("readings/*"):
        data = path.read_bytes()
        if b"REAL systemic" in data:
            path.write_bytes(data.replace(b"REAL systemic", b"some cosmetic"))


def article_of(name: str, value: str) -> Callable[[Path], None]:
    return lambda folder: listed(folder, article=lambda found: found.update({name: value}))


def add_finding(folder: Path) -> None:
    report = json.loads((folder / "report.json").read_bytes())
    report["findings"].append({"kind": "deleted", "message": "The post was deleted."})
    (folder / "report.json").write_text(json.dumps(report))


def other_article(folder: Path) -> None:
    sha256 = contents(folder)["article"]["sha256"].encode()
    swap(folder / "report.json", b'"sha256": "' + sha256, b'"sha256": "' + b"0" * 64)


FORGERIES: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "record": (
        lambda at: swap(record_of(at, "captures"), b'"available"', b'"not_found"'),
        "is not what link",
    ),
    "exchange": (
        lambda at: swap(min(at.glob("exchanges/captures-1-*")), b"200", b"404"),
        "is not what captures 1 has",
    ),
    "body": (
        lambda at: swap(answer_of(at), b"systemic", b"cosmetic"),
        "is missing, which a record names",
    ),
    "verdict": (
        lambda at: swap(at / "report.json", b'"verdict": "conventional"', b'"verdict": "exact"'),
        "quotation 2 is not as in checks 1",
    ),
    "quotation": (
        lambda at: swap(at / "report.json", b'"exact": "It started', b'"exact": "It begins '),
        "quotation 2",
    ),
    "post": (
        lambda at: swap(
            at / "report.json", b'"text": "It started', b'"text": "It begins ', count=9
        ),
        "a post is not as in checks 1",
    ),
    "unlisted-record": (unlisted("records/00000099-captures-9.json"), "is not just once in"),
    "unlisted-proof": (unlisted("report.htmI"), "report.htmI: is not just once in"),
    "bidi-name": (unlisted("report\u202e.html"), "report\\u202e.html: is not just once in"),
    "swapped": (swap_originals, "is not named by its digest"),
    "other-body": (other_body, "is not what captures 1 has"),
    "hidden-exchange": (drop_exchange, "not each one that a record has is there once"),
    "name-twice": (twice, "a name stands twice"),
    "half-a-line": (half_line, "the last line has no end"),
    "author": (other_author, "a post is not as in checks 1"),
    "other-post": (other_post, "the post of quotation 2 is not as in checks 1"),
    "post-and-quotation": (other_words, "is named by no record"),
    "title": (article_of("title", "Another"), "the article is not as in checks 1"),
    "url": (article_of("url", "https://other.example/"), "the article is not as in checks 1"),
    "source": (article_of("source", "other.html"), "the article is not as in checks 1"),
    "article-file": (article_of("file", "report.html"), "names another file as the article"),
    "finding": (add_finding, "the number of findings is not as in checks 1"),
    "checked-at": (
        lambda at: listed(at, check=lambda found: found.update(checked_at="2020-01-01T00:00:00Z")),
        "the check is not as in checks 1",
    ),
    "when-the-head-was-written": (
        lambda at: listed(at, chain=lambda found: found.update(recorded_at="2020-01-01T00:00:00Z")),
        "does not end with the head",
    ),
    "edit": (lambda at: swap(at / "report.json", b'"quotation": "."', b'"quotation": "!"'), "2"),
    "link-gone": (cut_link, "does not follow from the last"),
    "more": (add_original, "is a file or a record, not both"),
    "article": (other_article, "the article is not as in checks 1"),
    "link": (lambda at: swap(at / "chain.jsonl", b'"captures"', b'"capturez"'), "link"),
    "head": (
        lambda at: swap(at / "package.json", contents(at)["chain"]["head"].encode(), b"0" * 64),
        "does not end with the head",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_new_manifest_does_not_hide_a_change(packed: Path, forgery: str) -> None:
    change, told = FORGERIES[forgery]
    change(packed)
    resealed(packed)
    assert sha256sum(packed).returncode == 0
    ran = verify(packed)
    assert ran.returncode == 1, ran.stdout
    assert told in ran.stdout


def rechained(folder: Path, path: Path) -> None:
    """The chain is made again for another record, as the makers of an archive could."""
    found = contents(folder)
    noted, first = found["chain"]["head"], found["chain"]["first"]
    (item,) = [each for each in found["records"] if folder / each["file"] == path]
    links = [json.loads(line) for line in (folder / "chain.jsonl").read_bytes().splitlines()]
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    links[item["link"] - first][1]["record_sha256"] = sha256
    previous, lines = found["chain"]["previous"], []
    for _, fields in links:
        line = json.dumps([previous, fields], separators=(",", ":"), ensure_ascii=False)
        lines.append(line)
        previous = hashlib.sha256(line.encode()).hexdigest()
    (folder / "chain.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    swap(folder / "package.json", noted.encode(), previous.encode())
    resealed(folder)


def test_who_makes_the_whole_chain_again_is_found_by_a_noted_head(packed: Path) -> None:
    noted = contents(packed)["chain"]["head"]
    path = record_of(packed, "captures")
    swap(path, b'"reason":"', b'"reason":"not ')
    rechained(packed, path)
    assert verify(packed).returncode == 0
    ran = verify(packed, "--head", noted)
    assert ran.returncode == 1
    assert f"the noted head {noted} is no link of this chain" in ran.stdout


def test_a_verdict_that_does_not_follow_from_the_words_is_found(packed: Path) -> None:
    """Even where record and chain were made again for it."""
    path = record_of(packed, "checks")
    for reading in list(packed.glob("readings/*")):
        data = reading.read_bytes().replace(b"REAL systemic", b"some cosmetic")
        if data == reading.read_bytes() or b'"witness":"platform"' not in data:
            continue
        sha256 = hashlib.sha256(data).hexdigest()
        swap(path, reading.stem.encode(), sha256.encode(), count=-1)
        swap(packed / "package.json", reading.name.encode(), f"{sha256}.json".encode())
        reading.unlink()
        reading.with_name(f"{sha256}.json").write_bytes(data)
    report = json.loads((packed / "report.json").read_bytes())
    for post in report["postings"]:
        for one in (post, *post["witnesses"]):
            if one["witness"] == "platform":
                one["text"] = one["text"].replace("REAL systemic", "some cosmetic")
    (packed / "report.json").write_text(json.dumps(report))
    rechained(packed, path)
    ran = verify(packed)
    assert ran.returncode == 1
    (line,) = [line for line in ran.stdout.splitlines() if line.startswith("CHANGED")]
    assert line == "CHANGED: report.json: quotation 2 does not follow from the post's words"


def test_a_link_to_another_file_is_refused(packed: Path) -> None:
    path = max(packed.glob("originals/*.html"))
    aside = packed / "originals" / path.name.replace("article-", "")
    path.rename(aside)
    path.symlink_to(aside)
    resealed(packed)
    ran = verify(packed)
    assert ran.returncode == 1
    assert f"originals/{path.name} is outside of the package" in ran.stdout


def test_the_beginning_of_every_chain_is_no_noted_head(bench: Any, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    with bench.open(offline=True) as desk:
        check(bench.page, desk)
        write_folder(package("page.html", desk), folder)
    assert contents(folder)["chain"]["previous"] == GENESIS
    ran = verify(folder, "--head", GENESIS)
    assert ran.returncode == 1
    assert f"the noted head {GENESIS} is no link of this chain" in ran.stdout


def test_a_verifier_from_elsewhere_checks_a_folder(packed: Path) -> None:
    """The one in the package may be anybody's."""
    for name in ("verify.py", "verify_report.py"):
        (packed / name).write_text("print('ok: everything')\n")
    resealed(packed)
    own = Path(sys.modules[package.__module__].__file__ or "").parents[2] / "report"
    words = (sys.executable, "-I", "-S", own / "package_verify.py", "package")
    assert called(*words, cwd=packed.parent).returncode == 0
    swap(packed / "report.json", b'"verdict": "conventional"', b'"verdict": "exact"')
    resealed(packed)
    ran = called(*words, cwd=packed.parent)
    assert ran.returncode == 1
    assert "quotation 2 is not as in checks 1" in ran.stdout


def test_a_noted_head_is_known(packed: Path) -> None:
    line = (packed / "chain.jsonl").read_bytes().splitlines()[1]
    noted = hashlib.sha256(line).hexdigest()
    ran = verify(packed, "--head", noted.upper())
    assert ran.returncode == 0, ran.stdout
    assert f"ok: the noted head {noted} is link 3" in ran.stdout


def test_names_that_lead_out_of_the_folder_are_refused(packed: Path) -> None:
    (packed.parent / "outside").write_bytes(b"x")
    with (packed / "manifest-sha256.txt").open("a") as file:
        file.write(f"{hashlib.sha256(b'x').hexdigest()}  ../outside\n")
    assert "../outside: is missing" in verify(packed).stdout
    found = contents(packed)
    found["records"][0]["file"] = "../outside"
    (packed / "package.json").write_text(json.dumps(found))
    ran = verify(packed)
    assert ran.returncode == 1
    assert "outside of the package" in ran.stdout


@pytest.mark.parametrize("data", ["", "[]", "[" * 100_000, '{"chain": 1}', "\ud800"])
def test_a_package_of_nonsense_gives_no_traceback(packed: Path, data: str) -> None:
    for name in ("package.json", "report.json", "chain.jsonl"):
        (packed / name).write_bytes(data.encode("utf-8", "surrogatepass"))
    ran = verify(packed)
    assert ran.returncode == 1
    assert ran.stderr == ""


def zipped(path: Path, out: Path) -> str:
    with reading_desk(path) as desk, out.open("wb") as stream:
        made = package("page.html", desk, agent="tester@bench")
        write_zip(made, stream)
    return made.folder


def test_the_same_archive_gives_the_same_zip(archived: Any, tmp_path: Path) -> None:
    folder = zipped(archived.path, tmp_path / "one.zip")
    assert zipped(archived.path, tmp_path / "two.zip") == folder
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        names = archive.namelist()
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        archive.extractall(tmp_path / "out")
    inside = [name.removeprefix(f"{folder}/") for name in names]
    assert inside == [*sorted(inside[:-1]), "manifest-sha256.txt"]
    ran = verify(tmp_path / "out" / folder)
    assert ran.returncode == 0, ran.stdout


HOSTILE = (
    "../../etc/passwd</script><script>alert(1)</script>\u202e|`$(id)`\n# Deleted\n[x](http://e)"
)


def test_received_text_makes_no_names_and_no_markup(bench: Any, tmp_path: Path) -> None:
    words = f"{HOSTILE} that stands in a post https://t.co/kdKr8s6lJW"
    bench.web.on(SYNDICATION, KIM, bench.tweet(KIM, text=words))
    bench.web.on("pbs.twimg.com", "Example1", b"<html>no picture")
    page = bench.page.payload.replace(b"Kim Kardashian West ret", b"../../x | `y` # &lt;b&gt; ret")
    source = replace(bench.page, name="../../tmp/page.html", payload=page)
    with bench.open() as desk:
        check(source, desk)
        out = tmp_path / "package"
        out.mkdir()
        made = package("../../tmp/page.html", desk)
        write_folder(made, out)
    names = [entry.name for entry in made.entries] + [made.folder]
    assert all(re.fullmatch(r"([a-z]+/)?[A-Za-z0-9_.-]+", name) for name in names)
    assert not any(".." in name for name in names)
    readme = (out / "README.md").read_text("utf-8")
    assert "\\|" in readme
    assert "<script" not in readme
    assert "<b>" not in readme
    assert "</script" not in (out / "review.jsonld").read_text("utf-8").lower()
    assert not list(out.glob("originals/*.png"))
    ran = verify(out)
    assert ran.returncode == 0, ran.stdout


def test_what_is_not_there_is_said(archived: Any) -> None:
    with reading_desk(archived.path) as desk:
        with pytest.raises(InputError, match="nothing of nowhere"):
            package("nowhere.html", desk)
        with pytest.raises(InputError, match=f"x:{KIM} is a post"):
            package(f"x:{KIM}", desk)
        with pytest.raises(InputError, match="no check 7 of page"):
            package("page.html", desk, check=7)


def test_a_changed_record_is_not_packed(archived: Any) -> None:
    with sqlite3.connect(archived.path) as db:
        for (trigger,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'captures'"
        ).fetchall():
            db.execute(f"DROP TRIGGER [{trigger}]")
        db.execute("UPDATE captures SET reason = 'another' WHERE id = 1")
    db.close()
    with reading_desk(archived.path) as desk, pytest.raises(ArchiveError) as raised:
        package("page.html", desk)
    assert raised.value.exit_code == 5
    assert "captures 1 is not as it was stored" in str(raised.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(
            "UPDATE blobs SET data = zeroblob(bytes)", "is not as it was stored", id="other"
        ),
        pytest.param("DELETE FROM blobs", "damaged", id="gone"),
    ],
)
@pytest.mark.parametrize("form", ["package", "warc"])
def test_changed_bytes_do_not_go_out(archived: Any, form: str, change: str, told: str) -> None:
    """A record of bytes has their digest alone: the bytes are held against it."""
    with closing(sqlite3.connect(archived.path)) as db, db:
        for (trigger,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'blobs'"
        ).fetchall():
            db.execute(f"DROP TRIGGER [{trigger}]")
        db.execute(change)
    with reading_desk(archived.path) as desk:
        everything = desk.archive.holdings.everything()
        exports: dict[str, Callable[[], object]] = {
            "package": lambda: package("page.html", desk),
            "warc": lambda: export_warc(
                everything, desk, io.BytesIO(), filename="x.warc.gz", agent=None
            ),
        }
        with pytest.raises(ArchiveError, match=told) as raised:
            exports[form]()
    assert raised.value.exit_code == 5


def test_an_older_check_can_be_packed(archived: Any, tmp_path: Path) -> None:
    page = archived.page.payload.replace(b"REAL systemic", b"no systemic", 1)
    with archived.open(offline=True) as desk:
        check(replace(archived.page, payload=page), desk)
    for number, verdict in ((None, "altered"), (1, "conventional"), (2, "altered")):
        folder = tmp_path / f"package-{number}"
        folder.mkdir()
        with reading_desk(archived.path) as desk:
            write_folder(package("page.html", desk, check=number), folder)
        report = json.loads((folder / "report.json").read_bytes())
        assert report["quotations"][1]["verdict"] == verdict
        assert verify(folder).returncode == 0


def aged(path: Path) -> None:
    """The chain becomes one that an older archiver wrote: links of form 1, none of checks."""
    with closing(sqlite3.connect(path)) as connection, connection:
        db = Database(connection)
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'chain'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER [{name}]")
        connection.execute("DELETE FROM chain WHERE kind = 'checks'")
        rows = list(db.query("SELECT * FROM chain ORDER BY id"))
        connection.execute("DELETE FROM chain")
        previous = GENESIS
        for number, row in enumerate(rows, 1):
            old = {**row, "id": number, "form": 1}
            old |= dict.fromkeys(("agent", "program", "server_date"))
            record = record_rows(db, row["kind"], row["record"], 1)
            old["record_sha256"] = record_sha256(record, 1)
            previous = old["sha256"] = seal(previous, old)
            db.table("chain").insert(old)


def test_an_archive_of_an_older_archiver_can_be_packed(archived: Any, tmp_path: Path) -> None:
    aged(archived.path)
    folder = tmp_path / "package"
    folder.mkdir()
    with reading_desk(archived.path) as desk:
        write_folder(package("page.html", desk), folder)
    ran = verify(folder)
    assert ran.returncode == 0, ran.stdout
    assert "can't tell: report.json: checks 1 has no link of the chain" in ran.stdout
    assert "made by an older archiver" in (folder / "README.md").read_text("utf-8")
    swap(record_of(folder, "captures"), b'"available"', b'"not_found"')
    resealed(folder)
    assert "is not what link" in verify(folder).stdout


def test_what_comes_in_meanwhile_is_left_out(archived: Any, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    with reading_desk(archived.path) as desk:
        made = package("page.html", desk)
        with archived.open(offline=True) as other:
            other.archive.add_blob(b"of yet another article", "text/plain")
        write_folder(made, folder)
    assert contents(folder)["chain"]["head"] == made.head
    assert verify(folder).returncode == 0


def test_what_was_imported_says_so(archived: Any, tmp_path: Path) -> None:
    ref = PostRef(platform="x", id=KIM, url=f"https://x.com/KimKardashian/status/{KIM}")
    with archived.open(offline=True) as desk:
        imports = desk.archive.imports
        number = imports.add(
            Import(
                source="crawl.warc.gz",
                form="warc",
                software="Wget/1.21",
                imported_at=desk.clock(),
                bytes=3,
                sha256=hashlib.sha256(b"abc").hexdigest(),
                details={},
            )
        )
        visit = Capture(
            ref=ref,
            captured_at=desk.clock(),
            availability=Availability.PROTECTED,
            reason="of an invented file",
        )
        imports.add_capture(visit, (), number)
    folder = tmp_path / "package"
    folder.mkdir()
    with reading_desk(archived.path) as desk:
        write_folder(package("page.html", desk), folder)
    readme = (folder / "README.md").read_text("utf-8")
    assert "| protected (imported) | of an invented file | captures 3 |" in readme
    assert "crawl.warc.gz" in record_of(folder, "imports").read_text("utf-8")
    assert verify(folder).returncode == 0


def test_a_picture_that_stands_in_the_page_is_an_original(bench: Any, tmp_path: Path) -> None:
    picture = Image.effect_noise((320, 240), 90).convert("RGB")
    stream, small = io.BytesIO(), io.BytesIO()
    picture.save(stream, format="PNG")
    picture.resize((240, 180)).save(small, format="PNG")
    bench.web.on(SYNDICATION, KIM, bench.tweet(KIM))
    bench.web.on("pbs.twimg.com", "Example1", stream.getvalue())
    coded = base64.b64encode(small.getvalue()).decode("ascii")
    figure = f'<figure><img src="data:image/png;base64,{coded}" alt="A table"></figure><p>Kard'
    page = bench.page.payload.replace(b"<p>Kard", figure.encode(), 1)
    folder = tmp_path / "package"
    folder.mkdir()
    with bench.open() as desk:
        checked = check(replace(bench.page, payload=page), desk)
        write_folder(package("page.html", desk), folder)
    assert [one.url[:3] for one in checked.report.pictures] == ["ni:"]
    names = {path.stem for path in (folder / "originals").glob("*.png")}
    assert names == {hashlib.sha256(each.getvalue()).hexdigest() for each in (stream, small)}
    kinds = [each.get("@type") for each in json.loads((folder / "review.jsonld").read_bytes())]
    assert "MediaReview" in kinds
    assert verify(folder).returncode == 0

"""The gates hold, and each of them shuts: a planted fault must make it fail."""

from __future__ import annotations

import ast
import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

MAX_LINES = 400
SECONDS = 120
SLOW_TO_LOAD = (
    *("certifi", "opentimestamps", "orjson", "rfc3161_client", "warcio"),
    *("PIL", "babel", "bs4", "cryptography", "htmldate", "imagehash", "jinja2", "libipld", "lxml"),
    *("numpy", "pluggy"),
    *(
        "py3langid",
        "requests",
        "rich",
        "scipy",
        "sqlite3",
        "sqlite_utils",
        "trafilatura",
        "urllib3",
    ),
)
ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "archiver").rglob("*.py"))
BIN = Path(sys.executable).parent


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def call(*words: str | Path, cwd: Path, given: str | None = None) -> tuple[int, str]:
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={"PYTHONPATH": str(cwd), "PATH": "", "NO_COLOR": "1", "COLUMNS": "200"},
    )
    return done.returncode, done.stdout + done.stderr


# -- layers -----------------------------------------------------------------------------


def lint_imports(root: Path) -> tuple[int, str]:
    return call(BIN / "lint-imports", "--no-cache", cwd=root)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its settings, to be spoilt."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "archiver", tmp_path / "archiver", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_layers_hold(copy: Path) -> None:
    code, said = lint_imports(copy)
    assert code == 0, said
    assert "0 broken" in said


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        pytest.param("text/fold.py", "import archiver.store", "one-way house", id="upward"),
        pytest.param("model/refs.py", "import archiver.errors", None, id="downward"),
        pytest.param("verify/align.py", "import archiver.articles", "one-way house", id="sideways"),
        pytest.param("novel.py", '"""No layer."""', "one-way house", id="undeclared-room"),
        pytest.param("platforms/x/names.py", "import requests", "network", id="requests"),
        pytest.param("pipeline/desk.py", "import urllib3", "network", id="urllib3"),
        pytest.param("articles/reader.py", "import http.client", "network", id="http"),
        pytest.param("report/text.py", "import sqlite3", "SQLite", id="sqlite3"),
        pytest.param("cli/check.py", "import sqlite_utils", "SQLite", id="sqlite-utils"),
        pytest.param(
            "platforms/y.py", "import archiver.platforms.x", "platforms don't", id="two-platforms"
        ),
        pytest.param("report/visible.py", "import archiver.report.text", "cycles", id="cycle"),
    ],
)
def test_a_planted_import(copy: Path, path: str, line: str, contract: str | None) -> None:
    with (copy / "archiver" / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    code, said = lint_imports(copy)
    broken = [row for row in said.splitlines() if row.rstrip().endswith("BROKEN")]
    if contract is None:
        assert code == 0, said
    else:
        assert code != 0
        assert any(contract in row for row in broken), said


# -- types and style --------------------------------------------------------------------

CLEAN = (
    '"""Fine."""\n\n\n'
    'def double(number: int) -> int:\n    """Twice the number."""\n    return number * 2\n'
)


def mypy(tmp_path: Path, code: str) -> tuple[int, str]:
    path = tmp_path / "planted.py"
    path.write_text(code, "utf-8")
    settings = ("--config-file", ROOT / "pyproject.toml", "--cache-dir", tmp_path / "cache")
    return call(sys.executable, "-m", "mypy", *settings, path, cwd=tmp_path)


def test_mypy_passes_what_is_fine(tmp_path: Path) -> None:
    code, said = mypy(tmp_path, CLEAN)
    assert code == 0, said


def test_mypy_finds_every_planted_fault(tmp_path: Path) -> None:
    faults = (
        "def untyped(a):\n    return a\n\n\n"
        "def wrong() -> int:\n    return ''\n\n\n"
        "def bare(a: list) -> None:\n    del a\n\n\n"
        "kept = 1  # type: ignore[assignment]\n"
    )
    code, said = mypy(tmp_path, faults)
    assert code != 0
    kinds = set(re.findall(r"\[([a-z-]+)\]$", said, re.MULTILINE))
    assert {"no-untyped-def", "return-value", "type-arg", "unused-ignore"} <= kinds, said


def ruff(code: str, name: str = "archiver/planted.py") -> tuple[int, str]:
    words = ("check", "--no-cache", "--output-format", "concise", "--stdin-filename", name, "-")
    return call(BIN / "ruff", *words, cwd=ROOT, given=code)


def test_ruff_passes_what_is_fine() -> None:
    code, said = ruff(CLEAN)
    assert code == 0, said


COMPLEX = "\n".join(f"    if number == {n}:\n        return {n}" for n in range(11))


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        pytest.param('"""A."""\n\nimport os\n', "F401", id="unused-import"),
        pytest.param(CLEAN + "\n\nprint(1)\n", "T201", id="print"),
        pytest.param(CLEAN.replace('    """Twice the number."""\n', ""), "D103", id="docstring"),
        pytest.param(CLEAN.replace(": int", ""), "ANN001", id="annotation"),
        pytest.param(
            f'"""A."""\n\n\ndef f(number: int) -> int:\n    """B."""\n{COMPLEX}\n    return 99\n',
            "C901",
            id="complexity",
        ),
        pytest.param(
            '"""A."""\n\ntry:\n    import os\nexcept Exception:\n    pass\n', "BLE001", id="blind"
        ),
        pytest.param(CLEAN + f"# {'long ' * 30}\n", "E501", id="long-line"),
    ],
)
def test_ruff_finds_a_planted_fault(planted: str, rule: str) -> None:
    code, said = ruff(planted)
    assert code != 0
    assert f" {rule} " in said, said


# -- what the tools don't know ----------------------------------------------------------


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


def uses(path: Path, *names: str) -> list[str]:
    """Places in the file where one of the dotted names is used."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)]
    return [f"{relative(path)}:{n.lineno}" for n in nodes if ast.unparse(n) in names]


def outside(*allowed: str) -> Iterator[Path]:
    for path in SOURCES:
        if not relative(path).startswith(tuple(f"archiver/{each}" for each in allowed)):
            yield path


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        pytest.param(["print"], [], id="print"),
        pytest.param(["os.environ", "os.getenv", "os.environb"], ["cli/"], id="environment"),
        pytest.param(
            ["sys.argv", "sys.exit", "sys.stdout", "sys.stderr"],
            ["cli/", "media/ocr/worker.py", "report/package_verify.py"],  # programs of their own
            id="process",
        ),
        pytest.param(
            ["datetime.now", "datetime.utcnow", "date.today", "time.time"],
            ["pipeline/desk.py", "fetch/session.py"],
            id="clock",
        ),
        pytest.param(["random.random", "random.choice", "uuid.uuid4"], [], id="randomness"),
        pytest.param(["eval", "exec", "pickle.loads"], [], id="code-from-data"),
    ],
)
def test_only_the_border_touches_the_world(names: list[str], allowed: list[str]) -> None:
    assert [place for path in outside(*allowed) for place in uses(path, *names)] == []


def test_the_search_for_uses_finds_them() -> None:
    assert uses(ROOT / "archiver" / "pipeline" / "desk.py", "datetime.now")
    assert uses(ROOT / "archiver" / "cli" / "printer.py", "os.environ")


def test_every_exemption_says_why() -> None:
    bare = re.compile(r"#\s*noqa(?!: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* - \S)")
    found = [
        f"{relative(path)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


# -- what is public, and what it costs --------------------------------------------------


def packages() -> list[str]:
    found = [path.parent.relative_to(ROOT) for path in SOURCES if path.name == "__init__.py"]
    return [".".join(path.parts) for path in found]


@pytest.mark.parametrize("name", packages())
def test_public_names_are_sorted_and_there(name: str) -> None:
    module = importlib.import_module(name)
    public = getattr(module, "__all__", [])
    assert list(public) == sorted(public, key=lambda one: (not one.isupper(), one))
    assert len(public) == len(set(public))
    assert [each for each in public if getattr(module, each, None) is None] == []


@pytest.mark.parametrize("module", ["archiver", "archiver.cli.main", "archiver.model"])
def test_start_up_loads_nothing_slow(module: str) -> None:
    code = f"import sys, {module}\nprint(sorted({{*{SLOW_TO_LOAD!r}}} & sys.modules.keys()))"
    status, said = call(sys.executable, "-c", code, cwd=ROOT)
    assert (status, said.strip()) == (0, "[]")

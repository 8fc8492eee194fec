"""Locked reports: what is in the file, what opens it, and what does not."""

from __future__ import annotations

import base64
import json
import os
import re
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from conftest import EXAMPLES, command

from reportgen import build
from reportgen.errors import SpecError
from reportgen.page.locked.page import is_locked, locked_page, unlocked_page
from reportgen.page.locked.password import bits_of, read_password
from reportgen.page.locked.sealing import CHUNK, ROUNDS, LockError, seal, unseal

PASSWORD = "correct horse battery staple"  # noqa: S105 - of the tests
CONTENT = "<p>Zsófia</p>".encode() + base64.b64encode(os.urandom(3 * CHUNK)) + b"</html>"


@pytest.fixture(scope="module")
def sealed():
    return seal(CONTENT, PASSWORD)


@pytest.fixture(scope="module")
def locked(tmp_path_factory, example_report):
    """Return an open report and the same one locked by the command line."""
    folder = tmp_path_factory.mktemp("locked")
    (folder / "password").write_text(f"{PASSWORD}\n")
    done = command(
        "build", EXAMPLES / "demo/report.yaml", "--password-file", folder / "password", "-o", folder / "r.html"
    )
    assert done.returncode == 0, done.stderr
    return example_report("demo"), folder / "r.html", folder / "password"


def test_chunks_open_to_the_same_bytes(sealed):
    assert len(sealed.chunks) > 2
    assert sealed.header["rounds"] >= 600_000
    assert unseal(sealed, PASSWORD) == CONTENT


@pytest.mark.parametrize(
    "change",
    [
        lambda chunks: chunks[:-1],
        lambda chunks: chunks[1:],
        lambda chunks: [chunks[1], chunks[0], *chunks[2:]],
        lambda chunks: [chunks[0], chunks[0], *chunks[2:]],
        lambda chunks: [*chunks, chunks[-1]],
        lambda chunks: [chunks[0], chunks[1][:-1] + bytes([chunks[1][-1] ^ 1]), *chunks[2:]],
        lambda chunks: [chunks[0], b"", *chunks[2:]],
        lambda chunks: [*seal(CONTENT, PASSWORD).chunks[:1], *chunks[1:]],
    ],
    ids=["cut", "beginning cut", "swapped", "repeated", "appended", "one bit", "empty", "of another file"],
)
def test_no_chunk_can_be_cut_moved_repeated_or_changed(sealed, change):
    chunks = change(list(sealed.chunks))
    for count in {len(chunks), len(sealed.chunks)}:
        with pytest.raises(LockError, match="damaged"):
            unseal(replace(sealed, chunks=chunks, header={**sealed.header, "chunks": count}), PASSWORD)


@pytest.mark.parametrize(
    "change",
    [{"rounds": ROUNDS - 1}, {"rounds": 1}, {"rounds": "x"}, {"size": 5}, {"chunks": 1}, {"salt": "!"}, {"wrapped": ""},
     {"prefix": base64.b64encode(bytes(8)).decode()}, {"wrapNonce": None}],
    ids=str,
)  # fmt: skip
def test_a_changed_header_opens_nothing(sealed, change):
    with pytest.raises(LockError):
        unseal(replace(sealed, header=sealed.header | change), PASSWORD)


def test_a_wrong_password_says_so(sealed):
    for wrong in ("correct horse battery stable", PASSWORD.upper(), PASSWORD + " ", "x"):
        with pytest.raises(LockError, match="the password is wrong"):
            unseal(sealed, wrong)


def test_the_same_report_is_never_sealed_to_the_same_bytes(sealed):
    again = seal(CONTENT, PASSWORD)
    assert again.chunks[0] != sealed.chunks[0]
    assert (
        len({one.header[name] for one in (sealed, again) for name in ("salt", "prefix", "wrapNonce", "wrapped")}) == 8
    )


def test_letters_mean_the_same_however_they_are_typed():
    assert unseal(seal(b"page", "caf\u00e9 au lait"), "cafe\u0301 au lait") == b"page"


def test_nothing_of_the_report_can_be_read_in_the_file(locked):
    open_page, page = locked[0].read_text("utf-8"), locked[1].read_text("utf-8")
    assert is_locked(page.encode())
    assert "<title>Locked report</title>" in page
    body = re.sub(r'<script type="application/octet-stream"[^>]*>[^<]*</script>', "", page)
    bare = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]*>", " ", open_page, flags=re.DOTALL)
    themes = Path(__file__).parents[1] / "themes" / "default"
    own = "".join((themes / name).read_text("utf-8") for name in ("lock.html.jinja", "lock.css"))
    words = set(re.findall(r"[\w/-]{5,}", bare))
    assert len(words) > 100
    form = body[: body.rindex("<script>")]
    assert {word for word in words if word in form and word not in own} <= {"reportgen"}
    for secret in ("r50-focal", "Street-scene", "train/loss", "night_000", "夜間"):
        assert secret in open_page
        assert secret not in page
    for chunk in re.findall(r"data-lock=\"\d+\">([^<]*)<", page):
        assert b"Street-scene" not in base64.b64decode(chunk)


def policy_of(page: Path) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page.read_text("utf-8"))
    assert found
    return unescape(found[1])


def test_the_policy_is_strict_and_does_not_tell_which_panels_there_are(locked, tmp_path):
    (tmp_path / "r.yaml").write_text("title: no panels\nblocks: [{markdown: x}]\n")
    bare = policy_of(build(tmp_path / "r.yaml", password=PASSWORD).path)
    assert bare == policy_of(locked[1])
    assert "unsafe-eval" not in bare
    assert "worker-src blob:" in bare  # whose scripts the page makes
    assert "script-src 'sha256-" in bare
    hashes = r"'sha256-[^']*'"
    assert set(re.findall(hashes, policy_of(locked[0]))) < set(re.findall(hashes, bare))


def test_unlock_gives_the_open_file_bit_for_bit(locked, tmp_path):
    open_page, page, password = locked
    done = command("unlock", page, "--password-file", password, "-o", tmp_path / "open.html")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "open.html").read_bytes() == open_page.read_bytes()
    again = command("unlock", page, "--password-file", password)
    assert again.stdout.decode().strip().endswith("r-open.html")
    assert page.with_name("r-open.html").read_bytes() == open_page.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "status", "what"),
    [
        (["{page}", "--password-file", "{wrong}"], 1, "the password is wrong"),
        (["{page}", "--password-file", "nowhere"], 2, "cannot read the password file 'nowhere': No such file"),
        (["{open}", "--password-file", "{password}"], 1, "the file is not a locked report"),
        (["nowhere.html", "--password-file", "{password}"], 2, "cannot read 'nowhere.html'"),
        (["{page}", "--password-file", "{password}", "-o", "{page}"], 2, "is an input of the report"),
        (["{page}", "--password-file", "{password}", "-o", "{password}"], 2, "is an input of the report"),
        (["{page}"], 2, "Missing option '--password-file'"),
    ],
)
def test_what_cannot_be_unlocked_says_why(locked, tmp_path, arguments, status, what):
    (tmp_path / "wrong").write_text("wrong")
    places = {"open": locked[0], "page": locked[1], "password": locked[2], "wrong": tmp_path / "wrong"}
    before = locked[1].read_bytes()
    done = command("unlock", *(one.format(**places) for one in arguments))
    assert done.returncode == status
    assert what in done.stderr.decode()
    assert locked[1].read_bytes() == before


def test_a_damaged_file_says_so(locked):
    page = locked[1].read_bytes()
    place = page.index(b'data-lock="0">') + 500
    other = b"A" if page[place : place + 1] != b"A" else b"B"
    for damaged in (page[:place] + other + page[place + 1 :], page[: page.index(b"data-lock")], page[:-90_000]):
        with pytest.raises(LockError, match="damaged"):
            unlocked_page(damaged, PASSWORD)


@pytest.mark.parametrize(
    ("content", "password"),
    [
        (b"a b\n", "a b"),
        (b"a b\r\n", "a b"),
        (b"\xef\xbb\xbfa\n", "a"),
        (" é ".encode(), " é "),
        (b"cafe\xcc\x81", "café"),
    ],
)
def test_a_line_break_is_no_part_of_the_password(tmp_path, content, password):
    (tmp_path / "p").write_bytes(content)
    assert read_password(tmp_path / "p")[0] == password


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"a\nb\n", "several lines"),
        (b"\xff\xfe", "not UTF-8"),
        (b"a" * 2000, "longer than"),
    ],
)
def test_what_is_no_password_says_why(tmp_path, content, what):
    (tmp_path / "p").write_bytes(content)
    with pytest.raises(SpecError, match=what):
        read_password(tmp_path / "p")


def test_a_short_password_is_warned_of(tmp_path):
    for weak in ("abc", "password1", "aaaaaaaaaaaaaaaaaaaa"):
        assert "is short" in str(read_password(tmp_path, weak.encode())[1][0])
    for strong in (PASSWORD, "x7Kq-92fLmZp_3", "これは長い秘密の言葉です"):
        assert not read_password(tmp_path, strong.encode())[1]
    assert bits_of("") == 0


def test_the_file_with_the_password_is_never_overwritten(tmp_path):
    (tmp_path / "p.html").write_text(PASSWORD)
    (tmp_path / "r.yaml").write_text("blocks: [{markdown: x}]\n")
    done = command("build", tmp_path / "r.yaml", "--password-file", tmp_path / "p.html", "-o", tmp_path / "p.html")
    assert done.returncode == 2
    assert b"is an input of the report" in done.stderr
    assert (tmp_path / "p.html").read_text() == PASSWORD


def test_a_pdf_is_not_locked_and_refused(tmp_path):
    (tmp_path / "p").write_text(PASSWORD)
    (tmp_path / "r.yaml").write_text("blocks: [{markdown: x}]\n")
    done = command("build", tmp_path / "r.yaml", "--password-file", tmp_path / "p", "--pdf")
    assert done.returncode == 2
    assert b"a PDF is not locked" in done.stderr
    assert not (tmp_path / "r.html").exists()


def test_without_the_package_the_message_names_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    (tmp_path / "r.yaml").write_text("blocks: [{markdown: x}]\n")
    with pytest.raises(SpecError, match=r"reportgen-ml\[lock\]"):
        build(tmp_path / "r.yaml", password=PASSWORD)


def test_the_header_says_what_it_must_and_no_more(locked):
    header = json.loads(re.search(r'id="rg-lock">([^<]*)<', locked[1].read_text("utf-8"))[1])
    assert set(header) == {"format", "rounds", "salt", "wrapNonce", "wrapped", "prefix", "chunks", "size"}


def test_a_page_of_any_bytes_is_locked():
    page = locked_page("Zsófia \u2028 </script> \0".encode(), PASSWORD, "ko")
    assert unlocked_page(page, PASSWORD) == "Zsófia \u2028 </script> \0".encode()
    assert "잠겨" in page.decode() or 'lang="ko"' in page.decode()

"""Where things lie: folders of someone's machine in every spelling, addresses of databases and storage, e-mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SCHEME, _REST = r"[a-z][a-z0-9+.-]*://", r"(?:\$\{[^}]*\}|[^\s'\"\]}>,])*"
_ADDRESS = re.compile(rf"\b{_SCHEME}{_REST}")
_NO_PAGE = re.compile(rf"\b(?!https?:|file:){_SCHEME}{_REST}")

_SEP = r"(?:[\\/]|%2[fF]|%5[cC])+"
_STOP = r"\s,'\"\]\[}{<>|;&)(`"
_TAIL = rf"(?P<rest>(?:{_SEP}[^\\/%{_STOP}]*(?:%(?!2[fF]|5[cC])[^\\/%{_STOP}]*)*)*)"
_USER = rf"[^\\/%:{_STOP}]+(?:%(?!2[fF]|5[cC])[^\\/%:{_STOP}]*)*"
_DRIVE = r"[A-Za-z](?::|%3[aA]|\$)"
_HOME = re.compile(
    r"(?:(?<![\w:/.\\%~])|(?<=:)(?!//)|(?<=\\n)|(?<=\\t)|(?<=\\r))"
    rf"(?:file:{_SEP}(?:localhost(?=/))?|(?:ssh|sftp|rsync|nfs|hdfs|scp)://[\w.@:-]+(?=/))?"
    rf"(?:{_DRIVE}{_SEP}(?i:Users|Documents(?:\s|%20)and(?:\s|%20)Settings)"
    rf"(?:{_SEP}(?:[^\\/%:\n\"'<>|]{{1,40}}(?={_SEP})|{_USER}))"
    rf"|(?:{_SEP}[\w.-]+){{0,4}}?{_SEP}(?:home\d*|homes|Users|HOME){_SEP}{_USER}"
    rf"|/root(?=[\\/%]|[{_STOP}]|\Z)"
    rf"|~(?:[A-Za-z_][\w.-]*)?(?=[\\/]\S)"
    rf")(?!\w){_TAIL}"
)
_UNC = re.compile(rf"(?:(?<=\A)|(?<=[\s'\"=(,\[]))(?:file:)?(?:\\\\|\\\\\\\\)(?=[\w$?.-])(?:\?\\+(?:UNC\\+)?)?"
                  rf"[\w.-]*\w(?:[\\]+[\w$.~ -]*[\w$~.-])(?P<rest>(?:[\\/]+[^\\/{_STOP}]*)*)")  # fmt: skip
_UNC_FILE = re.compile(
    rf"\b(?:file|smb|afp):/{{2,5}}(?!localhost/)[\w-]+(?:\.[\w-]+)*(?:/[^/{_STOP}]+)(?P<rest>(?:/[^/{_STOP}]*)*)"
)
_FOLDERS = re.compile(r"(?<![\w.:/\\…])(?:~|[A-Za-z]:[\\/]|/)[^\s,'\"\]}]*[\\/]([^\s,'\"\]}\\/]+)")
_WHOLE_HOME = re.compile(
    rf"(?:{_DRIVE}{_SEP}(?i:users)|(?:{_SEP}[\w.-]+){{0,4}}?{_SEP}(?:home\d*|homes|Users)){_SEP}[^\\/\n]+"
    r"(?P<rest>(?:[\\/]+[^\\/\n]*)*)\Z"
)
_SHARED_HOME = re.compile(rf"(?<![\w:/.\\])/(?:users|u|scratch|work)/{_USER}(?P<rest>(?:/[^\\/{_STOP}]*)*)")
"""Folders of people on clusters, which are ordinary words elsewhere."""
_WHOLE = re.compile(r"(?:~|[A-Za-z]:[\\/]|/)[^\n]*[\\/]([^\n\\/]+)[\\/]?\Z")
_LAST = re.compile(r"(?:[\\/]|%2[fF]|%5[cC])+")

_MAIL = re.compile(
    r"(?<![\w.+%-])(?:mailto:)?([A-Za-z0-9][\w.+%-]{0,63})(?:@|%40|&#64;)((?:[A-Za-z0-9-]{1,63}\.)+)([A-Za-z]{2,24})(?![\w(@])"
)
_ENDS_TEXT = """
    com org net edu gov mil int io ai dev co info biz app me cloud tech xyz local internal corp lan intra home
    name pro online site store blog science email academy institute university museum global world systems
    solutions software digital group company network agency studio live news page ml labs ac ad ae af ag al am
    ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm
    cn cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm
    gn gp gq gr gt gu gw gy hk hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky
    kz la lb lc li lk lr ls lt lu lv ly ma mc md mg mh mk mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf
    ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh
    si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz
    va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_ENDS = frozenset(_ENDS_TEXT.split())
_NOBODY = frozenset({"git", "hg", "svn"})
_PERSON = re.compile(r"(?<=://)(?!git@|hg@)(?:[^/\s@\"'<>?#]+@|[^\s\"'<>/@:?#]{1,300}:(?!\d+/)[^\s\"'<>@]{1,300}@)")

GATE = re.compile(r"@|%40|&#64;|home|users|documents|/root|~|\\\\|file:")
"""What stands in a text, in small letters, in which there is a home folder or a person."""


def _cut(match: re.Match[str]) -> str:
    parts = [part for part in _LAST.split(match["rest"]) if part]
    sep = "\\" if "\\" in match[0] and "/" not in match[0] else "/"
    return f"…{sep}{parts[-1]}" if parts else "…"


def without_homes(text: str) -> str:
    """Return a text with home folders cut to the last part of the path; the user's name is never that part."""
    whole = _WHOLE_HOME.match(text)
    if whole:
        return _cut(whole)
    text = _UNC_FILE.sub(_of_host, text)
    return _UNC.sub(_cut, _HOME.sub(_cut, text))


def _of_host(match: re.Match[str]) -> str:
    """Return a file URL cut; three slashes and a folder that is no home are left."""
    here = match[0].startswith("file:///") and not match[0].startswith("file:////")
    return match[0] if here else _cut(match)


def without_absolute(text: str) -> str:
    """Return a text with every absolute path cut to its last part."""
    text = _SHARED_HOME.sub(_cut, without_homes(text))
    whole = _WHOLE.match(text)
    return f"…/{whole[1]}" if whole else _FOLDERS.sub(r"…/\1", text)


def without_people(text: str, hidden: str) -> tuple[str, int]:
    """Return a text without e-mail addresses, and how many there were."""
    count = 0

    def person(match: re.Match[str]) -> str:
        nonlocal count
        if match[3].lower() not in _ENDS or match[1].lower() in _NOBODY:
            return match[0]
        count += 1
        return hidden

    return _MAIL.sub(person, text), count


def without_users(text: str) -> tuple[str, int]:
    """Return a text whose addresses have no name and password before their host, and how many had."""
    return _PERSON.subn("", text)


def is_address(path: str) -> bool:
    """Return whether a path is an address, of a database or of files in storage, such as ``s3://bucket/preds/``."""
    return "://" in path


def short_address(address: str) -> str:
    """Return an address's scheme and its last part: no user, host, folder or query."""
    scheme, _, rest = address.partition("://")
    path = rest.partition("?")[0].rstrip("/").partition("/")[2]
    return f"{scheme}://…{'/' + path.rpartition('/')[2] if path else ''}"


def without_addresses(text: str) -> str:
    """Return a message with every address, those of web pages too, cut to its scheme and its last part."""
    return _ADDRESS.sub(lambda found: short_address(found[0]), text)


def shown_path(path: str) -> str:
    """Return the path of a file or the address of one as a page may tell it."""
    return short_address(path) if is_address(path) else without_folders(path, [path])


def without_folders(text: str, paths: Sequence[str] = ()) -> str:
    """Return a spec's text with absolute paths cut to their last part: ``paths`` as it names them, and any other.

    Of an address that is no web page (a database, a bucket) its scheme and its last part are left.
    """
    text = _NO_PAGE.sub(lambda found: short_address(found[0]), text)
    for path in sorted(set(paths), key=len, reverse=True):
        if path.startswith(("/", "~")) or path[1:2] == ":":
            text = text.replace(path, "…/" + (path.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1] or "…"))
    return _FOLDERS.sub(r"…/\1", without_homes(text))

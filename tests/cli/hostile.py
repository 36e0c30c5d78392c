"""Bad inputs: what each file holds, the code that the report gives it, and words of the sentence.

`code` is empty for what is read as if nothing were wrong with it.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import tarfile
import zipfile
from typing import NamedTuple

HEAD = "---\ndate: 2024-05-24\n---\n"
TOLD = "Two soldiers were killed on Tuesday in Kharkiv, officials said."
GOOD = HEAD + TOLD + "\n"


class Bad(NamedTuple):
    """`name` is a file's, with the path of the member at fault behind that of an archive."""

    name: str
    content: bytes
    code: str
    says: str = ""
    severity: str = "left_out"


def text(body: str, date: str = "2024-05-24") -> bytes:
    return f"---\ndate: {date}\n---\n{body}".encode("utf-8", "surrogatepass")


def page(body: str) -> bytes:
    date = '<meta property="article:published_time" content="2024-05-24">'
    return f"<html><head>{date}<title>T</title></head><body>{body}</body></html>".encode()


def line(**record: object) -> bytes:
    return json.dumps({"date": "2024-05-24", "text": TOLD} | record).encode() + b"\n"


def zipped(**members: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(f"../{name}.txt", body)
    return packed.getvalue()


def locked(packed: bytes) -> bytes:
    """The only member said to be encrypted."""
    at = packed.index(b"PK\x01\x02")
    return packed[:6] + b"\x01" + packed[7 : at + 8] + b"\x01" + packed[at + 9 :]


def tarred(name: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(GOOD)
        archive.addfile(member, io.BytesIO(GOOD.encode()))
    return packed.getvalue()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
FEED = '{}<rss version="2.0"><channel><item><description>{}</description></item></channel></rss>'
UKRAINIAN = "Унаслідок обстрілу Харкова у вівторок загинули двоє людей, повідомили в обласній адміністрації."
GERMAN = "Zwei Soldaten wurden am Dienstag in Charkiw getötet, teilten die Behörden mit. Das ist nicht neu."
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

LEFT_OUT = [
    # nothing there
    Bad("empty.txt", b"", "empty", "is empty"),
    Bad("spaces.txt", text(" \n\t\u00a0\u3000\r\n" * 50), "empty", "is empty"),
    Bad("unseen.txt", text("\u200b\u2060\ufeff\u00ad\u202e" * 50), "empty", "is empty"),
    Bad("header.csv", b"date,text\n", "empty", "a header and no rows"),
    Bad("no-text.html", page("<script>write()</script>"), "no-text", "holds no article"),
    Bad("null.json", b"null", "empty", "holds no article"),
    # no text
    Bad("binary.txt", bytes(range(256)) * 500, "binary", "is a binary file"),
    Bad("picture.jpg.txt", b"\xff\xd8\xff\xe0" + b"\x00" * 99, "binary", "(picture)"),
    Bad("nul.txt", text("killed\x00" * 9), "binary", "is a binary file"),
    Bad("latin.txt", text("Caf\u00e9 in Kharkiv").replace(b"\xc3\xa9", b"\xe9"), "not-utf8", "iconv"),
    Bad("unmarked.txt", GOOD.encode("utf-16-le"), "binary", "iconv -f UTF-16LE -t UTF-8"),
    Bad("half.txt", GOOD.encode("utf-16")[:-1], "not-utf8", "is not UTF-16"),
    # packed
    Bad("bomb.txt.gz", gzip.compress(GOOD.encode() + b"a" * 30_000_000), "bomb", "250 times its size"),
    Bad("cut.txt.gz", gzip.compress(GOOD.encode() * 50)[:-9], "truncated", "in the middle of its gzip data"),
    Bad("torn.txt.gz", gzip.compress(GOOD.encode())[:20] + b"\xff" * 99, "bad-gzip", "damaged gzip data"),
    Bad("old.7z", b"7z\xbc\xaf\x27\x1c" + bytes(99), "archive", "a 7z archive, which is not opened; unpack"),
    Bad("bomb.zip/a.txt", zipped(a="a" * 30_000_000), "bomb", "250 times its size"),
    Bad("cut.zip", zipped(a=GOOD)[:-9], "bad-archive", "is damaged or cut off"),
    Bad("torn.zip/a.txt", zipped(a=GOOD).replace(b"PK\x03\x04", b"PK\xff\xff", 1), "bad-archive", "damaged"),
    Bad("locked.zip/a.txt", locked(zipped(a=GOOD)), "encrypted", "unpack it with its password"),
    Bad("nested.zip/b.zip.txt", zipped(**{"b.zip": zipped(a=GOOD)}), "archive", "within another one"),
    Bad("no.tar", GOOD.encode() * 20, "bad-archive", "is no tar archive, or damaged"),
    Bad("cut.tar", tarred("a.txt")[:540], "truncated", "ends in the middle"),
    Bad("cut.txt.bz2", bz2.compress(GOOD.encode())[:-9], "truncated", "in the middle of its bzip2 data"),
    Bad("a.txt.br", b"\x0b\x02\x80abc\x03", "archive", "packed with brotli"),
    # broken or hostile form
    Bad("deep.json", b"[" * 100_000 + b"]" * 100_000, "bad-json", "nested too deeply"),
    Bad("deep.jsonl", b'{"text":' * 20_000 + b"1" + b"}" * 20_000 + b"\n", "bad-json", "nested too deeply"),
    Bad("digits.json", b'{"id":' + b"9" * 10_000 + b"}", "bad-json", "a number of too many digits"),
    Bad("list.json", b'[1, "a", null]', "bad-json", "not a JSON object with text and date"),
    Bad("number.json", b'{"text": 5, "date": "2024-05-24"}', "empty", "has an empty text"),
    Bad("object.json", line(date={"year": 2024}), "bad-date", "is not a date"),
    Bad("columns.csv", b"headline,date\nOne,2024-05-24\n", "no-text-column", "call it 'text'"),
    Bad("field.csv", b'date,text\n2024-05-24,"' + b"x " * 6_000_000 + b'"\n', "oversized-field", "line 2"),
    Bad("open.csv", b'date,text\n2024-05-24,"One\n2024-05-24,Two\n', "bad-csv", "is never closed"),
    Bad("cells.csv", b"date,text\n2024-05-24,One,two,three\n", "bad-csv", "4 cells and the header 2"),
    Bad("laughs.xml", FEED.format(f"<!DOCTYPE r [{LAUGHS}]>", "&l9;").encode(), "xml-entity", "('l0')"),
    Bad(
        "external.xml",
        FEED.format('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;").encode(),
        "xml-entity",
        "declares an entity of its own",
    ),
    Bad("map.xml", b"<sitemapindex><sitemap/></sitemapindex>", "not-a-feed", "not RSS or Atom"),
    Bad("open.md", f"---\ndate: 2024-05-24\nsource: A\n\n{TOLD}".encode(), "bad-front-matter", "closes it"),
    # too much
    Bad("large.html", page(f"<p>{TOLD}</p>" * 150_000), "too-large", "larger than 10 MB"),
    Bad("nested.html", page("<div>" * 100_000 + TOLD), "no-text", "holds no article"),
    # dates
    Bad("undated.txt", TOLD.encode(), "no-date", "--date"),
    Bad("feb30.txt", text(TOLD, "2024-02-30"), "bad-date", "'2024-02-30' names no such day"),
    Bad("99999.txt", text(TOLD, "99999-01-01"), "bad-date", "outside the years"),
    Bad("long-date.jsonl", line(date="2024 " * 10_000), "bad-date", "longer than any date"),
    Bad("late.txt", text(TOLD, "2030-01-01"), "future-date", "lies after 2029-12-31 (--latest)"),
    # languages
    Bad("ukrainian.txt", text(UKRAINIAN), "not-english", "is written in Cyrillic letters, not in English"),
    Bad("german.txt", text(GERMAN), "not-english", "reads as German, not English"),
]  # fmt: skip

# Read, with a word of warning or without.
READ = [
    Bad("slash.txt", text("One died.", "05/06/2024"), "ambiguous-date", "could be 5 June 2024", "warning"),
    Bad("half.jsonl", line(text="One\ud800 died.", id="\udfff"), "replaced-characters", "U+FFFD", "warning"),
    Bad("ids.jsonl", line(id="a") + line(id="a", text="More."), "duplicate-id", "named 'a-2'", "warning"),
    Bad("climbs.zip", zipped(a=GOOD), ""),
    Bad("climbs.tar", tarred("../../a.txt"), ""),
    Bad("zip.txt", zipped(a=GOOD), ""),
    Bad("root.tar.gz", gzip.compress(tarred("/a.txt")), ""),
    Bad("packed.txt.bz2", bz2.compress(GOOD.encode()), ""),
    Bad("utf16.txt", GOOD.replace("Two", "Six").encode("utf-16"), ""),
    Bad("utf32.txt", GOOD.replace("Two", "Ten").encode("utf-32"), ""),
    Bad("bidi.txt", text("\u202eNine men\u202c were \u2066killed\u2069 on \u200fTuesday in Sumy.\u061c"), ""),
    Bad("flood.txt", text("1234567890" * 5_000 + " " + "9 " * 5_000), ""),
    Bad("2024.txt", text("2024 " * 10_000), ""),
    Bad("years.txt", text("On 5 May 99999 six were killed in Kharkiv. 99999999999 years ago two died."), ""),
    Bad("feb30-inside.txt", text("On 30 February 2024 four soldiers were killed in Kharkiv."), ""),
    Bad("formula.csv", b'date,source,title,text\n2024-05-24,@SUM(1),"=LINK(""x"")","+1 died in Sumy."\n', ""),
    Bad("script.jsonl", line(text=TOLD + SCRIPT, title=SCRIPT, source=SCRIPT, url=SCRIPT, id=SCRIPT), ""),
    Bad("ends.txt", "---\r\ndate: 2024-05-24\n---\rOne\r\ndied\rin Sumy.\n\r\u2028".encode(), ""),
    Bad("word.txt", text("a" * 200_000), ""),
    Bad("marks.txt", text("e" + "\u0301" * 50_000 + " was killed."), ""),
    Bad("lines.txt", text("\n" * 200_000 + "Five died in Sumy."), ""),
    Bad("sentence.txt", text("three were killed on Tuesday in Sumy and " * 1_000 + "four in Kharkiv."), ""),
    Bad("short.txt", text("Three died. " * 4_000), ""),
    Bad("brackets.txt", text("(" * 50_000), ""),
]  # fmt: skip

"""Awkward mails thrown together by chance: every file in them is known, and each must be found again or doubted."""

import base64
import hashlib
import quopri
import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.containers import tnef, uuencoded, zipped
from tests.support.mails import CRLF, PNG, head, headers, multipart, text
from tests.support.small_pdf import annex, decision, invitation

Part = bytes
NAMES = [
    "34_GM-UBND.pdf",
    "Giấy mời số 34.pdf",
    "C«ng v¨n.pdf",  # TCVN3
    "../../etc/passwd.pdf",
    "C:\\van thu\\34.pdf",
    "a" * 300 + ".pdf",
    "hai  dòng\t.pdf",
    "không đuôi",
    ".pdf",
    "34.pdf.exe",
    "",
    "a;b=c,d(e)@.pdf",
    "\u202efdp.exe",  # turned around
]
TYPES = [
    "application/pdf",
    "application/octet-stream",
    "APPLICATION/PDF",
    "application/pdf; name",
    "text/plain; charset=utf-8",
    "image/png",
    "application/x-không-có",
    "pdf",
    "",
]
DISPOSITIONS = ["attachment", "inline", "ATTACHMENT", "form-data", "attachment; size=-1", ""]
BOUNDARIES = ["b0", "b 0", "=_b'()+_,-./:=?", "0" * 70, "b0-", "----", "b:0"]
WRAPS = ["mixed", "related", "alternative", "digest-less", "parallel", "signed-less"]


@dataclass(frozen=True)
class Awkward:
    """A mail and the SHA-256 of each file that its sender put into it."""

    data: bytes
    files: frozenset[str]
    says: str


def awkward_mail(seed: int) -> Awkward:
    dice = random.Random(seed)
    documents = _documents(dice)
    told: list[str] = []
    parts = [_text(dice)] if dice.random() < 0.9 else []
    parts += [_carried(dice, content, told) for content in documents]
    dice.shuffle(parts)
    body = _structure(dice, parts or [_text(dice)], told)
    data = head(_headers(dice, told))[:-2] + body
    for oddity in dice.sample(ODDITIES, dice.randrange(2)):
        data = oddity(data)
        told.append(oddity.__name__)
    digests = frozenset(hashlib.sha256(content).hexdigest() for content in documents)
    return Awkward(data, digests, f"seed {seed}: {', '.join(told)}")


def _documents(dice: random.Random) -> list[bytes]:
    number = dice.randrange(10, 10_000)
    makers: list[Callable[[], bytes]] = [
        lambda: invitation(number),
        lambda: decision(number),
        lambda: annex(1, number),
        lambda: annex(2, number),
        lambda: PNG + b"%d" % number,
        lambda: "Danh sách\r\nđại biểu".encode() * number,
    ]
    return [make() for make in dice.sample(makers, dice.randrange(0, 4))]


def _carried(dice: random.Random, content: bytes, told: list[str]) -> Part:
    """A file as a part, bare or in a container."""
    way = dice.choice(["bare"] * 6 + ["zip", "tnef", "mail", "zip-in-mail"])
    told.append(way)
    if way == "zip":
        return _part(dice, zipped(("trong.pdf", content)), "application/zip", told)
    if way == "tnef":
        packed = tnef(("trong.pdf", content))
        return _part(dice, packed, "application/ms-tnef", told)
    if way in {"mail", "zip-in-mail"}:
        if way == "zip-in-mail":
            content = zipped(("trong.pdf", content))
        inner = head(headers(("Message-ID", f"<{dice.random()}@sxd.example.vn>")))[:-2]
        inner += multipart("mixed", text(), _part(dice, content, None, told), boundary="in")
        return head([("Content-Type", "message/rfc822")]) + inner
    return _part(dice, content, None, told)


def _part(dice: random.Random, content: bytes, kind: str | None, told: list[str]) -> Part:
    kind = dice.choice(TYPES) if kind is None else kind
    name = dice.choice(NAMES)
    encode = dice.choice([_base64, _base64, _one_line, _quoted, _binary])
    told.append(f"{kind}/{encode.__name__}")
    fields: list[tuple[str, str | bytes]] = [("Content-Type", kind)] if kind else []
    is_text = not content.startswith((b"%PDF", b"PK", b"\x89PNG", b"\x78\x9f"))
    # A text without a name is what the mail says, not a file of it.
    disposition = "attachment" if is_text else dice.choice(DISPOSITIONS)
    if disposition:
        fields.append(("Content-Disposition", disposition + dice.choice(STYLES)(name)))
    encoding, encoded = encode(content)
    return head([*fields, ("Content-Transfer-Encoding", encoding)]) + encoded


def _base64(content: bytes) -> tuple[str, bytes]:
    return "base64", base64.encodebytes(content).replace(b"\n", CRLF)


def _one_line(content: bytes) -> tuple[str, bytes]:
    return "BASE64", base64.b64encode(content)


def _quoted(content: bytes) -> tuple[str, bytes]:
    """Every byte as a number: line ends are content."""
    coded = "".join(f"={byte:02X}" for byte in content)
    lines = [coded[at : at + 72] for at in range(0, len(coded), 72)]
    return "quoted-printable", "=\r\n".join(lines).encode()


def _binary(content: bytes) -> tuple[str, bytes]:
    """Bytes as they are, where a mail can bear them."""
    coded = quopri.encodestring(content)
    bearable = b"\n" not in content.replace(b"\r\n", b"") and b"--" not in content
    return ("binary", content) if bearable and b"\r" not in coded else _base64(content)


def _rfc2231(name: str) -> str:
    return "; filename*=UTF-8''" + "".join(f"%{byte:02X}" for byte in name.encode())


def _continued(name: str) -> str:
    coded = [f"%{byte:02X}" for byte in name.encode()] or [""]
    half = len(coded) // 2
    first, second = "".join(coded[:half]), "".join(coded[half:])
    return f"; filename*0*=UTF-8''{first}; filename*1*={second}"


def _rfc2047(name: str) -> str:
    return f'; filename="=?UTF-8?B?{base64.b64encode(name.encode()).decode()}?="'


def _raw(name: str) -> str:
    return f'; filename="{name}"'


def _bare(name: str) -> str:
    return f"; filename={name}"


def _twice(name: str) -> str:
    return f'; filename="khác.pdf"{_rfc2231(name)}'


STYLES = [_rfc2231, _continued, _rfc2047, _raw, _bare, _twice, lambda _: ""]


def _text(dice: random.Random) -> Part:
    said = dice.choice(
        ["Kính gửi Quý cơ quan.", "", "x" * 5000, "begin 644\r\n", "From: a\r\n\r\n"]
    )
    charset = dice.choice(["utf-8", "UTF-16", "windows-1258", "us-ascii", "utf-7"])
    return text(said, dice.choice(["plain", "html", "enriched"]), charset)


def _structure(dice: random.Random, parts: list[Part], told: list[str]) -> Part:
    """The parts in one to four multiparts, some inside the others."""
    depth = dice.choice([1, 1, 1, 2, 3, 4, 12])
    told.append(f"depth {depth}")
    body = parts
    for level in range(depth):
        boundary = f"{dice.choice(BOUNDARIES)}{level}"
        kind = dice.choice(WRAPS)
        told.append(kind)
        body = [multipart(kind, *body, boundary=boundary)]
    return body[0]


def _headers(dice: random.Random, told: list[str]) -> list[tuple[str, str | bytes]]:
    changes: list[tuple[str, str | bytes | None]] = [
        ("Message-ID", f"<{dice.random()}@sxd.example.vn>"),
        ("Subject", dice.choice(SUBJECTS)),
    ]
    if dice.random() < 0.2:
        changes.append(("Date", dice.choice([None, "hôm qua", "Fri, 99 Nov 2026 10:00:00 +0700"])))
        told.append("date")
    if dice.random() < 0.2:
        changes.append(("From", dice.choice(SENDERS)))
        told.append("from")
    return headers(*changes)


SUBJECTS = [
    "Gui giay moi hop",
    "=?UTF-8?B?R+G7rWkgZ2nhuqV5IG3hu51p?=",
    "=?UTF-8?B?R+G7?= =?UTF-8?B?rWk=?=",
    "=?x-unknown?Q?G=FD?=",
    "Gửi giấy mời",
    "G" * 3000,
    "a\r\n\tb\r\n\tc",
    "",
    "=?utf-8?q?=0D=0ABcc:_a@b?=",
]
SENDERS = [
    "vanthu@sxd.example.vn (Văn thư)",
    '"Văn thư, Sở" <vanthu@sxd.example.vn>',
    "=?UTF-8?Q?a=40b?= <vanthu@sxd.example.vn>",
    "vanthu@sxd.example.vn, khac@sxd.example.vn",
    "<vanthu@sxd.example.vn> <khac@sxd.example.vn>",
    "khong co dia chi",
    "",
]


def without_end(data: bytes) -> bytes:
    return data.rstrip(CRLF).removesuffix(b"--")


def bare_line_feeds(data: bytes) -> bytes:
    return data.replace(CRLF, b"\n")


def long_preamble(data: bytes) -> bytes:
    start, line, rest = data.partition(b"\r\n\r\n")
    return start + line + b"This is a multi-part message in MIME format.\r\n" * 200 + rest


def no_version(data: bytes) -> bytes:
    return data.replace(b"MIME-Version: 1.0\r\n", b"", 1)


def uuencoded_epilogue(data: bytes) -> bytes:
    return data + uuencoded("cuoi.bin", b"epilogue" * 4).encode()


def garbage_header(data: bytes) -> bytes:
    return b"X-Garbage: \xff\xfe\x00\r\n" + data


def twice_subject(data: bytes) -> bytes:
    return b"Subject: khac\r\n" + data


def cut_in_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


ODDITIES = [
    without_end,
    bare_line_feeds,
    long_preamble,
    no_version,
    uuencoded_epilogue,
    garbage_header,
    twice_subject,
    cut_in_half,
]

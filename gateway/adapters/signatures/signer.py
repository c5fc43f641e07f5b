"""Who the certificate names, and whether that is a person or an organisation."""

import re
import unicodedata

from asn1crypto import x509

from gateway.domain.signature import Signer, SignerKind

# How the names of agencies begin, with and without diacritics (G1 certificates have none).
_AGENCY = (
    "sở", "ubnd", "uỷ ban", "ủy ban", "văn phòng", "ban", "chi cục", "cục", "tổng cục", "trung tâm",
    "trường", "bộ", "phòng", "hội đồng", "hđnd", "công an", "tòa án", "toà án", "viện", "thanh tra",
    "kho bạc", "bệnh viện", "đảng ủy", "học viện", "công ty", "tổng công ty", "quỹ", "liên đoàn",
    "ngân hàng", "cổng thông tin", "tỉnh ủy", "huyện ủy", "thành ủy", "bảo hiểm xã hội", "đại học",
    "thủ tướng", "chính phủ", "vụ", "trạm", "hội nông dân", "hội liên hiệp", "mặt trận", "đài phát thanh",
)  # fmt: skip
_SURNAMES = frozenset(
    {
        "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng",
        "bùi", "đỗ", "hồ", "ngô", "dương", "lý", "đinh", "trương", "lâm", "đoàn",
        "mai", "tô", "trịnh", "đào", "cao", "lương", "hà", "châu", "tạ", "thái",
        "tăng", "lưu", "phùng", "vương", "quách", "từ", "kiều", "diệp", "thạch", "tống",
        "chu", "nghiêm", "la", "triệu", "mạc", "khổng", "ninh", "doãn", "bạch", "âu",
        "cù", "giang", "hứa", "ông", "quan", "phương", "đàm", "tôn", "nông", "ksor",
        "rơ", "y", "h", "a", "siu",
    }
)  # fmt: skip
_ORGANISATION_ID = re.compile(r"\b(?:MST|MNS|MQHNS)\s*:", re.IGNORECASE)
_PERSON_ID = re.compile(r"\b(?:CMND|CCCD|CMT|HC)\s*:", re.IGNORECASE)


def describe_signer(certificate: x509.Certificate) -> Signer:
    """The subject of the certificate; `/Name` and the page are decoration."""
    values = _subject(certificate)
    name = _first(values, "common_name")
    title = _first(values, "title")
    return Signer(
        common_name=name,
        organization=_first(values, "organization_name"),
        organizational_units=tuple(values.get("organizational_unit_name", ())),
        title=title,
        email=_first(values, "email_address"),
        serial=f"{certificate.serial_number:x}",
        kind=kind_of(name, title, " ".join(values.get("user_id", ()))),
    )


def describe_issuer(certificate: x509.Certificate) -> str:
    """The common name of the authority, or its whole name."""
    for relative in certificate.issuer.chosen:
        for attribute in relative:
            if attribute["type"].native == "common_name":
                return _clean(attribute["value"].native)
    return _clean(certificate.issuer.human_friendly)


def kind_of(common_name: str | None, title: str | None, user_id: str) -> SignerKind:
    """Person or organisation, by identifier first, then by the shape of the name."""
    if _PERSON_ID.search(user_id) or title:
        return SignerKind.PERSON
    if _ORGANISATION_ID.search(user_id):
        return SignerKind.ORGANISATION
    words = (common_name or "").casefold().split()
    if not words:
        return SignerKind.UNKNOWN
    plain = not any(map(_is_marked, common_name or ""))
    agency = any(_begins(words, _fold(start, plain=plain).split()) for start in _AGENCY)
    person = words[0] in {_fold(item, plain=plain) for item in _SURNAMES} and 2 <= len(words) <= 5
    if agency == person:  # "TRUONG VAN A" without diacritics may be either
        return SignerKind.UNKNOWN
    return SignerKind.ORGANISATION if agency else SignerKind.PERSON


def _subject(certificate: x509.Certificate) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for relative in certificate.subject.chosen:
        for attribute in relative:
            kind, value = attribute["type"].native, attribute["value"].native
            if isinstance(value, str):
                values.setdefault(kind, []).append(_clean(value))
    return values


def _clean(value: str) -> str:
    """One line of NFC text: names are shown to people and compared with others."""
    line = "".join(character if character.isprintable() else " " for character in value)
    return unicodedata.normalize("NFC", " ".join(line.split()))[:500]


def _first(values: dict[str, list[str]], kind: str) -> str | None:
    return next(iter(values.get(kind, ())), None)


def _begins(words: list[str], start: list[str]) -> bool:
    return words[: len(start)] == start


def _is_marked(character: str) -> bool:
    return not character.isascii()


def _fold(text: str, *, plain: bool) -> str:
    if not plain:
        return text
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))

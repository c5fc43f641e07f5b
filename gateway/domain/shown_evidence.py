"""The evidence of a record in words for a person: where a field was read, how sure it is, what speaks against it."""

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.domain.document import Evidence

SOURCES = {
    Evidence.SUBJECT: "tiêu đề thư",
    Evidence.BODY: "nội dung thư",
    Evidence.FILE_NAME: "tên tệp",
    Evidence.PDF_TITLE: "tiêu đề ghi trong tệp PDF",
    Evidence.OCR: "bản quét (nhận dạng chữ)",
    Evidence.TEXT: "văn bản",
    Evidence.CERTIFICATE: "chứng thư số",
    Evidence.ENCLOSED_SUBJECT: "tiêu đề thư kèm bên trong",
}
Found = Mapping[str, Any]  # one reading of `record.evidence`
_OF_CODE = ("number", "notation")  # columns that were read together


def where_read(found: Found) -> str:
    """`text, trang 1 (105.4 94.9 222.1 109.7), high`; the box in points from the page's upper left corner."""
    page = f", trang {found['page']}" if "page" in found else ""
    box = f" ({' '.join(f'{side:g}' for side in found['box'])})" if "box" in found else ""
    return f"{found['source']}{page}{box}, {found['confidence']}"


def against(found: Found) -> Iterator[str]:
    """What says otherwise: `≠ 35/GM-UBND (subject, medium)`."""
    for other in found.get("contradicted_by", ()):
        yield f"≠ {other['value']} ({where_read(other)})"


def about_column(name: str, evidence: Mapping[str, Any]) -> str:
    """What stands beside a column of the register; empty where nothing was read."""
    found = evidence.get("code" if name in _OF_CODE else name)
    if not isinstance(found, Mapping):
        return ""
    return "\n".join([where_read(found), *against(found)])


def beside_columns(
    columns: Mapping[str, Any], evidence: Mapping[str, Any]
) -> Iterator[tuple[str, object, str]]:
    """What was read and has no column of its own: name, value, where it was read."""
    for name, found in evidence.items():
        if isinstance(found, Mapping) and name not in columns and name != "code":
            yield name, found.get("value"), about_column(name, evidence)
        elif isinstance(found, list) and name not in columns:
            for item in found:
                lines = [where_read(item), *_owner(item), *against(item)]
                yield name, item["value"], "\n".join(lines)


def lines_of(evidence: Mapping[str, Any]) -> Iterator[str]:
    """One line for each reading, then what speaks against it."""
    for name, found in evidence.items():
        for item in found if isinstance(found, list) else [found]:
            if "source" in item:
                yield f"{name}: {item['seen']!r} [{where_read(item)}]"
                yield from (f"  {line}" for line in (*_owner(item), *against(item)))
            else:  # an addressee with what it is to do
                yield f"{name}: {item['name']!r} [{item['role']}]"


def _owner(found: Found) -> Iterator[str]:
    """Whose a code is: `mã cơ quan H48.53: thuộc Ủy ban nhân dân tỉnh …`."""
    if "agency_code" in found:
        below = "thuộc " if found.get("agency_is_above") else ""
        name = f"{below}{found['agency']}" if found["agency"] else "chưa có trong danh bạ"
        yield f"mã cơ quan {found['agency_code']}: {name}"

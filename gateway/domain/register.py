"""The incoming register (sổ đăng ký văn bản đến)."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.classification import Classification
from gateway.domain.document import IncomingDocument


@dataclass(frozen=True, slots=True)
class ArrivalNumber:
    """Số đến: gap-free from 1 in each book and year (NĐ 30/2020 Art. 22)."""

    book: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


@dataclass(frozen=True, slots=True)
class ArrivalTimes:
    """Both times of Art. 11.2: the instant of entry into the system and the counted one. Aware, agency zone."""

    entered_system_at: datetime
    counted_at: datetime

    @property
    def arrival_date(self) -> date:
        """Ngày đến: the day of the counted time."""
        return self.counted_at.date()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered for one document (vào sổ): all fields of Art. 9.1.b; the number comes with the COMMIT."""

    document: IncomingDocument
    classification: Classification
    times: ArrivalTimes
    paper_expected: bool
    format_ok: bool = True  # on the list of Art. 4.2.c
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """An entry with its number. `duplicate` is true when the same bytes were already in the book."""

    entry: Entry
    arrival_number: ArrivalNumber
    duplicate: bool = False

"""What `rules/reading.yaml` says of reading: readings of the law that an administrator may change."""

from dataclasses import dataclass, field

from gateway.domain.directory import NO_AGENCIES, Directory
from gateway.domain.reading.areas import SubjectAreas


@dataclass(frozen=True)
class ReadingRules:
    """Subject areas, how relative times run, and the directory that knows the letters of agencies."""

    areas: SubjectAreas = field(default_factory=SubjectAreas)
    counts_day_of_receipt: bool = False  # the first day is not counted: BLDS 2015 Art. 147.2
    directory: Directory = NO_AGENCIES


NO_RULES = ReadingRules()

"""Article 7 or Article 8, and what follows for paper."""

from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.document import Confidence
from gateway.domain.signature import DocumentVerdict, Verdict


class Paper(StrEnum):
    """Whether paper must follow."""

    NO = "no"  # Art. 7
    UNLESS_SIGNED = "unless-signed"  # Art. 8.2: no paper when signed under the government root
    YES = "yes"  # Art. 8.2, exceptions: paper even when signed


@dataclass(frozen=True, slots=True)
class Classification:
    """The class of one document for one receiver. `item` names the entry of the article's list."""

    article: str  # "7" or "8"
    item: str
    paper: Paper
    rule: str
    legal_basis: str
    confidence: Confidence
    dossier_8_3: bool = False

    def paper_expected(self, signature: DocumentVerdict) -> bool:
        """Art. 8.2: only VALID under a government root frees from paper."""
        match self.paper:
            case Paper.NO:
                return False
            case Paper.YES:
                return True
            case Paper.UNLESS_SIGNED:
                return not (signature.verdict is Verdict.VALID and signature.government)

"""Reading the fields of Article 9.1.b out of texts; pure."""

from gateway.domain.reading.reader import DocumentReader
from gateway.domain.reading.types import DocumentType, DocumentTypes

__all__ = ["DocumentReader", "DocumentType", "DocumentTypes"]

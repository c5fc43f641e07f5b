"""The text of a document file. Runs inside a killable worker; what a file is never raises."""

from gateway.adapters.document_text.reader import read_file

__all__ = ["read_file"]

"""The judge of signatures, around pyHanko: in PDF files, beside files, around files and on mails."""

from gateway.adapters.signatures.judge import judge_file
from gateway.adapters.signatures.trust import TrustStore, load_trust

__all__ = ["TrustStore", "judge_file", "load_trust"]

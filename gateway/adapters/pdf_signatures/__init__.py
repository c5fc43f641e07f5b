"""The judge of PDF signatures, around pyHanko."""

from gateway.adapters.pdf_signatures.judge import judge_file
from gateway.adapters.pdf_signatures.trust import TrustStore, load_trust

__all__ = ["TrustStore", "judge_file", "load_trust"]

"""The judge of PDF signatures, around pyHanko."""

from gateway.adapters.pdf_signatures.judge import judge_file

__all__ = ["judge_file"]

"""Receipts and refusals as mails: Vietnamese texts, rendering and the S/MIME signature."""

from gateway.adapters.receipts.render import JinjaReceiptRenderer, SenderIdentity
from gateway.adapters.receipts.smime import EndesiveSigner
from gateway.adapters.receipts.texts import ReasonText, Texts, load_texts

__all__ = [
    "EndesiveSigner",
    "JinjaReceiptRenderer",
    "ReasonText",
    "SenderIdentity",
    "Texts",
    "load_texts",
]

"""Labelled forgeries of certificates and of what is said about their revocation, with genuine twins.

Each comes from code, with the tests' own PKI, and each class has genuine twins: what the judge refuses
in a forgery it must not refuse in the file beside it. `collection.COLLECTIONS` is the whole of it.
"""

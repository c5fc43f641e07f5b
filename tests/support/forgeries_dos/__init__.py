"""Bombs."""

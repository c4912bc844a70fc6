"""Typeset PDF, word-processing and table files from plain values; knows nothing of forums."""

"""Storms: the app as people run it, under crowds, kills, outages, a full disk and nonsense.

Each module holds one storm as functions that take their size and a seed and return a ``Finding``; ``make storm``
runs them large and ``tests/storm`` small. Every storm has a control: the same check on a build that is broken on
purpose (``broken/``) must find something, else the check proves nothing (trust.md 4.2).
"""

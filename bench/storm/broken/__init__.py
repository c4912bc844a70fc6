"""Builds that break one promise each, loaded instead of ``wsgi``. A storm that passes on them is worth nothing."""

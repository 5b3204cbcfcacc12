"""Where sealed reports live: a content-addressed folder of their own."""

from pathlib import Path

from django.conf import settings

from registry.storage import BlobStore, LocalBlobs

MAX_FILE_BYTES = 256 * 2**20  # of one report; 100,000 entries make about 5 MB


def report_files() -> BlobStore:
    """The store of finished files, found by their SHA-256."""
    return LocalBlobs(Path(settings.DATA_DIR) / "reports")

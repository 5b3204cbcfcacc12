"""The limits of one request, the same in front of the worker and inside it."""

MAX_BODY = 16 * 1024 * 1024
MAX_ROWS = 10_000
MAX_HEAD = 64 * 1024

"""Locks from outside: read strictly, and sealed in the product's own words."""

import pytest

from governance.exceptions import InvalidInput
from registry.environments import checked_lock, default_lock

HASH = "sha256:001fbb8e08d942dd57599e781f2472269ee7f2755fae407b4f67b2f0b17da3f1"
OTHER = "sha256:0280e0356c0829a18d9de1cb7eee50ec22ca639878d7240307ca0943d73cd2c4"
PIN = f"numpy==2.4.6 --hash={HASH}\n"


@pytest.mark.parametrize(
    "text",
    [
        "# made by us \\\n--find-links /tmp\n" + PIN,
        "# and \\\n--extra-index-url http://elsewhere/simple\n" + PIN,
        "# and \\\r\n--extra-index-url http://elsewhere/simple\r\n" + PIN,
        "# a\x0b--index-url http://elsewhere \\\n" + PIN,
        "# a\\ \n--find-links /tmp\n" + PIN,
        "--index-url http://elsewhere\n" + PIN,
        "-r other.txt\n" + PIN,
        PIN + "--no-index",
        f"numpy==2.4.6 --hash={HASH} --find-links /tmp\n",
        f"numpy==2.4.6 \\\n--find-links /tmp --hash={HASH}\n",
        f"numpy==2.4.6 \\\n    --hash={HASH} \\\n--find-links /tmp\n",
        f"numpy==2.4.6\x0c--find-links\x0c/tmp --hash={HASH}\n",
        f"numpy==2.4.6\u2028--find-links /tmp --hash={HASH}\n",
        f"numpy @ http://elsewhere/numpy.whl --hash={HASH}\n",
        f"numpy[all]==2.4.6 --hash={HASH}\n",
        f"numpy==2.* --hash={HASH}\n",
        f"numpy===2.4.6 --hash={HASH}\n",
        f"numpy==2.4.6 # x --hash={HASH}\n",
        f"numpy==2.4.6 --hash={HASH}# \\\n",
        "numpy==2.4.6 --hash=sha256:00\n",
        "numpy==2.4.6 --hash=md5:00\n",
        f"--hash={HASH}\n",
        "numpy==2.4.6\n",
        "numpy==2.4.6 \\\n",
        "numpy==2.4.6 \\\n\n",
        "\\\n--hash=x",
        "\\\n",
        "# nothing\n",
        "",
    ],
)
def test_anything_but_pins_with_hashes_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_lock(text.encode())
    assert refused.value.field == "lock"


def test_nothing_of_the_senders_text_is_passed_on() -> None:
    sent = (
        "# made by us --find-links /tmp\r\n"
        f"\n  NumPy==2.4.6 \\\r\n\t--hash={OTHER} \\\r\n   --hash={HASH}\r\n    # via x"
    )
    kept = checked_lock(sent.encode()).decode()
    pin = "numpy==2.4.6 ; python_full_version < '3.12'"
    assert kept == f"{pin} --hash={HASH} --hash={OTHER}\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"evil-pin==1.0 --hash={HASH}\n", "evil-pin==1.0"),
        (f"numpy==1.26.4 --hash={HASH}\n", "numpy==1.26.4"),
        (f"numpy==2.4.6 --hash=sha256:{'0' * 64}\n", "hash"),
        (f"numpy==2.4.6 --hash={HASH} --hash=sha256:{'0' * 64}\n", "numpy==2.4.6"),
        (PIN + PIN, "twice"),
    ],
)
def test_what_the_operators_locks_do_not_know_is_refused(text: str, names: str) -> None:
    with pytest.raises(InvalidInput, match=names) as refused:
        checked_lock(text.encode())
    assert refused.value.field == "lock"


def test_markers_are_the_operators() -> None:
    sent = f"numpy==2.4.6 ; python_version < '3' --hash={HASH}\n"
    kept = checked_lock(sent.encode()).decode()
    assert kept == f"numpy==2.4.6 ; python_full_version < '3.12' --hash={HASH}\n"


def test_a_lock_of_long_blanks_is_refused_at_once() -> None:
    for blanks in ("numpy==1 ;" + " " * 10**6, " " * 10**6 + "\\", "a" * 10**6):
        with pytest.raises(InvalidInput):
            checked_lock(blanks.encode())


@pytest.mark.parametrize("flavour", ["onnx", "skops"])
def test_the_products_own_locks_are_taken_with_every_hash(flavour: str) -> None:
    own = default_lock(flavour)
    kept = checked_lock(own)
    assert kept.count(b"--hash=") == own.count(b"--hash=")
    assert checked_lock(kept) == kept

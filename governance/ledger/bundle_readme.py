"""The text that goes into every bundle."""

README = """\
An evidence bundle of a Hallmark ledger
=======================================

How to verify it
  You need Python 3.10 or later, the one-file verifier (hallmark-verify.pyz) and the
  verifier key of the log. Take the key from somewhere you trust: a printed report, an
  earlier mail, the audit page. The key in log.vkey is for information only: whoever
  could change this bundle could change that file as well.

    python3 hallmark-verify.pyz verify THIS.zip --vkey KEY

  --since FILE          the last checkpoint you kept: shows that the log only grew
  --witness 1-of-2      demand cosignatures; name each witness with --witness-vkey KEY
  Exit 0: it holds. 1: something does not hold. 2: the input cannot be used.

What it proves
  A bundle of the kind "range" holds every entry between two numbers, unchanged and in
  their order: none was left out. A bundle of the kind "selection" shows that each of
  its entries is in the log, unchanged; it does not show that these are all.
  A value in disclosures.ndjson is the one that was recorded.

What it does not prove
  That the log tells everything that happened, or that what people wrote is true.
  That others were shown the same log: keep the file "checkpoint" and compare, or
  demand witnesses. When something happened beyond the clock of the server: order is by
  number. That a value which is not here was erased: it may have been left out.

What is inside
  manifest.json         what was asked for, which entries, the hashes beside a range
  checkpoint            what the log signed: its name, size and root (C2SP signed note)
  entries.ndjson        one entry a line, the very bytes that were hashed (RFC 8785)
  leaves.bin            of a range: the hash of each entry, to name one that was changed
  proofs/N.tlog-proof   of a selection: the proof of entry N (C2SP tlog-proof)
  disclosures.ndjson    the values that entries hold only the digest of, with their salt
  log.vkey              the verifier key, for information
"""

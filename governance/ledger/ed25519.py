"""Ed25519 verification in plain Python, RFC 8032 section 5.1.7.

For a machine with nothing but Python: the stand-alone verifier. Slow (some
milliseconds) and never used to sign, because plain Python cannot keep a secret's time.
"""

import hashlib

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_SQRT_M1 = pow(2, (_P - 1) // 4, _P)

# A point in extended coordinates (X, Y, Z, T), x = X/Z, y = Y/Z, xy = T/Z.
_Point = tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def _add(left: _Point, right: _Point) -> _Point:
    """Section 5.1.4."""
    a = (left[1] - left[0]) * (right[1] - right[0]) % _P
    b = (left[1] + left[0]) * (right[1] + right[0]) % _P
    c = 2 * left[3] * right[3] * _D % _P
    d = 2 * left[2] * right[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    result = _NEUTRAL
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _same(left: _Point, right: _Point) -> bool:
    x = (left[0] * right[2] - right[0] * left[2]) % _P
    y = (left[1] * right[2] - right[1] * left[2]) % _P
    return x == 0 and y == 0


def _decode(raw: bytes) -> _Point | None:
    """Section 5.1.3; None for what is no point or is not written canonically."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _SQRT_M1 % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE = _decode(_BASE_Y.to_bytes(32, "little"))


def is_public_key(raw: bytes) -> bool:
    """Whether these 32 bytes are a point, written canonically and not of small order.

    Below a key of small order one signature fits many texts, and OpenSSL takes some
    spellings of such points that section 5.1.3 does not know.
    """
    point = _decode(raw) if len(raw) == 32 else None
    return point is not None and not _same(_times(8, point), _NEUTRAL)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of 64 bytes is by this key of 32 bytes."""
    if len(public_key) != 32 or len(signature) != 64 or _BASE is None:
        return False
    key, point = _decode(public_key), _decode(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= _L:
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(hashed, "little") % _L
    return _same(_times(scalar, _BASE), _add(point, _times(challenge, key)))

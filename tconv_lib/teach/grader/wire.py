"""What the judge and a student's process say to each other: plain values as JSON, which cannot execute anything.

A message is a length in four bytes and so many bytes of JSON. Numbers, texts, None and lists are JSON's own;
{"tuple": [...]}, {"complex": [re, im]} and {"dtype", "shape", "base64"} stand for what JSON does not know.
"""

import base64
import json
import math

import numpy as np

LARGEST = 100_000
"""Bytes of a message, unless more are expected."""
DEEPEST = 16
"""How many lists may stand in each other."""
LONGEST = 1_000_000
"""Of an axis, even if the array holds nothing."""
DTYPES = "|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16".split()


class NotPlain(ValueError):
    """A value that cannot be said, or bytes that say nothing; the message says why."""


def send(stream, message):
    """Write a message, a dict that JSON knows."""
    data = json.dumps(message).encode()
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


def receive(stream, most=2**32):
    """The next message, a dict; None when the other side has ended. Raises NotPlain for anything else.

    One of more than `most` bytes is refused by its header.
    """
    header = stream.read(4)
    size = int.from_bytes(header, "big")
    if size > most:
        raise NotPlain(f"more than {most:,} bytes")
    data = stream.read(size)
    if len(header) < 4 or len(data) < size:
        return None
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        raise NotPlain("no JSON") from None
    if not isinstance(message, dict):
        raise NotPlain("no message")
    return message


def packed(value, depth=0):
    """The value as JSON knows it. Raises NotPlain for anything but numbers, texts, arrays, and lists of these."""
    if depth > DEEPEST:
        raise NotPlain("lists in lists in lists")
    if value is None or isinstance(value, (bool, str, int, float)):
        return value
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, tuple):
        return {"tuple": [packed(item, depth + 1) for item in value]}
    if isinstance(value, (list, range)):
        return [packed(item, depth + 1) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return _packed_array(np.asarray(value), depth)
    raise NotPlain(f"a {type(value).__name__}")


def _packed_array(array, depth):
    if array.dtype == object:
        return packed(array.tolist(), depth + 1)
    dtype = array.dtype.newbyteorder("<").str
    if dtype not in DTYPES:
        raise NotPlain(f"an array of {array.dtype}")
    data = base64.b64encode(array.astype(dtype).tobytes()).decode()
    return {"dtype": dtype, "shape": [*array.shape], "base64": data}


def weight(value):
    """Bytes that a plain value takes on its way, about."""
    if isinstance(value, list):
        return sum(map(weight, value)) + len(value)
    return value.nbytes if isinstance(value, np.ndarray) else len(value)


def unpacked(data, depth=0):
    """The value that `packed` was given, made of this side's own types. Raises NotPlain for data of any other form."""
    if depth > DEEPEST:
        raise NotPlain("lists in lists in lists")
    if isinstance(data, str):
        return writable(data)
    if data is None or isinstance(data, (bool, int, float)):
        return data
    if isinstance(data, list):
        return [unpacked(item, depth + 1) for item in data]
    match data:
        case {"tuple": [*items], **rest} if not rest:
            return tuple(unpacked(item, depth + 1) for item in items)
        case {"complex": [int() | float() as real, int() | float() as imaginary], **rest} if not rest:
            return complex(_float(real), _float(imaginary))
        case {"dtype": str() as dtype, "shape": [*shape], "base64": str() as text, **rest} if not rest:
            return _unpacked_array(dtype, shape, text)
    raise NotPlain("no value")


def writable(text):
    """The text without halves of characters, which cannot be written to a file."""
    return text.encode(errors="replace").decode()


def _unpacked_array(dtype, shape, text):
    whole = all(type(size) is int and 0 <= size <= LONGEST for size in shape)
    if dtype not in DTYPES or not whole or len(shape) > DEEPEST:
        raise NotPlain("no array")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise NotPlain("no bytes") from None
    if len(data) != math.prod(shape) * np.dtype(dtype).itemsize:
        raise NotPlain("an array of another size than its bytes")
    if dtype == "|b1":
        array = np.frombuffer(data, np.uint8) != 0  # any other byte would make a bool that is neither
    else:
        array = np.frombuffer(data, dtype)
    try:
        return array.reshape(shape).copy()[()]
    except ValueError:
        raise NotPlain("an array of nothing in too many places") from None


def _float(number):
    try:
        return float(number)
    except OverflowError:
        raise NotPlain("a number without bounds") from None

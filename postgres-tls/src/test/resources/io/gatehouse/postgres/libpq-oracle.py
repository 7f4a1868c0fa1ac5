"""Says what libpq makes of connection strings, service files and environments: libpq-oracle.py <libpq.so.5>

A frame is four bytes of length, most significant first, and that many bytes; a list is its frames one after another. Each
request is a frame and so is its answer, so that neither side waits for the other in the middle of one.
  P list of strings                      -> for each a frame: "-" if refused, else "+" and keyword, value, keyword, value...
  D list of variable, value, variable... -> one such frame: what is connected to where the string says nothing
  C list of variable, value, variable... -> one frame: "+tls" or "+" once connected so, else "-" and libpq's error
"""

import ctypes
import os
import struct
import sys


class Option(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("keyword", "envvar", "compiled", "val", "label", "dispchar")]
    _fields_.append(("dispsize", ctypes.c_int))


libpq = ctypes.CDLL(sys.argv[1])
libpq.PQconninfoParse.restype = ctypes.POINTER(Option)
libpq.PQconninfoParse.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
libpq.PQconndefaults.restype = ctypes.POINTER(Option)
libpq.PQconninfoFree.argtypes = [ctypes.POINTER(Option)]
for function in (libpq.PQconnectdb, libpq.PQconnectStart):
    function.restype = ctypes.c_void_p
    function.argtypes = [ctypes.c_char_p]
libpq.PQerrorMessage.restype = ctypes.c_char_p
for function in (libpq.PQstatus, libpq.PQsslInUse, libpq.PQerrorMessage, libpq.PQfinish):
    function.argtypes = [ctypes.c_void_p]


def frame(content):
    return struct.pack(">I", len(content)) + content


def frames(content):
    at = 0
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        yield content[at + 4 : at + 4 + length]
        at += 4 + length


def answer(options):
    if not options:
        return b"-"
    said = [b"+"]
    i = 0
    while True:
        option = options[i]
        keyword = option.keyword
        if keyword is None:
            break
        value = option.val
        if value is not None:
            said.append(frame(keyword))
            said.append(frame(value))
        i += 1
    libpq.PQconninfoFree(options)
    return b"".join(said)


def enter(pairs):
    for name in [name for name in os.environb if name.startswith(b"PG")]:
        del os.environb[name]
    for name, value in zip(pairs[::2], pairs[1::2]):
        os.environb[name] = value


def defaults():
    # PQconndefaults passes over an error in a service file. A connection does not, and gets no further than a bad sslmode.
    connection = libpq.PQconnectStart(b"sslmode=none")
    error = libpq.PQerrorMessage(connection)
    libpq.PQfinish(connection)
    refused = b"definition of service" in error or b"in service file" in error
    return b"-" if refused else answer(libpq.PQconndefaults())


def connect():
    connection = libpq.PQconnectdb(b"")
    try:
        if libpq.PQstatus(connection) != 0:
            return b"-" + libpq.PQerrorMessage(connection)
        return b"+tls" if libpq.PQsslInUse(connection) else b"+"
    finally:
        libpq.PQfinish(connection)


while True:
    header = sys.stdin.buffer.read(4)
    if len(header) < 4:
        break
    request = sys.stdin.buffer.read(struct.unpack(">I", header)[0])
    items = list(frames(request[1:]))
    if request[:1] == b"P":
        reply = b"".join(frame(answer(libpq.PQconninfoParse(item, None))) for item in items)
    else:
        enter(items)
        reply = frame(defaults() if request[:1] == b"D" else connect())
    sys.stdout.buffer.write(frame(reply))
    sys.stdout.buffer.flush()

#!/usr/bin/env python3
"""The envelope of envelope-v1.md once more, from that page alone, to make its test vectors.

    pip install cryptography
    python3 docs/spec/envelope_v1.py > crypto/src/test/resources/envelope-v1-vectors.json
"""
import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

FIELDS = ("tenant", "table", "column", "row", "type")


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def expand(key, label, context=b""):
    return mac(key, label.encode() + context + b"\x01")


def xaes_256_gcm(key, nonce, plaintext, associated_data):
    ecb = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update
    block = int.from_bytes(ecb(bytes(16)), "big")
    k1 = block << 1 & (1 << 128) - 1 ^ (0x87 if block >> 127 else 0)
    derived = b"".join(
        ecb((int.from_bytes(bytes([0, i, 0x58, 0]) + nonce[:12], "big") ^ k1).to_bytes(16, "big")) for i in (1, 2)
    )
    return AESGCM(derived).encrypt(nonce[12:], plaintext, associated_data)


def encode_place(place):
    out = b""
    for tag, field in enumerate(FIELDS, start=1):
        if place is not None and place.get(field) is not None:
            value = place[field].encode()
            out += bytes([tag]) + len(value).to_bytes(2, "big") + value
    return out


def kek_id(kek):
    return expand(kek, "gatehouse/v1/kek-id")[:4]


def recipient(kind, body):
    length = bytes([len(body)]) if len(body) < 64 else (0x4000 | len(body)).to_bytes(2, "big")
    return bytes([kind]) + length + body


def local(kek, data_key, bound):
    return recipient(1, kek_id(kek) + aes_key_wrap(expand(kek, "gatehouse/v1/wrap", bound), data_key))


class Sealed:
    """An envelope whose parts can be looked at and tampered with."""

    def __init__(self, keks, place, plaintext, data_key, nonce, before=()):
        self.keks, self.place, self.plaintext, self.data_key, self.nonce = keks, place, plaintext, data_key, nonce
        header = bytes([0xE5, 0x11, 0x00, 0 if place is None else 1])
        header += expand(data_key, "gatehouse/v1/data-key-id")[:8]
        self.commitment = mac(expand(data_key, "gatehouse/v1/commit", b"\x11"), header + encode_place(place))
        self.bound = header + self.commitment
        self.recipients = list(before) + [local(kek, data_key, self.bound) for kek in keks]
        key = expand(data_key, "gatehouse/v1/encrypt", b"\x11")
        self.payload = nonce + xaes_256_gcm(key, nonce, plaintext, self.bound)

    def block(self, recipients=None):
        recipients = self.recipients if recipients is None else recipients
        return bytes([len(recipients)]) + b"".join(recipients)

    def bytes(self, block=None):
        head = bytearray(self.bound)
        head[2] |= 1
        return bytes(head) + (self.block() if block is None else block) + self.payload


def text(data):
    return "ghe:" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def counting(start, size=32):
    return bytes((start + i) % 256 for i in range(size))


KEK, OLD_KEK, OTHER_KEK = counting(0x00), counting(0x20), counting(0x40)
DATA_KEY, OTHER_DATA_KEY = counting(0x80), counting(0xA0)
NONCE = counting(0xC0, 24)
PLACE = {"table": "access_key", "column": "secret", "row": "17"}
FULL = {"tenant": "acme", "table": "access_key", "column": "secret", "row": "Zürich-№7", "type": "password"}


def valid(name, sealed, keks=None):
    keks = sealed.keks if keks is None else keks
    return {
        "name": name,
        "keks": [kek.hex() for kek in keks],
        "place": sealed.place,
        "plaintext": sealed.plaintext.hex(),
        "dataKey": sealed.data_key.hex(),
        "nonce": sealed.nonce.hex(),
        "commitment": sealed.commitment.hex(),
        "kekIds": [kek_id(kek).hex() for kek in sealed.keks],
        "envelope": text(sealed.bytes()),
    }


def invalid(name, envelope, outcome="refused", keks=(KEK,), place=PLACE):
    envelope = text(envelope) if isinstance(envelope, bytes) else envelope
    return {
        "name": name,
        "keks": [kek.hex() for kek in keks],
        "place": place,
        "outcome": outcome,
        "envelope": envelope,
    }


def tampered(sealed, at, mask=0x01):
    data = bytearray(sealed.bytes())
    data[at] ^= mask
    return bytes(data)


def valid_vectors():
    return [
        valid("a password", Sealed([KEK], PLACE, b"correct horse", DATA_KEY, NONCE)),
        valid("32 bytes, 131 more in the envelope", Sealed([KEK], PLACE, counting(0), DATA_KEY, NONCE)),
        valid("an empty secret", Sealed([KEK], PLACE, b"", DATA_KEY, NONCE)),
        valid("all fields of the place, not all ASCII", Sealed([KEK], FULL, "pässwörd".encode(), DATA_KEY, NONCE)),
        valid("bound to no place", Sealed([KEK], None, b"correct horse", DATA_KEY, NONCE)),
        valid("two recipients, the second known", Sealed([OLD_KEK, KEK], PLACE, b"x" * 100, DATA_KEY, NONCE), [KEK]),
        valid(
            "behind a recipient of an unknown kind with a two-byte length",
            Sealed([KEK], PLACE, b"correct horse", DATA_KEY, NONCE, before=[recipient(0x7F, counting(0, 70))]),
        ),
    ]


def rewrap_vectors():
    before = Sealed([OLD_KEK], PLACE, b"correct horse", DATA_KEY, NONCE)
    both = Sealed([OLD_KEK, KEK], FULL, b"correct horse", DATA_KEY, NONCE)
    return [
        {
            "name": name,
            "from": OLD_KEK.hex(),
            "to": KEK.hex(),
            "before": text(sealed.bytes()),
            "after": text(sealed.bytes(sealed.block([local(KEK, DATA_KEY, sealed.bound)]))),
        }
        for name, sealed in (("to another key", before), ("dropping the second recipient", both))
    ]


def damaged_vectors(s):
    other = Sealed([KEK], {**PLACE, "row": "18"}, b"correct horse", OTHER_DATA_KEY, NONCE)
    wrapped = s.recipients[0]
    return [
        invalid("data-key id altered", tampered(s, 4)),
        invalid("commitment altered", tampered(s, 12)),
        invalid("kind altered", tampered(s, 45, 0x02)),
        invalid("KEK id altered", tampered(s, 47)),
        invalid("wrapped key altered", tampered(s, 60)),
        invalid("nonce altered", tampered(s, 91)),
        invalid("ciphertext altered", tampered(s, 115)),
        invalid("tag altered", tampered(s, -1)),
        invalid("schema altered to unbound", tampered(s, 3)),
        invalid("recipients of another envelope", s.bytes(other.block())),
        invalid("cut inside the header", s.bytes()[:11]),
        invalid("cut inside the commitment", s.bytes()[:40]),
        invalid("cut behind the commitment", s.bytes()[:44]),
        invalid("cut inside the recipients", s.bytes()[:70]),
        invalid("cut inside the nonce", s.bytes()[:100]),
        invalid("cut by one byte", s.bytes()[:-1]),
        invalid("one byte too many", s.bytes() + b"\x00"),
        invalid("no recipient", s.bytes(b"\x00")),
        invalid("seventeen recipients", s.bytes(bytes([17]) + wrapped * 17)),
        invalid("a length past the end", s.bytes(b"\x01\x01\x7f\xff" + wrapped[2:])),
        invalid("a length not in its shortest form", s.bytes(b"\x01\x01\x40\x2c" + wrapped[2:])),
        invalid("a length of a gigabyte", s.bytes(b"\x01\x01\xbf\xff\xff\xff" + wrapped[2:])),
        invalid("a wrapped key too short", s.bytes(b"\x01" + recipient(1, wrapped[2:-1]))),
        invalid("a recipient without room for a KEK id", s.bytes(b"\x01" + recipient(1, b"\x01"))),
    ]


def moved_vectors(s):
    moved = [
        invalid(f"another {field}", s.bytes(), place={**PLACE, field: "another"}) for field in ("table", "column", "row")
    ]
    shifted = Sealed([KEK], {"table": "ab", "column": "c", "row": "1"}, b"correct horse", DATA_KEY, NONCE)
    unbound = Sealed([KEK], None, b"correct horse", DATA_KEY, NONCE)
    return moved + [
        invalid("a tenant where there was none", s.bytes(), place={**PLACE, "tenant": "acme"}),
        invalid("a type where there was none", s.bytes(), place={**PLACE, "type": "password"}),
        invalid("a field's end moved", shifted.bytes(), place={"table": "a", "column": "bc", "row": "1"}),
        invalid("bound, read as unbound", s.bytes(), place=None),
        invalid("unbound, read as bound", unbound.bytes()),
        invalid("an unknown KEK", s.bytes(), keks=(OTHER_KEK,)),
    ]


def shape_vectors(s):
    data, flags = s.bytes(), {0x02: "padded", 0x04: "compressed", 0x08: "streaming", 0x20: "unassigned"}
    encoded = text(data)
    assert len(data) % 3 == 0 and len(text(data + b"\x00")[4:]) % 4 == 2
    return [
        invalid("version 2", tampered(s, 1, 0x30), "unsupported"),
        invalid("suite 2", tampered(s, 1, 0x03), "unsupported"),
        invalid("schema 2", tampered(s, 3, 0x03), "unsupported"),
        invalid("neither inline recipients nor a shared data key", tampered(s, 2, 0x01)),
        invalid("a shared data key where it was not", tampered(s, 2, 0x10)),
        *[invalid(f"flag {name}", tampered(s, 2, bit), "unsupported") for bit, name in flags.items()],
        invalid("no prefix", encoded[4:], "not-an-envelope"),
        invalid("nothing", "", "not-an-envelope"),
        invalid("another case of the prefix", "GHE:" + encoded[4:], "not-an-envelope"),
        invalid("nothing behind the prefix", "ghe:"),
        invalid("another magic", tampered(s, 0)),
        invalid("padding", text(s.bytes() + b"\x00") + "=="),
        invalid("stray low bits", text(s.bytes() + b"\x00")[:-1] + "B"),
        invalid("a newline at the end", encoded + "\n"),
        invalid("a character of the other alphabet", encoded[:30] + "+" + encoded[31:]),
    ]


def main():
    sample = Sealed([KEK], PLACE, b"correct horse", DATA_KEY, NONCE)
    vectors = {
        "comment": "Vectors of docs/spec/envelope-v1.md, made by docs/spec/envelope_v1.py. The keys are for tests only.",
        "valid": valid_vectors(),
        "rewrap": rewrap_vectors(),
        "invalid": damaged_vectors(sample) + moved_vectors(sample) + shape_vectors(sample),
    }
    print(json.dumps(vectors, indent=1, ensure_ascii=True))


if __name__ == "__main__":
    main()

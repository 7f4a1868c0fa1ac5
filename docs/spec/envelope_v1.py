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


def fips_aes_256_gcm(key, nonce, plaintext, associated_data):
    message_key = mac(key, b"\x00\x00\x00\x01" + b"gatehouse/v1/message" + b"\x00" + nonce[:12] + b"\x00\x00\x01\x00")
    return AESGCM(message_key).encrypt(nonce[12:], plaintext, associated_data)


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


XAES, FIPS = 0x11, 0x12
INLINE, PADDED, SHARED = 0x01, 0x02, 0x10
SEALERS = {XAES: xaes_256_gcm, FIPS: fips_aes_256_gcm}


def data_key_id(data_key):
    return expand(data_key, "gatehouse/v1/data-key-id")[:8]


def shared_binding(suite, data_key):
    return bytes([0xE5, suite, SHARED, 0]) + data_key_id(data_key)


class Sealed:
    """An envelope whose parts can be looked at and tampered with."""

    def __init__(self, keks, place, plaintext, data_key, nonce, before=(), suite=XAES, flags=INLINE, bucket=None):
        self.keks, self.place, self.plaintext, self.data_key, self.nonce = keks, place, plaintext, data_key, nonce
        self.flags = flags
        message = plaintext if bucket is None else (plaintext + b"\x80").ljust(bucket, b"\x00")
        header = bytes([0xE5, suite, flags & ~INLINE, 0 if place is None else 1]) + data_key_id(data_key)
        label = bytes([suite])
        self.commitment = mac(expand(data_key, "gatehouse/v1/commit", label), header + encode_place(place))
        self.bound = header + self.commitment
        binding = shared_binding(suite, data_key) if flags & SHARED else self.bound
        self.recipients = list(before) + [local(kek, data_key, binding) for kek in keks]
        key = expand(data_key, "gatehouse/v1/encrypt", label)
        self.payload = nonce + SEALERS[suite](key, nonce, message, self.bound)

    def block(self, recipients=None):
        recipients = self.recipients if recipients is None else recipients
        return bytes([len(recipients)]) + b"".join(recipients)

    def bytes(self, block=None):
        head = bytearray(self.bound)
        head[2] = self.flags
        if not self.flags & INLINE:
            return bytes(head) + self.payload
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


def stored_vectors():
    def stored(name, *args, **more):
        sealed = Sealed([], *args, DATA_KEY, NONCE, **more)
        return {**valid(name, sealed), "stored": stored_copy(sealed)}

    return [
        stored("its data key in a store, 84 bytes more", PLACE, counting(0), flags=SHARED),
        stored("in a store, padded", PLACE, b"correct horse", flags=SHARED | PADDED, bucket=32),
        stored("in a store, suite 2", FULL, b"correct horse", flags=SHARED, suite=FIPS),
        stored("in a store, bound to no place", None, b"correct horse", flags=SHARED),
    ]


def stored_copy(sealed):
    """How the data key stands in the store, for the tenant of the place."""
    tenant = (sealed.place or {}).get("tenant")
    scope = encode_place({"tenant": tenant})
    binding = shared_binding(sealed.bound[1], sealed.data_key) + hashlib.sha256(scope).digest()
    wrapped = aes_key_wrap(expand(KEK, "gatehouse/v1/wrap", binding), sealed.data_key)
    return {"kek": KEK.hex(), "scope": scope.hex(), "binding": binding.hex(), "wrappedKey": wrapped.hex()}


def suite_and_flag_vectors():
    password = b"correct horse"
    return [
        valid("suite 2", Sealed([KEK], PLACE, password, DATA_KEY, NONCE, suite=FIPS)),
        valid("suite 2, an empty secret, bound to no place", Sealed([KEK], None, b"", DATA_KEY, NONCE, suite=FIPS)),
        valid("padded to 32", Sealed([KEK], PLACE, password, DATA_KEY, NONCE, flags=INLINE | PADDED, bucket=32)),
        valid("nothing, padded to 32", Sealed([KEK], PLACE, b"", DATA_KEY, NONCE, flags=INLINE | PADDED, bucket=32)),
        valid(
            "a secret that looks padded, padded to 64 with suite 2",
            Sealed([KEK], PLACE, b"x\x80\x00\x00", DATA_KEY, NONCE, flags=INLINE | PADDED, bucket=64, suite=FIPS),
        ),
        valid("a shared data key", Sealed([KEK], PLACE, password, DATA_KEY, NONCE, flags=INLINE | SHARED)),
        valid("a shared data key, elsewhere", Sealed([KEK], FULL, password, DATA_KEY, NONCE, flags=INLINE | SHARED)),
        valid(
            "a shared data key, padded, two recipients, suite 2",
            Sealed([OLD_KEK, KEK], PLACE, password, DATA_KEY, NONCE, suite=FIPS, flags=INLINE | SHARED | PADDED, bucket=32),
        ),
    ]


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
    shared = Sealed([OLD_KEK], PLACE, b"correct horse", DATA_KEY, NONCE, flags=INLINE | SHARED)
    shared_after = Sealed([KEK], PLACE, b"correct horse", DATA_KEY, NONCE, flags=INLINE | SHARED)
    return [
        {
            "name": "a shared data key",
            "from": OLD_KEK.hex(),
            "to": KEK.hex(),
            "before": text(shared.bytes()),
            "after": text(shared_after.bytes()),
        },
    ] + [
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


def mixed_vectors(s):
    password = b"correct horse"
    padded = Sealed([KEK], PLACE, password, DATA_KEY, NONCE, flags=INLINE | PADDED, bucket=32)
    shared = Sealed([KEK], PLACE, password, DATA_KEY, NONCE, flags=INLINE | SHARED)
    fips = Sealed([KEK], PLACE, password, DATA_KEY, NONCE, suite=FIPS)
    unpadded = Sealed([KEK], PLACE, password, DATA_KEY, NONCE, flags=INLINE | PADDED)
    zeros = Sealed([KEK], PLACE, bytes(16), DATA_KEY, NONCE, flags=INLINE | PADDED)
    stored = Sealed([], PLACE, password, DATA_KEY, NONCE, flags=SHARED)
    return [
        invalid("suite altered from 1 to 2", tampered(s, 1, 0x03)),
        invalid("suite altered from 2 to 1", tampered(fips, 1, 0x03)),
        invalid("suite 2, tag altered", tampered(fips, -1)),
        invalid("padded where it was not", tampered(s, 2, PADDED)),
        invalid("not padded where it was", tampered(padded, 2, PADDED)),
        invalid("not shared where it was", tampered(shared, 2, SHARED)),
        invalid("shared, recipients of a key that is not", shared.bytes(s.block())),
        invalid("not shared, recipients of a key that is", s.bytes(shared.block())),
        invalid("shared, at another place", shared.bytes(), place={**PLACE, "row": "18"}),
        invalid("padded, but no padding inside", unpadded.bytes()),
        invalid("padded, but only zeros inside", zeros.bytes()),
        invalid("its data key in a store that is not at hand", stored.bytes()),
        invalid("in a store, cut inside the nonce", stored.bytes()[:60]),
        invalid("in a store, cut inside the tag", stored.bytes()[:83]),
    ]


def shape_vectors(s):
    data, flags = s.bytes(), {0x04: "compressed", 0x08: "streaming", 0x20: "0x20", 0x40: "0x40", 0x80: "0x80"}
    encoded = text(data)
    assert len(data) % 3 == 0 and len(text(data + b"\x00")[4:]) % 4 == 2
    return [
        invalid("version 2", tampered(s, 1, 0x30), "unsupported"),
        invalid("version 0", tampered(s, 1, 0x10), "unsupported"),
        invalid("suite 0", tampered(s, 1, 0x01), "unsupported"),
        invalid("suite 3", tampered(s, 1, 0x02), "unsupported"),
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
        "valid": valid_vectors() + suite_and_flag_vectors(),
        "stored": stored_vectors(),
        "rewrap": rewrap_vectors(),
        "invalid": damaged_vectors(sample) + moved_vectors(sample) + mixed_vectors(sample) + shape_vectors(sample),
    }
    print(json.dumps(vectors, indent=1, ensure_ascii=True))


if __name__ == "__main__":
    main()

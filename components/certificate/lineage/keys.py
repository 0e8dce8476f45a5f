"""Makes private keys and signs ACME requests (RFC 7515), with openssl. Only openssl reads a key's file."""

import base64
import hashlib
import json
import os
import subprocess

ALGORITHMS = {
    "ecdsa-p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "rsa-2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
}


def openssl(*arguments, data=b""):
    """Runs openssl and returns its output. Raises OSError with openssl's message."""
    done = subprocess.run(["openssl", *arguments], input=data, capture_output=True, timeout=60)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise OSError(f"openssl {arguments[0]} failed: {said[0] if said else done.returncode}")
    return done.stdout


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make_key(path, kind):
    """Makes a key in a file that has all of it, or is not there, even after a power loss."""
    openssl("genpkey", *ALGORITHMS[kind], "-out", f"{path}.new")
    sync(f"{path}.new")
    os.replace(f"{path}.new", path)
    sync(os.path.dirname(path))


def sync(path):
    """Puts a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_damaged(path):
    """Whether a file is there that openssl cannot read as a key."""
    try:
        openssl("pkey", "-in", path, "-noout")
    except OSError:
        return os.path.exists(path)
    return False


def is_blank(path):
    """Whether a file is missing or empty. With any content, it may be the key of an account that is in use."""
    return not os.path.exists(path) or os.path.getsize(path) == 0


class AccountKey:
    """The key that signs requests: of P-256, or a certificate's of RSA with 2048 bits."""

    def __init__(self, path):
        if is_blank(path):
            make_key(path, "ecdsa-p256")
        self.path = path
        public = openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
        self.is_rsa = len(public) > 256
        # A public key on this curve ends with its point: two coordinates of 32 octets; one of RSA with its modulus of 256 octets, and 5 of the exponent 65537.
        # In the order that a thumbprint needs: RFC 7638, section 3.
        self.jwk = (
            {"e": "AQAB", "kty": "RSA", "n": base64url(public[-261:-5])}
            if self.is_rsa
            else {"crv": "P-256", "kty": "EC", "x": base64url(public[-64:-32]), "y": base64url(public[-32:])}
        )
        self.thumbprint = base64url(hashlib.sha256(json.dumps(self.jwk, separators=(",", ":")).encode()).digest())

    def sign(self, data):
        signature = openssl("dgst", "-sha256", "-sign", self.path, data=data)
        return signature if self.is_rsa else fixed_size(signature)

    def signed(self, header, payload):
        """The body of a request: RFC 8555, section 6.2. `payload` None reads."""
        protected = {"alg": "RS256" if self.is_rsa else "ES256", **header}
        parts = [base64url(json.dumps(protected).encode()), "" if payload is None else base64url(json.dumps(payload).encode())]
        signature = base64url(self.sign(".".join(parts).encode()))
        return json.dumps({"protected": parts[0], "payload": parts[1], "signature": signature}).encode()


def fixed_size(signature):
    """Both numbers of a signature in 32 octets each, as ES256 needs them (RFC 7518, section 3.4); openssl writes DER."""
    numbers, at = b"", 2
    for _ in range(2):
        length = signature[at + 1]
        numbers += int.from_bytes(signature[at + 2 : at + 2 + length], "big").to_bytes(32, "big")
        at += 2 + length
    return numbers

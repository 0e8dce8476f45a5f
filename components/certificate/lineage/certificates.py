"""Certificates and certificate requests, with openssl."""

import base64
import hashlib
import ipaddress
import re
import ssl

from keys import base64url, openssl


def is_address(name):
    try:
        ipaddress.ip_address(name)
        return True
    except ValueError:
        return False


def make_request(key, names):
    """A request for the names, DER; without a common name, which is limited to 64 letters and not needed."""
    return openssl("req", "-new", "-key", key, "-subj", "/", "-addext", alternatives(names), "-outform", "DER")


def alternatives(names):
    return "subjectAltName=" + ",".join(f"{'IP' if is_address(name) else 'DNS'}:{name}" for name in names)


def sign(key, site, names, days):
    """A certificate that is signed with its own key, PEM. RFC 5280, appendix A.1: a common name has 64 letters at most."""
    subject = f"/CN={site}" if len(site) <= 64 else "/"
    return openssl("req", "-x509", "-new", "-key", key, "-subj", subject, "-days", str(days), "-addext", alternatives(names)).decode()


def certificates_in(chain):
    return re.findall(r"-----BEGIN CERTIFICATE-----\n.+?\n-----END CERTIFICATE-----\n", chain, re.DOTALL)


class Certificate:
    """The first certificate of a chain in PEM."""

    def __init__(self, chain):
        self.leaf, *_ = certificates_in(chain)
        said = openssl("x509", "-noout", "-dates", "-serial", "-ext", "authorityKeyIdentifier", data=self.leaf.encode()).decode()
        self.begin, self.end = (ssl.cert_time_to_seconds(re.search(rf"{name}=(.+)", said).group(1)) for name in ("notBefore", "notAfter"))
        self.serial = int(re.search(r"serial=([0-9A-F]+)", said).group(1), 16)
        issuer = re.search(r"^\s+(?:keyid:)?((?:[0-9A-F]{2}:)+[0-9A-F]{2})\s*$", said, re.MULTILINE)
        self.issuer_key = issuer and bytes.fromhex(issuer.group(1).replace(":", ""))

    @property
    def id(self):
        """Its identifier in renewal information (RFC 9773, section 4.1); None if its issuer's key has no identifier."""
        if self.issuer_key is None:
            return None
        serial = self.serial.to_bytes(self.serial.bit_length() // 8 + 1, "big")
        return f"{base64url(self.issuer_key)}.{base64url(serial)}"

    @property
    def der(self):
        return base64.b64decode("".join(self.leaf.splitlines()[1:-1]))

    @property
    def draw(self):
        """A number in [0, 1) that is as good as random, and always the same for one certificate."""
        return int.from_bytes(hashlib.sha256(self.der).digest()[:6], "big") / 2**48


def faults(chain_file, key_file, names, root_file, now):
    """Why visitors would refuse a chain and a key; empty when they would not. The host's activation checks them again before it serves them."""
    with open(chain_file, encoding="ascii") as file:
        chain = file.read()
    found = certificates_in(chain)
    if not found:
        return "there is no certificate in what was issued"
    if openssl("x509", "-noout", "-pubkey", data=chain.encode()) != openssl("pkey", "-in", key_file, "-pubout"):
        return "the certificate is for another key"
    anchor = ["-partial_chain", "-trusted", "/dev/stdin"] if len(found) > 1 else ["-CAfile", root_file] if root_file else []
    for name in names:
        # A wildcard is checked as one of the names that it covers.
        asked = name.replace("*", "tlsup", 1)
        demand = ["-attime", str(int(now)), "-purpose", "sslserver", "-verify_ip" if is_address(name) else "-verify_hostname", asked]
        try:
            openssl("verify", *demand, *anchor, "-untrusted", chain_file, chain_file, data=found[-1].encode())
        except OSError as error:
            return f"visitors of {name} would refuse the certificate: {error}"
    return ""

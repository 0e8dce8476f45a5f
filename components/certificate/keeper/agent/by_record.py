"""Proves names by DNS records that stay, and that the host cannot change: dns-persist-01 (draft-ietf-acme-dns-persist)."""


class Proof:
    CHALLENGE = "dns-persist-01"

    def __init__(self, settings):
        self.records = {record["name"]: record["content"] for record in settings["records"]}

    def prepare(self, _acme, _challenge):
        """The records were there before the order."""

    def remedy(self, name):
        """What must be true of a name that the CA did not find proven."""
        record = f"_validation-persist.{name}"
        return f". The TXT record {record} must say: {self.records.get(record)}"

    def end(self):
        """The records stay."""

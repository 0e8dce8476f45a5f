import type { CertbotInputs } from "../../components/certificate/certbot/lineage";

/** Inputs of a lineage, for tests about something else. */
export const certbotInputs: CertbotInputs = {
  host: "198.51.100.7",
  port: 22,
  user: "root",
  privateKey: "SSH",
  hostKey: "ssh-ed25519 AAAA",
  machine: "1",
  site: "blog.example.com",
  names: ["blog.example.com"],
  challenge: "http-01",
  directory: "https://ca.example/dir",
  keyType: "ecdsa-p256",
  revokeOnDelete: false,
};

/**
 * The user_data of a new host: sets the host key for the first SSH session, and disables login with a password.
 * The text must never change: another user_data replaces the droplet. It holds no secret of the site, as every process on
 * the host can read it; its key authenticates a host only until the host has made its own.
 * Source: https://cloudinit.readthedocs.io/en/latest/reference/modules.html#ssh
 */
export function userData(temporaryKey: { readonly privateKey: string; readonly publicKey: string }): string {
  return `#cloud-config
disable_root: false
ssh_pwauth: false
ssh_deletekeys: true
ssh_keys:
  ed25519_private: |
${indent(temporaryKey.privateKey)}
  ed25519_public: ${temporaryKey.publicKey.trim()}
`;
}

function indent(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

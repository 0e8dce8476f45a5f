const key = "/etc/ssh/tlsup_host_ed25519_key";

/** The line with which the client confirms that it knows the new key; before it, the host changes nothing. */
export const confirmation = "pinned";

/**
 * Run over the first session: the host makes a key of its own, prints its public half and waits. Once the client has
 * confirmed, sshd offers that key only and the temporary one is deleted. A session that breaks before that can be repeated.
 */
export const rotateHostKey = `set -eu
umask 077
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
if [ ! -s ${key}.pub ]; then
  rm -f ${key}
  ssh-keygen -q -t ed25519 -N '' -C '' -f ${key}
fi
cat ${key}.pub
read -r answer
[ "$answer" = ${confirmation} ]
mkdir -p /etc/ssh/sshd_config.d
cat > /etc/ssh/sshd_config.d/10-tlsup.conf <<'EOF'
HostKey ${key}
PasswordAuthentication no
KbdInteractiveAuthentication no
EOF
chmod 0644 /etc/ssh/sshd_config.d/10-tlsup.conf
sshd -t
sync /etc/ssh/sshd_config.d/10-tlsup.conf ${key} ${key}.pub /etc/ssh
systemctl reload ssh.service
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
`;

const key = "/etc/ssh/tlsup_host_ed25519_key";
const folder = "/etc/ssh/sshd_config.d";
const configuration = `${folder}/10-tlsup.conf`;

/** The line by which the client confirms that it knows the new key; until then, the host changes nothing. */
export const confirmation = "pinned";

/**
 * Run in the first session: the host makes its own key, prints its public half and waits. Once the client has
 * confirmed, sshd offers only that key and the temporary one is deleted. A session that breaks earlier can be repeated.
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
# From here on the client knows the key: what has begun is finished, or undone, whatever becomes of the session.
trap '' HUP PIPE
is_valid() { install -d -m 0755 /run/sshd && sshd -t -o HostKey=${key}; }
# cloud-init may be restarting sshd at this moment, and its folder comes and goes meanwhile: to be valid once is enough.
becomes_valid() {
  for pause in 0.1 0.2 0.4 0.8 1.6 3.2; do
    is_valid 2> /dev/null && return
    sleep "$pause"
  done
  is_valid
}
becomes_valid
trap 'rm -f ${configuration}' EXIT
mkdir -p ${folder}
cat > ${configuration} <<'EOF'
HostKey ${key}
PasswordAuthentication no
KbdInteractiveAuthentication no
EOF
chmod 0644 ${configuration}
sync ${configuration} ${key} ${key}.pub ${folder} /etc/ssh
systemctl reload-or-restart ssh.service
trap - EXIT
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
`;

set -eu
umask 077
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
if [ ! -s /etc/ssh/tlsup_host_ed25519_key.pub ]; then
  rm -f /etc/ssh/tlsup_host_ed25519_key
  ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/tlsup_host_ed25519_key
fi
cat /etc/ssh/tlsup_host_ed25519_key.pub
read -r answer
[ "$answer" = pinned ]
# From here on the client knows the key: what has begun is finished, or undone, whatever becomes of the session.
trap '' HUP PIPE
is_valid() { install -d -m 0755 /run/sshd && sshd -t -o HostKey=/etc/ssh/tlsup_host_ed25519_key; }
# cloud-init may be restarting sshd at this moment, and its folder comes and goes meanwhile: to be valid once is enough.
becomes_valid() {
  for pause in 0.1 0.2 0.4 0.8 1.6 3.2; do
    is_valid 2> /dev/null && return
    sleep "$pause"
  done
  is_valid
}
becomes_valid
trap 'rm -f /etc/ssh/sshd_config.d/10-tlsup.conf' EXIT
mkdir -p /etc/ssh/sshd_config.d
cat > /etc/ssh/sshd_config.d/10-tlsup.conf <<'EOF'
HostKey /etc/ssh/tlsup_host_ed25519_key
PasswordAuthentication no
KbdInteractiveAuthentication no
EOF
chmod 0644 /etc/ssh/sshd_config.d/10-tlsup.conf
sync /etc/ssh/sshd_config.d/10-tlsup.conf /etc/ssh/tlsup_host_ed25519_key /etc/ssh/tlsup_host_ed25519_key.pub /etc/ssh/sshd_config.d /etc/ssh
systemctl reload-or-restart ssh.service
trap - EXIT
rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub

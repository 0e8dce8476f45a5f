#!/bin/bash
# Written by tlsup; the next push replaces it. Runs in the release's folder, and completes a copy of Postfix's earlier configuration.
set -eu
cp .before/etc/postfix/main.cf .before/etc/postfix/master.cf postfix/

# What Postfix uses as a client may refer to what is set here, and to the folder that is read, and stays as it is.
as_installed() { postconf -c postfix -o config_directory=/etc/postfix "$@"; }
as_client() { { as_installed -nx; as_installed -Px; } | grep -E '^([^ ]*/)?([sl]mtp|tlsproxy_client)_' | sort; }
client=$(as_client)
# The host's own configuration may demand TLS of everyone.
case $(postconf -c postfix -xh smtpd_tls_security_level smtpd_enforce_tls | tr 'A-Z\n' 'a-z ') in
  encrypt* | verify* | secure* | fingerprint* | ' yes'*) level=encrypt ;;
  *) level=may ;;
esac
postconf -c postfix -e "smtpd_tls_security_level = $level" \
  'smtpd_tls_chain_files = /opt/tlsup/blog.example.com/current/tls/privkey.pem, /opt/tlsup/blog.example.com/current/tls/fullchain.pem' \
  'smtpd_tls_cert_file =' \
  'smtpd_tls_key_file =' \
  'smtpd_tls_eccert_file =' \
  'smtpd_tls_eckey_file =' \
  'smtpd_tls_dcert_file =' \
  'smtpd_tls_dkey_file =' \
  'smtpd_tls_auth_only = yes' \
  'smtpd_tls_protocols = >=TLSv1.2' \
  'smtpd_tls_ciphers = medium' \
  'smtpd_tls_mandatory_protocols = >=TLSv1.2' \
  'smtpd_tls_mandatory_ciphers = medium' \
  'smtpd_tls_eecdh_grade = auto' \
  'tls_preempt_cipherlist = no'

mapfile -t kept < <(as_client | comm -13 - <(printf '%s\n' "$client") | grep .)
added=() parameters=()
for each in "${kept[@]}"; do
  if [[ ${each%% = *} == */* ]]; then parameters+=("$each"); else postconf -c postfix -e "$each"; fi
done
mapfile -t served < <(postconf -c postfix -M | sed -n 's/^\([^ ]*\)  *inet .*/\1/p')

offer() { # NAMES PARAMETER=VALUE...: serves one port, by the listeners that it already has in master.cf, else under the first name
  local each services=()
  for each in "${served[@]}"; do
    # One may name its address.
    if [[ " $1 " == *" ${each##*:} "* ]]; then services+=("$each"); fi
  done
  if [ "${#services[@]}" = 0 ]; then
    services=("${1%% *}")
    added+=("${1%% *}/inet=${1%% *} inet n - y - - smtpd")
  fi
  shift
  for each in "${services[@]}"; do parameters+=("${@/#/$each/inet/}"); done
}

# Also where master.cf says otherwise.
offer 'smtp 25' 'smtpd_tls_protocols=>=TLSv1.2' 'smtpd_tls_ciphers=medium' 'smtpd_tls_mandatory_protocols=>=TLSv1.2' 'smtpd_tls_mandatory_ciphers=medium' 'tls_medium_cipherlist=ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305' 'tls_eecdh_auto_curves=X25519,prime256v1,secp384r1'
offer 'submission 587' 'smtpd_tls_security_level=encrypt' 'smtpd_tls_mandatory_protocols=>=TLSv1.2' 'smtpd_tls_mandatory_ciphers=medium' 'tls_medium_cipherlist=ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305' 'tls_eecdh_auto_curves=X25519,prime256v1,secp384r1'
offer 'submissions smtps 465' smtpd_tls_wrappermode=yes 'smtpd_tls_security_level=encrypt' 'smtpd_tls_mandatory_protocols=>=TLSv1.2' 'smtpd_tls_mandatory_ciphers=medium' 'tls_medium_cipherlist=ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305' 'tls_eecdh_auto_curves=X25519,prime256v1,secp384r1'

if [ "${#added[@]}" -gt 0 ]; then postconf -c postfix -M -e "${added[@]}"; fi
postconf -c postfix -P -e "${parameters[@]}"

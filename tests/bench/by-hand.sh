#!/usr/bin/env bash
# The floor: what a person does by podman, ssh, openssl and apt, from nothing to HTTP 200 over TLS.
# by-hand.sh IMAGE NETWORK NAME FOLDER [RUNTIME]
set -euo pipefail
image=$1 network=$2 name=$3 folder=$4 runtime=${5:-}
export PODMAN_IGNORE_CGROUPSV1_WARNING=1
trap 'podman rm --force --time 0 "$name" > /dev/null' EXIT

ssh-keygen -q -t ed25519 -N '' -C '' -f "$folder/login"
ssh-keygen -q -t ed25519 -N '' -C '' -f "$folder/host"
mkdir "$folder/seed"
printf 'instance-id: %s\nlocal-hostname: %s\npublic-keys: ["%s"]\n' "$name" "$name" "$(cat "$folder/login.pub")" > "$folder/seed/meta-data"
{
  printf '#cloud-config\ndisable_root: false\nssh_keys:\n  ed25519_private: |\n'
  sed 's/^/    /' "$folder/host"
  printf '  ed25519_public: %s\n' "$(cat "$folder/host.pub")"
} > "$folder/seed/user-data"

podman ${runtime:+--runtime "$runtime"} run --detach --name "$name" --network "$network" --systemd=always --privileged \
  --ulimit nofile=16384:16384 --ulimit nproc=16384:16384 \
  --volume "$folder/seed:/var/lib/cloud/seed/nocloud:ro" "$image" /sbin/init > /dev/null
address=$(podman inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$name")
printf '%s %s\n' "$address" "$(cat "$folder/host.pub")" > "$folder/known_hosts"
connect=(ssh -q -i "$folder/login" -o UserKnownHostsFile="$folder/known_hosts" -o ConnectTimeout=1 "root@$address")
until "${connect[@]}" true 2> /dev/null; do sleep 0.1; done

openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=hand.test -addext subjectAltName=DNS:hand.test \
  -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2> /dev/null
cat > "$folder/site.conf" <<'CONF'
server {
  listen 443 ssl;
  server_name hand.test;
  ssl_certificate /etc/nginx/fullchain.pem;
  ssl_certificate_key /etc/nginx/privkey.pem;
  location / { return 200 "ok\n"; }
}
CONF
tar --create --directory "$folder" fullchain.pem privkey.pem site.conf | "${connect[@]}" 'set -e
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -q && apt-get install -q -y --no-install-recommends nginx openssl curl python3; } > /dev/null 2>&1
tar --extract --directory /etc/nginx && mv /etc/nginx/site.conf /etc/nginx/conf.d/
nginx -t -q && systemctl restart nginx'
[ "$(curl --silent --cacert "$folder/fullchain.pem" --resolve "hand.test:443:$address" https://hand.test/)" = ok ]

#!/bin/bash
# Written by tlsup; the next push replaces it.
REDISCLI_AUTH=$(sed -n 's/^ *requirepass  *"\{0,1\}\([^"]*\)"\{0,1\} *$/\1/p' /etc/redis/redis.conf | tail -n 1)
if [ -n "$REDISCLI_AUTH" ]; then export REDISCLI_AUTH; else unset REDISCLI_AUTH; fi
said=$(/usr/bin/redis-cli --no-auth-warning --tls --insecure -h 127.0.0.1 -p 6380 \
  config set tls-cert-file /opt/tlsup/blog.example.com/current/tls/fullchain.pem tls-key-file /opt/tlsup/blog.example.com/current/redis/privkey.pem 2>&1)
if [ "$said" = OK ]; then exit; fi
echo "Redis is restarted for its new certificate, as it answered: $said"
systemctl --no-block restart redis-server.service

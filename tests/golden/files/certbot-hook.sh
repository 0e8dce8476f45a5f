#!/bin/sh
# Written by tlsup: a certificate that certbot has renewed is put in force as a push does it.
[ "$RENEWED_LINEAGE" = /etc/letsencrypt/live/blog.example.com ] || exit 0
exec systemctl restart tlsup-renew-blog.example.com.service

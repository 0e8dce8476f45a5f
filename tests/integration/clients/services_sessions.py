"""Logs in over IMAP and FTP, says so, waits for a line, and then asks something in each session: NAME ADDRESS ROOTS."""
import ftplib
import imaplib
import json
import socket
import ssl
import sys

name, address, roots = sys.argv[1:]
context = ssl.create_default_context(cafile=roots)
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *args, **options: resolve(address if host == name else host, *args, **options)

imap = imaplib.IMAP4_SSL(name, ssl_context=context)
imap.login("alice", "secret-of-alice")
ftp = ftplib.FTP_TLS(name, context=context)
ftp.login("alice", "secret-of-alice")
print("logged in", flush=True)
sys.stdin.readline()
print(json.dumps({"imap": imap.noop()[0], "ftp": ftp.pwd()}))

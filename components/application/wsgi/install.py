"""Makes the virtual environment of a Python program.

`install` runs as an unprivileged user, together with code from packages; `take` runs as root, and trusts nothing in its input.
"""

import glob
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile

PYTHON = "/usr/bin/python3"


def normal(project):
    """The name of a project, normalized for comparison (PEP 503)."""
    return re.sub("[-_.]+", "-", project).lower()


def lines_of(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read().splitlines()


def pip(target, *arguments):
    """The lines that pip says of its failure; `None` if it did not fail."""
    (wheel,) = glob.glob(os.path.join(sysconfig.get_config_var("WHEEL_PKG_DIR"), "pip-*.whl"))
    quiet = ["--no-input", "--no-color", "--disable-pip-version-check", "--no-cache-dir", "--quiet"]
    command = [f"{target}/bin/python3", "-I", f"{wheel}/pip", "--isolated", *quiet, *arguments]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if ended.returncode == 0:
        return None
    return ended.stdout.decode(errors="replace").splitlines()[-20:] or [f"pip ended with {ended.returncode}"]


def install_required(target, folder):
    # Debian's installed packages differ from host to host.
    options = ["--progress-bar=off", "--no-warn-script-location", "--ignore-installed"]
    said = pip(target, "install", *options, "--requirement", f"{folder}/requirements.txt", "--constraint", f"{folder}/constraints.txt")
    # What requires gunicorn gets Debian's, which has security updates; one in the environment would come first.
    said = said or pip(target, "uninstall", "--yes", "gunicorn")
    if not said:
        return
    if "--only-binary :all:" in lines_of(folder, "requirements.txt") and any("No matching distribution" in line for line in said):
        said.append("Only wheels are installed, unless the application's setting `builds` is true")
    sys.exit("\n".join(line.strip() for line in said if line.strip()))


def refuse_unnamed(target, folder):
    """Refuses packages whose version no line names, as the next host could get another version."""
    lines = lines_of(folder, "requirements.txt") + lines_of(folder, "constraints.txt")
    named = {normal(re.match("[A-Za-z0-9._-]+", line)[0]) for line in lines if not line.startswith("-")}
    path = glob.glob(f"{target}/lib/python3*/site-packages")
    installed = ((found.metadata["Name"], found.version) for found in importlib.metadata.distributions(path=path))
    unnamed = sorted(f"{name}=={version}" for name, version in installed if normal(name) not in named)
    if unnamed:
        sys.exit(f"the requirements require more, and no line names its version: add {', '.join(unnamed)} to the file of requirements")


def install(target, folder, code):
    here = tempfile.mkdtemp(dir="/var/tmp")
    # Packages' scripts contain the final path of the environment.
    application = os.path.dirname(target)
    os.symlink(here, application)
    os.symlink(code, f"{application}/code")
    subprocess.run([PYTHON, "-I", "-m", "venv", "--without-pip", "--system-site-packages", target], stdout=sys.stderr, check=True)
    install_required(target, folder)
    refuse_unnamed(target, folder)
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as archive:
        archive.add(target, arcname="")


def take(target):
    """Writes only plain files and folders, and finally links that stay inside, regardless of what else the archive contains."""
    os.mkdir(target)
    try:
        with tarfile.open(fileobj=sys.stdin.buffer, mode="r|") as archive:
            links = [link for member in archive for link in write(archive, member, target)]
    except tarfile.ReadError:
        # The sender has already said why the archive is incomplete.
        sys.exit(1)
    link_inside(os.path.realpath(target), links)


def write(archive, member, target):
    """Writes a file or a folder. Returns a link instead, so that nothing is written through it."""
    name = member.name
    if not name.isprintable() or name.startswith("/") or ".." in name.split("/"):
        sys.exit(f"the environment must hold names of printable characters below its folder: {name!r} is another")
    path = os.path.join(target, name)
    if member.isdir():
        os.makedirs(path, exist_ok=True)
    elif member.isreg() and not member.issparse():
        with open(path, "xb") as file:
            shutil.copyfileobj(archive.extractfile(member), file)
        os.chmod(path, 0o755 if member.mode & 0o100 else 0o644)
        # Python uses compiled code only if its source still has the same time.
        os.utime(path, (member.mtime, member.mtime))
    elif member.issym():
        return [(name, member.linkname)]
    else:
        sys.exit(f"the environment must hold files, folders and symbolic links only: {name!r} is none of them")
    return []


def link_inside(target, links):
    for name, to in links:
        folder = os.path.dirname(os.path.join(target, name))
        if os.path.realpath(folder) != os.path.normpath(folder):
            sys.exit(f"the environment must hold nothing behind a link: {name!r} is")
        if os.path.isabs(to) and to != PYTHON:
            sys.exit(f"the environment must hold no link that leads out: {name!r} leads to {to!r}")
        os.symlink(to, os.path.join(target, name))
    for name, to in links:
        end = os.path.realpath(os.path.join(target, name))
        if end != os.path.realpath(PYTHON) and os.path.commonpath([target, end]) != target:
            sys.exit(f"the environment must hold no link that leads out: {name!r} leads to {to!r}")


if __name__ == "__main__":
    {"install": install, "take": take}[sys.argv[1]](*sys.argv[2:])

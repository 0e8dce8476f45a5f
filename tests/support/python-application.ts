import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { WsgiApplication } from "../../components/application/wsgi/wsgi";

/** A wheel is a zip with three files about itself (PEP 427). */
const makeWheel = `
import sys, zipfile
file, name, version, text, requires = sys.argv[1:]
about = f"{name}-{version}.dist-info"
with zipfile.ZipFile(file, "w") as wheel:
    wheel.writestr(f"{name}.py", text)
    wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n" + (f"Requires-Dist: {requires}\\n" if requires else ""))
    wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\\nGenerator: tlsup\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{about}/RECORD", "")
`;

/** A source distribution is a tar archive; this one builds itself (PEP 517), and needs nothing else for it. */
const makeSource = `
import io, sys, tarfile
file, name, version, backend = sys.argv[1:]
texts = {
    "pyproject.toml": '[build-system]\\nrequires = []\\nbuild-backend = "backend"\\nbackend-path = ["."]\\n',
    "PKG-INFO": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n",
    "backend.py": backend,
}
with tarfile.open(file, "w:gz") as archive:
    for path, text in texts.items():
        member = tarfile.TarInfo(f"{name}-{version}/{path}")
        member.size = len(text.encode())
        archive.addfile(member, io.BytesIO(text.encode()))
`;

const source = `import os
import greeting

def application(environ, start_response):
    received = str(len(environ["wsgi.input"].read()))
    own = [os.environ[name] for name in ("LEVEL", "PASSWORD")]
    facts = [greeting.text, *own, environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], os.environ["STATE_DIRECTORY"], received]
    body = " ".join(facts).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
`;

/** A small program in Python, which requires one project that is sent along as a wheel. */
export class PythonApplication {
  readonly folder = mkdtempSync(join(tmpdir(), "tlsup-python-"));

  constructor() {
    for (const version of ["1.0", "2.0"]) this.wheel("greeting", version, `text = 'greeting ${version}'\n`);
    this.write("app.py", source);
  }

  /** Changes the program: the version of its requirement, and the lines at its end. Returns its settings. */
  settings(version: string, lines = ""): WsgiApplication {
    return this.requiring({ "requirements.txt": `--no-index\n--find-links wheels\ngreeting==${version}\n` }, lines);
  }

  /** Like {@link settings}, with requirements files; `requirements.txt` is the first. */
  requiring(files: Readonly<Record<string, string>>, lines = ""): WsgiApplication {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    this.write("app.py", source + lines);
    return { kind: "wsgi", directory: this.folder, callable: "app:application", requirements: "requirements.txt", workers: 2, environment: { LEVEL: "info" } };
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Adds an executable shell script. */
  command(path: string, script: string): void {
    this.write(path, `#!/bin/sh\n${script}\n`);
    chmodSync(join(this.folder, path), 0o755);
  }

  /** Makes a wheel of a module, which may require another project. Returns its SHA-256. */
  wheel(name: string, version: string, text: string, requires = ""): string {
    return this.#make(`${name}-${version}-py3-none-any.whl`, makeWheel, name, version, text, requires);
  }

  /** Makes a source distribution that `backend` builds: a module in Python with the hooks of PEP 517. */
  sourceDistribution(name: string, version: string, backend: string): void {
    this.#make(`${name}-${version}.tar.gz`, makeSource, name, version, backend);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #make(name: string, program: string, ...args: string[]): string {
    const file = join(this.folder, "wheels", name);
    mkdirSync(dirname(file), { recursive: true });
    execFileSync("python3", ["-c", program, file, ...args]);
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  }
}

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WsgiApplication } from "../../components/https-server/application/wsgi";

/** A wheel is a zip with three files about itself (PEP 427). */
const makeWheel = `
import sys, zipfile
folder, version = sys.argv[1:]
about = f"greeting-{version}.dist-info"
with zipfile.ZipFile(f"{folder}/greeting-{version}-py3-none-any.whl", "w") as wheel:
    wheel.writestr("greeting.py", f"text = 'greeting {version}'\\n")
    wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\\nName: greeting\\nVersion: {version}\\n")
    wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\\nGenerator: tlsup\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{about}/RECORD", "")
`;

const source = `import os
import greeting

def application(environ, start_response):
    facts = [greeting.text, os.environ["LEVEL"], os.environ["PASSWORD"], environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], os.environ["STATE_DIRECTORY"], str(len(environ["wsgi.input"].read()))]
    body = " ".join(facts).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
`;

/** A small program in Python, which requires one project that travels along as a wheel. */
export class PythonApplication {
  readonly folder = mkdtempSync(join(tmpdir(), "tlsup-python-"));

  constructor() {
    mkdirSync(join(this.folder, "wheels"));
    for (const version of ["1.0", "2.0"]) execFileSync("python3", ["-c", makeWheel, join(this.folder, "wheels"), version]);
    writeFileSync(join(this.folder, "app.py"), source);
  }

  /** Its settings, after it was changed: a version of what it requires, and lines at its end. */
  settings(version: string, lines = ""): WsgiApplication {
    writeFileSync(join(this.folder, "requirements.txt"), `--no-index\n--find-links wheels\ngreeting==${version}\n`);
    writeFileSync(join(this.folder, "app.py"), source + lines);
    return { kind: "wsgi", directory: this.folder, callable: "app:application", requirements: "requirements.txt", workers: 2, environment: { LEVEL: "info" } };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

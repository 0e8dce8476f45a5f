import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../support/environment";

const program = join(root, "components", "application", "wsgi", "install.py");

/** An archive whose members are lines of Python: `file(name, text, mode)`, `folder(name)`, `link(name, to)`, `other(name, type)`. */
function archive(...members: string[]): Buffer {
  const script = `
import io, sys, tarfile
archive = tarfile.open(fileobj=sys.stdout.buffer, mode="w|")
def add(name, kind, to="", text="", mode=0o644):
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mode, member.uid, member.mtime, member.size = kind, to, mode, 1000, 1000000000, len(text)
    archive.addfile(member, io.BytesIO(text.encode()))
def file(name, text="", mode=0o644): add(name, tarfile.REGTYPE, "", text, mode)
def folder(name, mode=0o755): add(name, tarfile.DIRTYPE, mode=mode)
def link(name, to): add(name, tarfile.SYMTYPE, to)
def other(name, kind, to=""): add(name, kind, to)
${members.join("\n")}
archive.close()
`;
  return spawnSync("python3", ["-c", script], { maxBuffer: 2 ** 20 }).stdout;
}

describe("what an unprivileged user has installed", () => {
  let folder: string;
  const taken = (content: Buffer): { readonly status: number | null; readonly said: string } => {
    const { status, stderr } = spawnSync("python3", ["-I", program, "take", join(folder, "taken")], { input: content, encoding: "utf8" });
    return { status, said: stderr.trim() };
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tlsup-install-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is taken as plain files, folders and links, with its times and plain modes", () => {
    const content = archive(
      'folder(".")',
      'folder("bin", 0o777)',
      'file("bin/run", "text", 0o6777)',
      'file("data", "", 0o4604)',
      'link("lib64", "bin")',
      'link("bin/python3", "/usr/bin/python3")',
      'link("bin/python", "python3")',
      'link("bin/up", "../data")',
    );
    expect(taken(content)).toEqual({ status: 0, said: "" });
    const modes = ["bin", "bin/run", "data"].map((name) => (statSync(join(folder, "taken", name)).mode & 0o7777).toString(8));
    expect(modes).toEqual(["755", "755", "644"]);
    expect(readFileSync(join(folder, "taken", "bin", "run"), "utf8")).toBe("text");
    expect(statSync(join(folder, "taken", "data")).mtimeMs).toBe(1e12);
    expect(readlinkSync(join(folder, "taken", "lib64"))).toBe("bin");
  });

  test.each([
    ["an absolute name", ['file("/tmp/tlsup-was-here")'], "must hold names of printable characters below its folder: '/tmp/tlsup-was-here'"],
    ["a name that leads up", ['folder("a")', 'file("a/../../outside")'], "must hold names of printable characters below its folder"],
    ["a name of two lines", ['file("a\\nb")'], "must hold names of printable characters below its folder"],
    ["a link to a file of the host", ['link("a", "/etc/passwd")'], "must hold no link that leads out: 'a' leads to '/etc/passwd'"],
    ["a link to another Python", ['link("a", "/usr/bin/python3/..")'], "must hold no link that leads out"],
    ["a link that leads up", ['link("a", "../outside")'], "must hold no link that leads out: 'a' leads to '../outside'"],
    [
      "links that lead up together",
      ['folder("d")', 'folder("d/e")', 'link("d/e/top", "../..")', 'link("a", "d/e/top/../outside")'],
      "must hold no link that leads out: 'a' leads to 'd/e/top/../outside'",
    ],
    ["a link that is written through a link", ['link("a", "..")', 'link("a/outside", "x")'], "must hold nothing behind a link: 'a/outside' is"],
    ["a hard link", ['file("a")', 'other("b", tarfile.LNKTYPE, "a")'], "must hold files, folders and symbolic links only: 'b' is none of them"],
    ["a device", ['other("a", tarfile.CHRTYPE)'], "must hold files, folders and symbolic links only: 'a' is none of them"],
    ["a pipe", ['other("a", tarfile.FIFOTYPE)'], "must hold files, folders and symbolic links only: 'a' is none of them"],
  ])("is refused when it holds %s; nothing is written elsewhere", (_, members, reason) => {
    const { status, said } = taken(archive(...members));
    expect(status).toBe(1);
    expect(said).toContain(`the environment ${reason}`);
    expect(readdirSync(folder)).toEqual(["taken"]);
    expect(existsSync("/tmp/tlsup-was-here")).toBe(false);
  });

  test.each([
    ["a file twice", ['file("a", "1")', 'file("a", "2")']],
    ["a file behind a link, which is made last", ['link("a", "b")', 'file("a/c")']],
  ])("is refused when it holds %s", (_, members) => {
    expect(taken(archive(...members)).status).not.toBe(0);
    expect(readdirSync(folder)).toEqual(["taken"]);
  });

  test("is refused without a word when it did not arrive: whoever should have sent it says why", () => {
    expect(taken(Buffer.alloc(0))).toEqual({ status: 1, said: "" });
    rmSync(join(folder, "taken"), { recursive: true });
    expect(taken(archive('file("a", "x" * 5000)').subarray(0, 2000))).toEqual({ status: 1, said: "" });
  });

  test("is not put where something is already", () => {
    expect(taken(archive('file("a")')).status).toBe(0);
    expect(taken(archive('file("b")'))).toMatchObject({ status: 1, said: expect.stringContaining("FileExistsError") as string });
    expect(readdirSync(join(folder, "taken"))).toEqual(["a"]);
  });
});

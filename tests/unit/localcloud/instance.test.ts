import { mkdtempSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { instanceAt, localDirectory, slots } from "../../../localcloud/instance";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "tlsup-instance-"));
});
afterEach(() => rmSync(base, { recursive: true }));

describe("the folder of the local cloud", () => {
  test("is what TLSUP_LOCAL_DIR names, also when it does not exist yet", () => {
    expect(localDirectory({ TLSUP_LOCAL_DIR: join(base, "a", "b") })).toBe(join(base, "a", "b"));
  });

  test("is made absolute", () => {
    expect(localDirectory({ TLSUP_LOCAL_DIR: "cloud" })).toBe(join(process.cwd(), "cloud"));
  });

  test("is in XDG_DATA_HOME, which is ~/.local/share by default and when empty", () => {
    expect(localDirectory({ XDG_DATA_HOME: base })).toBe(join(base, "tlsup", "local"));
    expect(localDirectory({})).toBe(join(homedir(), ".local", "share", "tlsup", "local"));
    expect(localDirectory({ XDG_DATA_HOME: "", TLSUP_LOCAL_DIR: "" })).toBe(join(homedir(), ".local", "share", "tlsup", "local"));
  });
});

describe("an instance", () => {
  test("has the addresses of its slot", () => {
    expect(instanceAt(base, 0)).toMatchObject({ address: "127.77.0.1", subnet: "198.51.100.0/27", gateway: "198.51.100.1" });
    expect(instanceAt(base, 7)).toMatchObject({ address: "127.77.7.1", subnet: "198.51.100.224/27", gateway: "198.51.100.225" });
    expect(new Set(slots.map((slot) => instanceAt(base, slot).subnet)).size).toBe(8);
  });

  test("has an id of its folder alone: the same by a link, in every slot, before and after the folder is made", () => {
    const before = instanceAt(join(base, "cloud"), 0);
    mkdirSync(join(base, "cloud"));
    symlinkSync(join(base, "cloud"), join(base, "link"));
    expect(before.id).toMatch(/^[0-9a-f]{8}$/);
    expect(before.network).toBe(`tlsup-${before.id}`);
    expect(instanceAt(join(base, "link"), 2)).toMatchObject({ id: before.id, directory: before.directory });
    expect(instanceAt(join(base, "other"), 0).id).not.toBe(before.id);
  });
});

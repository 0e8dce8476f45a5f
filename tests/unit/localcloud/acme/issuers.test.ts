import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Issuers } from "../../../../localcloud/acme/issuers";
import { openAuthority } from "../../../../localcloud/pki/open-authority";
import { Store } from "../../../../localcloud/store/store";

const day = 24 * 60 * 60 * 1_000;
const start = Date.UTC(2026, 0, 1);
const everything = mkdtempSync(join(tmpdir(), "tlsup-issuers-"));
const folder = (): string => mkdtempSync(join(everything, "one-"));
afterAll(() => rmSync(everything, { recursive: true }));

let roots: string[];
beforeAll(async () => {
  roots = await Promise.all(["first", "second", "third"].map(async (name) => (await openAuthority(folder(), name)).certificate));
});

describe("the roots of an ACME server that makes itself a new one at each start", () => {
  let directory: string;
  const open = (): Issuers => new Issuers(new Store(directory));
  beforeEach(() => {
    directory = folder();
  });

  const adoptDaily = (...certificates: (string | undefined)[]): void => {
    certificates.forEach((certificate, index) => open().adopt(certificate ?? "", start + index * day));
  };

  test("are all trusted, the current one first, then the last retired", () => {
    adoptDaily(...roots);
    expect(open().roots()).toEqual([roots[2], roots[1], roots[0]]);
  });

  test("stay the same when the current one is told again", () => {
    adoptDaily(roots[0], roots[1], roots[1]);
    expect(open().roots()).toEqual([roots[1], roots[0]]);
  });

  test("are trusted for 90 days after the last certificate can have been issued under them, and no longer", () => {
    adoptDaily(roots[0], roots[1]);
    const retired = start + day;
    open().adopt(roots[2] ?? "", retired + 90 * day);
    expect(open().roots()).toEqual([roots[2], roots[1], roots[0]]);
    open().adopt(roots[2] ?? "", retired + 90 * day + 1);
    expect(open().roots()).toEqual([roots[2], roots[1]]);
  });

  test("are none before its first start", () => {
    expect(open().roots()).toEqual([]);
  });
});

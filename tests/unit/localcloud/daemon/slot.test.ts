import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instanceAt } from "../../../../localcloud/instance";
import { chooseSlot, openInstance } from "../../../../localcloud/daemon/slot";

const directory = "/nowhere/cloud";
const user = "podman network other";

describe("the slot of a new local cloud", () => {
  test("is the first one on a machine without any", () => {
    expect(chooseSlot(directory, [])).toBe(0);
  });

  test("is the first that no network and no interface occupies", () => {
    expect(
      chooseSlot(directory, [
        { subnet: "198.51.100.0/27", user },
        { subnet: "198.51.100.40/32", user: "interface eth0" },
      ]),
    ).toBe(2);
  });

  test("has none of the addresses that are led to machines by routes on another network", () => {
    expect(chooseSlot(directory, [{ subnet: "203.0.113.0/28", user: "the mirror deb.example.org" }])).toBe(1);
  });

  test("is its own again after the folder was deleted by hand", () => {
    const used = [
      { subnet: "198.51.100.64/27", user: `podman network ${instanceAt(directory, 0).network}` },
      { subnet: "198.51.100.65/27", user: "interface cni-podman3" },
    ];
    expect(chooseSlot(directory, used)).toBe(2);
  });

  test("that does not exist is an error which names who holds each, and what to do", () => {
    expect(() => chooseSlot(directory, [{ subnet: "198.51.100.0/24", user: "podman network lab" }])).toThrow(
      /198\.51\.100\.224\/27: podman network lab[^]*tlsup local reset/,
    );
  });
});

describe("an existing local cloud", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tlsup-slot-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("keeps its slot", () => {
    writeFileSync(join(folder, "instance.json"), JSON.stringify({ slot: 3, directory: folder }));
    expect(openInstance(folder)).toEqual(instanceAt(folder, 3));
  });

  test("that was moved is refused: its containers carry the name of the old folder", () => {
    writeFileSync(join(folder, "instance.json"), JSON.stringify({ slot: 3, directory: "/elsewhere" }));
    expect(() => openInstance(folder)).toThrow("it was made as /elsewhere");
  });

  test("does not exist in an empty folder", () => {
    expect(openInstance(folder)).toBeUndefined();
  });
});

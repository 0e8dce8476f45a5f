import { circle, componentFolders, merged, type Folders } from "../../support/folders";

const folders = componentFolders();

function graph(edges: Readonly<Record<string, readonly string[]>>): Folders {
  return new Map(Object.entries(edges).map(([from, to]) => [from, new Map(to.map((folder) => [folder, `${from} -> ${folder}`]))]));
}

test("a circle of folders is found, with what it is made of", () => {
  expect(circle(graph({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }))).toEqual([]);
  expect(circle(graph({ a: ["b"], b: ["c"], c: ["d"], d: ["b"] }))).toEqual(["b -> c", "c -> d", "d -> b"]);
});

test("the imports of every folder below components/ are looked at, those of its execution/ as its own", () => {
  expect([...folders.keys()]).toEqual(expect.arrayContaining(["server", "server/common", "server/nginx", "certificate/x509", "release/push"]));
  expect([...folders.keys()].filter((folder) => folder.endsWith("execution"))).toEqual([]);
  expect(folders.get("server")?.get("server/nginx")).toMatch(/^components\/server\/registry\.ts imports \.\/nginx\//);
});

test("no circle leads from a folder below components/ to itself", () => {
  expect(circle(folders)).toEqual([]);
});

test("no circle leads from a folder at the top of components/ to itself, with all that is in it", () => {
  expect(circle(merged(folders, (folder) => folder.split("/")[0] ?? ""))).toEqual([]);
});

test("a folder imports from those inside it, never from the one that it is in", () => {
  const upward = [...folders].flatMap(([from, imports]) => [...imports].flatMap(([to, evidence]) => (from.startsWith(`${to}/`) ? [evidence] : [])));
  expect(upward).toEqual([]);
});

import { changedPaths, purgeEffect, purgeRequests } from "../../../../components/edge/cloudflare/purge/cache-purge";

const domain = "blog.example.com";

test("files that are new, changed or gone have changed", () => {
  expect(changedPaths({ a: "1", b: "1", c: "1" }, { a: "1", b: "2", d: "1" })).toEqual(["b", "c", "d"]);
  expect(changedPaths({ a: "1" }, { a: "1" })).toEqual([]);
});

test("a file is forgotten by its URL, as the edge may have asked for it by either scheme", () => {
  expect(purgeRequests(domain, ["a b/ü#?.css"])).toEqual([{ files: [`https://${domain}/a%20b/%C3%BC%23%3F.css`, `http://${domain}/a%20b/%C3%BC%23%3F.css`] }]);
});

test("what answers for a folder is forgotten by the folder's URL as well", () => {
  const urls = (paths: string[]): string[] => purgeRequests(domain, paths).flatMap((request) => ("files" in request ? request.files : []));
  expect(urls(["index.html"])).toEqual(["index.html", ""].flatMap((path) => [`https://${domain}/${path}`, `http://${domain}/${path}`]));
  expect(urls(["a/index.html"]).filter((url) => url.startsWith("https"))).toEqual(["a/index.html", "a/", "a"].map((path) => `https://${domain}/${path}`));
});

test("folders of a large site are forgotten by what their URLs begin with, beside single files", () => {
  expect(purgeRequests(domain, ["style.css", "ü/"])).toEqual([
    { files: [`https://${domain}/style.css`, `http://${domain}/style.css`] },
    { prefixes: [`${domain}/%C3%BC`] },
  ]);
});

test("a request has at most 100 URLs, and of more than four everything of the name is forgotten, and of no other", () => {
  const paths = (count: number): string[] => Array.from({ length: count }, (_, index) => `${String(index)}.css`);
  expect(purgeRequests(domain, paths(51)).map((request) => ("files" in request ? request.files.length : request))).toEqual([100, 2]);
  expect(purgeRequests(domain, paths(200))).toHaveLength(4);
  expect(purgeRequests(domain, paths(201))).toEqual([{ hosts: [domain] }]);
});

test.each(["./", "404.html"])("everything of the name is forgotten when %s changes, which is behind any URL", (path) => {
  expect(purgeRequests(domain, ["a.css", path])).toEqual([{ hosts: [domain] }]);
});

test("nothing is asked for when nothing has changed", () => {
  expect(purgeRequests(domain, [])).toEqual([]);
});

test("a preview names five paths, and how many more there are", () => {
  expect(purgeEffect(domain, ["a.css"])).toBe("has the edge forget what it keeps of /a.css, and nothing else");
  expect(purgeEffect(domain, ["a", "b", "c", "d", "e", "f", "g"])).toBe("has the edge forget what it keeps of /a, /b, /c, /d, /e and 2 more, and nothing else");
  expect(purgeEffect(domain, ["404.html"])).toBe(`has the edge forget everything that it keeps of ${domain}`);
});

import fc from "fast-check";
import { changedPaths, purgeEffect, purgeRequests } from "../../../../components/edge/cloudflare/purge/cache-purge";

const domain = "blog.example.com";

test("files that are new, changed or gone have changed", () => {
  expect(changedPaths({ a: "1", b: "1", c: "1" }, { a: "1", b: "2", d: "1" })).toEqual(["b", "c", "d"]);
  expect(changedPaths({ a: "1" }, { a: "1" })).toEqual([]);
});

test("a file is forgotten by its URL, as the edge may have asked for it by either scheme", () => {
  expect(purgeRequests(domain, ["a b/ü#?.css"])).toEqual([{ files: [`https://${domain}/a%20b/%C3%BC%23%3F.css`, `http://${domain}/a%20b/%C3%BC%23%3F.css`] }]);
});

test("a file is forgotten by the URLs of each way to write it in a link: plainly, by encodeURI, or with everything encoded", () => {
  const urlsOf = (path: string): unknown =>
    purgeRequests(domain, [path]).flatMap<unknown>((request) => ("files" in request ? request.files.filter((url) => url.startsWith("https:")) : [request]));
  const links = ["a@b/[slug].js", encodeURI("a@b/[slug].js"), "a%40b/%5Bslug%5D.js"];
  expect(urlsOf("a@b/[slug].js")).toEqual(links.map((link) => `https://${domain}/${link}`));
  expect(purgeRequests(domain, ["@scope/"])).toEqual([{ prefixes: [`${domain}/@scope`, `${domain}/%40scope`] }]);
  // In a link the first three stand for something else, so they are always encoded there; the other two Cloudflare encodes if the browser does not.
  const asLinked = (path: string): string => path.replace(/[%?#^|]/g, (each) => encodeURIComponent(each));
  const character = fc.oneof(
    fc.integer({ min: 0x20, max: 0x2ff }).map((code) => String.fromCodePoint(code)),
    fc.constantFrom(..."%?#^|@+,=&:;$![]~*()\"<>'本🙂"),
  );
  const name = fc.string({ unit: character.filter((each) => !"/\\".includes(each)) });
  fc.assert(
    fc.property(name, (given) => {
      expect(urlsOf(`${given}.png`)).toContain(new URL(`https://${domain}/${asLinked(given)}.png`).href);
      expect(urlsOf(`${given}.png`)).toContain(`https://${domain}/${encodeURIComponent(given)}.png`);
    }),
    { numRuns: 300 },
  );
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

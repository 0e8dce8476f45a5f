import { createHash } from "node:crypto";
import fc from "fast-check";
import { siteName } from "../../../../components/release/common/site-name";

const identity = { project: "shop", stack: "production", name: "blog" };

describe("siteName", () => {
  test("names the component, the stack and the project", () => {
    expect(siteName(identity)).toBe("blog.production.shop");
  });

  const text = fc.oneof(fc.string({ minLength: 1, maxLength: 120 }), fc.stringMatching(/^[a-z0-9.-]{1,8}$/));

  test("is a file name that systemd, every server and a shell take as it is", () => {
    fc.assert(
      fc.property(fc.record({ project: text, stack: text, name: text }), (any) => {
        expect(siteName(any)).toMatch(/^[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?$/);
        expect(siteName(any)).not.toContain("..");
      }),
    );
  });

  test("is cut to a hundred characters where it is longer, and ends in a hash that stays the same for good", () => {
    const hash = (name: string): string =>
      createHash("sha256")
        .update(JSON.stringify([name, "production", "shop"]))
        .digest("hex")
        .slice(0, 8);
    const longest = "b".repeat(100 - ".production.shop".length);
    expect(siteName({ ...identity, name: longest })).toBe(`${longest}.production.shop`);
    const longer = `${longest}b`;
    expect(siteName({ ...identity, name: longer })).toBe(`${`${longer}-production-shop`.slice(0, 91)}-${hash(longer)}`);
    expect(siteName({ ...identity, name: "__Blog" })).toBe(`blog-production-shop-${hash("__Blog")}`);
  });

  test("is another one for another component", () => {
    fc.assert(
      fc.property(fc.record({ project: text, stack: text, name: text }), fc.record({ project: text, stack: text, name: text }), (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(siteName(one)).not.toBe(siteName(other));
      }),
    );
  });

  test.each([
    [
      { ...identity, name: "a.b", stack: "c" },
      { ...identity, name: "a", stack: "b.c" },
    ],
    [{ ...identity, name: "Blog" }, identity],
    [
      { ...identity, name: "b".repeat(120) },
      { ...identity, name: "b".repeat(121) },
    ],
  ])("tells %j from %j", (one, other) => {
    expect(siteName(one)).not.toBe(siteName(other));
  });
});
